package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// A Visit is an appointment with what people want at hand for it.
type Visit struct {
	clinic.Appointment
	Patient clinic.Patient
	Link    string // to join at, "" when there is nothing to join
}

// ExportDay returns the visits that start on a day, the earliest first and the
// cancelled ones too, and puts on record that they left the desk: as what, e.g.
// "csv".
func (o *Org) ExportDay(ctx context.Context, day clinic.Day, as string) (all []Visit, err error) {
	what := &change{action: "day.export", entity: "day", id: string(day), detail: map[string]any{"as": as}}
	err = o.export(ctx, what, func(c scope) error {
		from, to := day.Bounds(o.a.settings.Zone())
		all, err = c.visits(ctx, `a.starts_at >= $2 AND a.starts_at < $3 ORDER BY a.starts_at, a.id`, from.UnixMilli(), to.UnixMilli())
		return err
	})
	return all, err
}

// ExportAppointment returns one visit, and puts on record that it left the desk.
// It returns NotFound when the org has none of that id.
func (o *Org) ExportAppointment(ctx context.Context, id clinic.AppointmentID) (v Visit, err error) {
	what := &change{action: "appointment.export", entity: "appointment", id: string(id)}
	err = o.export(ctx, what, func(c scope) error {
		if _, err := c.appointment(ctx, id); err != nil {
			return err
		}
		all, err := c.visits(ctx, `a.id = $2`, id)
		if err == nil {
			v = all[0]
		}
		return err
	})
	return v, err
}

// export reads what is to leave the desk, which is written down as a change is:
// whoever is asked later where a file came from finds it in the audit trail. It
// returns Forbidden when the actor lacks anything of clinic.ToExport.
func (o *Org) export(ctx context.Context, what *change, do func(scope) error) error {
	for _, need := range clinic.ToExport {
		if err := o.allow(need); err != nil {
			return err
		}
	}
	return o.write(ctx, clinic.ExportSessions, what, do)
}

// visits returns those that a condition finds, in its order.
func (c scope) visits(ctx context.Context, condition string, args ...any) ([]Visit, error) {
	where := ` WHERE a.org_id = $1 AND ` + condition
	all, err := list(ctx, c, scanAppointment, appointmentSelect+where, args...)
	if err != nil {
		return nil, err
	}
	more, err := list(ctx, c, scanVisit, `SELECT a.id, coalesce(s.session_url, ''), `+PatientTable.selected("p.")+appointmentTables+where,
		args...)
	if err != nil {
		return nil, err
	}
	byID := make(map[clinic.AppointmentID]Visit, len(more))
	for _, v := range more {
		byID[v.ID] = v
	}
	visits := make([]Visit, len(all))
	for i, a := range all {
		visits[i] = byID[a.ID]
		visits[i].Appointment = a
		if a.SessionAt != clinic.Scheduled && a.SessionAt != clinic.Active {
			visits[i].Link = ""
		}
	}
	return visits, nil
}

func scanVisit(r db.Row) (v Visit, err error) {
	return v, r.Scan(append([]any{&v.ID, &v.Link}, PatientTable.into(&v.Patient)...)...)
}
