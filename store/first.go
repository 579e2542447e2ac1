package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// FirstSteps say what an org has on the way to its first visit.
type FirstSteps struct {
	Provider bool // somebody can be booked
	Patient  bool // somebody is on file
	Visit    bool // something was booked, ever
}

// FirstSteps returns how far the org has come.
func (o *Org) FirstSteps(ctx context.Context) (f FirstSteps, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		_, err := one(ctx, c, db.Into(&f.Provider, &f.Patient, &f.Visit), `SELECT
			EXISTS (SELECT 1 FROM pf_memberships m JOIN pf_users u ON u.id = m.user_id
				WHERE m.org_id = $1 AND u.disabled_at IS NULL AND `+hosts+`),
			EXISTS (SELECT 1 FROM pm_patients WHERE org_id = $1),
			EXISTS (SELECT 1 FROM pm_appointments WHERE org_id = $1)`)
		return err
	})
	return f, err
}
