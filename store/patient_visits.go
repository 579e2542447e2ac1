package store

import (
	"context"

	"televisit/clinic"
)

// PatientVisits are the appointments of one patient, the cancelled ones too.
type PatientVisits struct {
	Next []Visit              // not over yet or on, the earliest first
	Past []clinic.Appointment // over, the latest first
	More bool                 // there are further ones of either
}

// PatientVisits returns up to most appointments of a patient that are not over,
// and as many that are.
func (o *Org) PatientVisits(ctx context.Context, id clinic.PatientID, most int) (v PatientVisits, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		const next = `a.patient_id = $2 AND (a.ends_at > $3 OR s.status = 'active') ORDER BY a.starts_at, a.id LIMIT $4`
		if v.Next, err = c.visits(ctx, next, id, c.now.UnixMilli(), most+1); err != nil {
			return err
		}
		v.Past, err = list(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.patient_id = $2 AND a.ends_at <= $3
			AND coalesce(s.status, '') <> 'active' ORDER BY a.starts_at DESC, a.id DESC LIMIT $4`, id, c.now.UnixMilli(), most+1)
		v.More = len(v.Next) > most || len(v.Past) > most
		v.Next, v.Past = v.Next[:min(most, len(v.Next))], v.Past[:min(most, len(v.Past))]
		for i := range v.Next {
			if !o.a.rights.May(clinic.ViewSessions) { // the link is the session's
				v.Next[i].Link = ""
			}
		}
		return err
	})
	return v, err
}

// NextVisits returns of each of patients the appointment that they have next, or are
// in: booked, not over and not decided. Who has none is not in it.
func (o *Org) NextVisits(ctx context.Context, patients []clinic.PatientID) (next map[clinic.PatientID]clinic.Appointment, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		next = make(map[clinic.PatientID]clinic.Appointment, len(patients))
		for _, id := range patients {
			all, err := list(ctx, c, scanAppointment, appointmentSelect+` WHERE a.org_id = $1 AND a.patient_id = $2 AND a.status = 'booked'
				AND (a.ends_at > $3 AND coalesce(s.status, 'scheduled') = 'scheduled' OR s.status = 'active')
				ORDER BY a.starts_at, a.id LIMIT 1`, id, c.now.UnixMilli())
			if err != nil {
				return err
			}
			if len(all) > 0 {
				next[id] = all[0]
			}
		}
		return nil
	})
	return next, err
}
