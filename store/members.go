package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// hosts holds for members m whose roles let them see patients.
const hosts = `EXISTS (SELECT 1 FROM pf_membership_roles mr
	LEFT JOIN pf_role_permissions rp ON rp.org_id = mr.org_id AND rp.role_id = mr.role_id
		AND rp.permission = '` + string(clinic.HostSessions) + `'
	WHERE mr.org_id = m.org_id AND mr.user_id = m.user_id AND (mr.role_id = '` + string(clinic.Provider) + `' OR rp.permission IS NOT NULL))`

// A Member is a person of the org as one picks them from a list.
type Member struct {
	ID   clinic.UserID
	Name string
}

func scanMember(r db.Row) (m Member, err error) { err = r.Scan(&m.ID, &m.Name); return m, err }

// toChoose is the permission of lists that one chooses from: whoever sees
// sessions or appointments has it.
func (o *Org) toChoose() clinic.Permission {
	if o.a.rights.May(clinic.ViewAppointments) {
		return clinic.ViewAppointments
	}
	return clinic.ViewSessions
}

// Providers returns the members who see patients, by name.
func (o *Org) Providers(ctx context.Context) (all []Member, err error) {
	err = o.read(ctx, o.toChoose(), func(c scope) error {
		all, err = list(ctx, c, scanMember, `
			SELECT m.user_id, u.name FROM pf_memberships m JOIN pf_users u ON u.id = m.user_id
			WHERE m.org_id = $1 AND u.disabled_at IS NULL AND `+hosts+` ORDER BY u.name, m.user_id`)
		return err
	})
	return all, err
}

const providersSQL = `SELECT u.id, u.name FROM pf_users u
	WHERE u.id IN (SELECT k.provider_id FROM pm_session_cells k WHERE k.org_id = $1 AND k.n > 0) ORDER BY u.name, u.id`

// SessionProviders returns whoever had a session, by name: also those who left.
func (o *Org) SessionProviders(ctx context.Context) (all []Member, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		all, err = list(ctx, c, scanMember, providersSQL)
		return err
	})
	return all, err
}
