package store

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// An AuditFilter says which entries of the audit trail are wanted. Zero fields do not
// narrow; Patient is also all appointments and sessions of theirs, and those records that
// were merged with theirs.
type AuditFilter struct {
	Kind     clinic.AuditKind
	Person   clinic.UserID
	Session  clinic.SessionID
	Patient  clinic.PatientID
	From, To time.Time  // when it was done, in [From, To)
	Before   AuditPlace // only entries older than this one
	Limit    int
}

// An AuditPlace is a place in the trail.
type AuditPlace struct {
	At time.Time
	ID string
}

// A Trace is one thing that was done, and what it concerns as far as the reader may know.
type Trace struct {
	AuditRow
	By       string              // the name of who did it, "" for the program itself
	Details  map[string][]string // each value alone, or several: of a change the old and the new one
	Patient  clinic.PatientID    // whom it concerns, "" for nobody or who may not see patients
	Name     string              // of that patient
	StartsAt time.Time           // of the session or the appointment, zero for neither
	Deleted  bool                // the session is hidden
	Person   string              // the name of the user whom it concerns
}

// Trail returns a page of the audit trail, the newest entry first, and whether there are
// older ones. It returns NotFound for a session or a patient whom the org does not have.
func (o *Org) Trail(ctx context.Context, f AuditFilter) (all []Trace, more bool, err error) {
	err = o.read(ctx, clinic.ViewAudit, func(c scope) error {
		all, more, err = o.trail(ctx, c, f)
		return err
	})
	return all, more, err
}

// ExportTrail hands all entries that f finds to write, page by page, the newest first, and
// puts on record that they left the desk. It returns errors as Trail does, and those of write.
func (o *Org) ExportTrail(ctx context.Context, f AuditFilter, write func([]Trace) error) error {
	what := &change{action: "audit.export", entity: "audit", id: string(o.a.org), detail: f.asDetail()}
	if err := o.write(ctx, clinic.ViewAudit, what, func(c scope) error { return o.checkThing(ctx, c, f) }); err != nil {
		return err
	}
	for f.Limit = exportedAtOnce; ; {
		all, more, err := o.Trail(ctx, f)
		if err == nil && len(all) > 0 {
			err = write(all)
		}
		if err != nil || !more {
			return err
		}
		last := all[len(all)-1]
		f.Before = AuditPlace{last.At, last.ID}
	}
}

// asDetail says what was exported.
func (f AuditFilter) asDetail() map[string]any {
	detail := map[string]any{}
	add := func(key, value string) {
		if value != "" {
			detail[key] = value
		}
	}
	add("kind", string(f.Kind))
	add("person", string(f.Person))
	add("session", string(f.Session))
	add("patient", string(f.Patient))
	if !f.From.IsZero() {
		detail["since"] = f.From.UTC().Format(time.RFC3339)
	}
	if !f.To.IsZero() {
		detail["until"] = f.To.UTC().Format(time.RFC3339)
	}
	return detail
}

func (o *Org) trail(ctx context.Context, c scope, f AuditFilter) ([]Trace, bool, error) {
	if err := o.checkThing(ctx, c, f); err != nil {
		return nil, false, err
	}
	of, err := c.recordsOf(ctx, f.Patient)
	if err != nil {
		return nil, false, err
	}
	query, args := f.trailSQL(of)
	all, err := list(ctx, c, o.scanTrace, query, args...)
	more := len(all) > f.Limit
	return all[:min(len(all), f.Limit)], more, err
}

// checkThing returns NotFound for a session or a patient whom the org does not have.
func (o *Org) checkThing(ctx context.Context, c scope, f AuditFilter) error {
	if f.Session != "" {
		if _, err := c.session(ctx, f.Session, true); err != nil {
			return err
		}
	}
	if f.Patient != "" {
		if _, err := c.patient(ctx, f.Patient); err != nil {
			return err
		}
	}
	return nil
}

// recordsOf returns a patient with the records that were merged with theirs.
func (c scope) recordsOf(ctx context.Context, id clinic.PatientID) ([]clinic.PatientID, error) {
	if id == "" {
		return nil, nil
	}
	p, err := c.patient(ctx, id)
	if err != nil {
		return nil, err
	}
	kept := id
	if p.MergedInto != "" {
		kept = p.MergedInto
	}
	merged, err := list(ctx, c, func(r db.Row) (id clinic.PatientID, err error) { err = r.Scan(&id); return id, err },
		`SELECT id FROM pm_patients WHERE org_id = $1 AND merged_into = $2 ORDER BY id`, kept)
	return slices.Insert(merged, 0, kept), err
}

// scanTrace reads an entry, and leaves out what the actor may not see elsewhere.
func (o *Org) scanTrace(r db.Row) (t Trace, err error) {
	var p clinic.Patient
	var isSession bool
	err = r.Scan(AuditTable.into(&t.AuditRow, &t.By, &t.Person, &p.ID, &p.Given, &p.Preferred, &p.Family, (*instant)(&t.StartsAt),
		&isSession, &t.Deleted)...)
	if err != nil {
		return t, err
	}
	if o.a.rights.May(clinic.ViewPatients) && p.ID != "" {
		t.Patient, t.Name = p.ID, p.Name()
	}
	if isSession && !o.a.rights.May(clinic.ViewSessions) || !isSession && !o.a.rights.May(clinic.ViewAppointments) {
		t.StartsAt = time.Time{}
	}
	t.Details, err = detailsOf(t.Detail)
	return t, err
}

// detailsOf reads the detail of an audit row: of each key its value, or its values.
func detailsOf(text string) (map[string][]string, error) {
	var stored map[string]any
	if err := json.Unmarshal([]byte(text), &stored); err != nil {
		return nil, err
	}
	all := make(map[string][]string, len(stored))
	for key, value := range stored {
		several, ok := value.([]any)
		if !ok {
			several = []any{value}
		}
		for _, v := range several {
			all[key] = append(all[key], plainText(v))
		}
	}
	return all, nil
}

// plainText returns a value of JSON as text, "" for none.
func plainText(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case []any:
		text := ""
		for i, one := range v {
			if i > 0 {
				text += " "
			}
			text += plainText(one)
		}
		return text
	}
	return fmt.Sprint(v)
}

// TrailNames are who and what is named in the audit trail.
type TrailNames struct {
	People    []Member // of now and of before
	Roles     Roles
	Platforms map[string]string // names by id
}

// TrailNames returns the names that entries of the audit trail speak of.
func (o *Org) TrailNames(ctx context.Context) (n TrailNames, err error) {
	err = o.read(ctx, clinic.ViewAudit, func(c scope) error {
		n.People, err = list(ctx, c, scanMember, `
			SELECT u.id, u.name FROM (SELECT user_id FROM pf_memberships WHERE org_id = $1
				UNION SELECT user_id FROM pf_former_members WHERE org_id = $1) m
			JOIN pf_users u ON u.id = m.user_id ORDER BY u.name, u.id`)
		if err == nil {
			n.Roles, err = c.roles(ctx)
		}
		n.Platforms = map[string]string{}
		if err == nil {
			_, err = list(ctx, c, func(r db.Row) (id string, err error) {
				var name string
				err = r.Scan(&id, &name)
				n.Platforms[id] = name
				return id, err
			}, `SELECT id, name FROM pm_telehealth_configuration WHERE org_id = $1`)
		}
		return err
	})
	return n, err
}
