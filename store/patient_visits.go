package store

import (
	"context"

	"televisit/clinic"
)

// PatientVisits are the appointments of one patient, the cancelled ones too.
type PatientVisits struct {
	Next, Past []clinic.Appointment // not over yet or on, the earliest first; over, the latest first
	More       bool                 // there are further ones of either
}

// PatientVisits returns up to most appointments of a patient that are not over,
// and as many that are.
func (o *Org) PatientVisits(ctx context.Context, id clinic.PatientID, most int) (v PatientVisits, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		of := func(condition string) ([]clinic.Appointment, error) {
			all, err := list(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.patient_id = $2 AND `+condition+
				` LIMIT $4`, id, c.now.UnixMilli(), most+1)
			if len(all) > most {
				all, v.More = all[:most], true
			}
			return all, err
		}
		if v.Next, err = of(`(a.ends_at > $3 OR s.status = 'active') ORDER BY a.starts_at, a.id`); err != nil {
			return err
		}
		v.Past, err = of(`a.ends_at <= $3 AND coalesce(s.status, '') <> 'active' ORDER BY a.starts_at DESC, a.id DESC`)
		return err
	})
	return v, err
}
