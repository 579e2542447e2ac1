package store

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"

	"televisit/clinic"
	"televisit/store/db"
)

// A NewMember is a person to be made a member of an org.
type NewMember struct {
	Name, Email, Password string
	Roles                 []clinic.RoleID
}

// Check returns an Invalid error that names every field that cannot be saved in an org of
// that name.
func (m NewMember) Check(org string) error {
	p := m.problems()
	if err := CheckPassword("password", m.Password, m.Name, m.Email, org); err != nil {
		p = append(p, clinic.FieldsOf(err)...)
	}
	return p.Err()
}

// problems is what is wrong with m but for its password.
func (m NewMember) problems() clinic.Problems {
	var p clinic.Problems
	if n := len([]rune(strings.TrimSpace(m.Name))); clinic.ShowsNothing(m.Name) || n > 200 {
		p.Add("name", "Enter the person's name, up to 200 characters.")
	}
	if !strings.Contains(m.Email, "@") || strings.ContainsFunc(strings.TrimSpace(m.Email), isNoEmail) || len(m.Email) > 254 {
		p.Add("email", "Enter an email address like name@example.org.")
	}
	if len(m.Roles) == 0 {
		p.Add("role", "Choose at least one role.")
	}
	return p
}

func isNoEmail(c rune) bool { return unicode.IsSpace(c) || unicode.IsControl(c) }

// An OrgName is an org as one picks it from a list.
type OrgName struct {
	ID   clinic.OrgID
	Name string
}

func scanOrgName(r db.Row) (o OrgName, err error) { err = r.Scan(&o.ID, &o.Name); return o, err }

// UnscopedOrgsOf returns the orgs that user is a member of, by name.
func (s *Store) UnscopedOrgsOf(ctx context.Context, user clinic.UserID) ([]OrgName, error) {
	return orgsOf(ctx, s.db, user)
}

func orgsOf(ctx context.Context, q db.Querier, user clinic.UserID) ([]OrgName, error) {
	return db.List(ctx, q, scanOrgName, `
		SELECT o.org_id, o.name FROM pf_memberships m JOIN pf_organizations o ON o.org_id = m.org_id
		WHERE m.user_id = $1 ORDER BY o.name`, user)
}

// UnscopedOrgNamed returns the org of that name, and NotFound without one.
func (s *Store) UnscopedOrgNamed(ctx context.Context, name string) (clinic.OrgID, error) {
	id, err := db.One(ctx, s.db, db.Text, `SELECT org_id FROM pf_organizations WHERE name = $1`, strings.TrimSpace(name))
	if errors.Is(err, db.ErrNone) {
		err = clinic.Errorf(clinic.NotFound, "There is no organization of that name.")
	}
	return clinic.OrgID(id), err
}

// UnscopedAddOrg makes an org with the system roles, its billing rules,
// three platforms and consent texts to begin with, and returns its id. It returns Invalid when the name is
// taken or the zone unknown.
func (s *Store) UnscopedAddOrg(ctx context.Context, name, zone string) (clinic.OrgID, error) {
	if err := checkOrg(name, zone).Err(); err != nil {
		return "", err
	}
	id := clinic.OrgID(NewID())
	what := &change{action: "org.create", entity: "org", id: string(id)}
	err := s.write(ctx, id, "", what, func(c scope) error { return c.addOrg(ctx, name, zone) })
	return id, err
}

// addOrg makes the scope's org. It returns Invalid when the name is taken.
func (c scope) addOrg(ctx context.Context, name, zone string) error {
	_, err := c.exec(ctx, `INSERT INTO pf_organizations (org_id, name, created_at) VALUES ($1, $2, $3)`,
		strings.TrimSpace(name), c.now.UnixMilli())
	if db.IsTaken(err) {
		return clinic.FieldErrorf("org", "An organization of that name exists already.")
	}
	if err != nil {
		return err
	}
	for _, role := range clinic.SystemRoles {
		if _, err := c.exec(ctx, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, $2, $2, true)`, role); err != nil {
			return err
		}
	}
	if err := c.putSetting(ctx, "time_zone", zone); err != nil {
		return err
	}
	return errors.Join(c.addStarterPlatforms(ctx), c.addBillingRules(ctx), c.addStarterTexts(ctx))
}

func checkOrg(name, zone string) clinic.Problems {
	var p clinic.Problems
	if n := len([]rune(strings.TrimSpace(name))); clinic.ShowsNothing(name) || n > 200 {
		p.Add("org", "Enter the organization's name, up to 200 characters.")
	}
	if !clinic.KnownZone(zone) {
		p.Add("time_zone", "Choose a time zone, like America/New_York.")
	}
	return p
}

// UnscopedAddMember makes a person a member of org, and a user when the email
// is new; a known user keeps name and password. It returns their id, and
// Invalid when m cannot be saved or is a member already.
func (s *Store) UnscopedAddMember(ctx context.Context, org clinic.OrgID, m NewMember) (clinic.UserID, error) {
	if err := m.Check(""); err != nil {
		return "", err
	}
	hash, err := s.hashPassword(ctx, m.Password)
	if err != nil {
		return "", err
	}
	var user clinic.UserID
	what := memberAdded(m)
	err = s.write(ctx, org, "", what, func(c scope) (err error) {
		user, err = c.addMember(ctx, what, hash, m)
		return err
	})
	return user, err
}

// memberAdded is how the audit trail records a new member, once addMember knows
// who that is.
func memberAdded(m NewMember) *change {
	return &change{action: "user.add", entity: "user", detail: map[string]any{"roles": m.Roles}}
}

// addMember makes m a member of the scope's org, notes in what who that is, and
// returns it. It returns Invalid for a member, and for a role that the org does not have.
func (c scope) addMember(ctx context.Context, what *change, hash string, m NewMember) (clinic.UserID, error) {
	// The user is the platform's, not the org's; $1 takes no part in it but
	// for the rule that every statement here has it.
	user, err := one(ctx, c, db.Text, `
		INSERT INTO pf_users (id, email, name, password_hash, created_at) SELECT $2, $3, $4, $5, $6 FROM pf_organizations WHERE org_id = $1
		ON CONFLICT (email) DO UPDATE SET email = excluded.email RETURNING id`,
		NewID(), foldEmail(m.Email), strings.TrimSpace(m.Name), hash, c.now.UnixMilli())
	if err != nil {
		return "", err
	}
	what.id = user
	_, err = c.exec(ctx, `INSERT INTO pf_memberships (org_id, user_id, created_at) VALUES ($1, $2, $3)`, user, c.now.UnixMilli())
	if db.IsTaken(err) {
		return "", clinic.FieldErrorf("email", "This person is a member already.")
	}
	if err != nil {
		return "", err
	}
	known, err := c.roles(ctx)
	if err != nil {
		return "", err
	}
	for _, role := range slices.Compact(slices.Sorted(slices.Values(m.Roles))) {
		if known.index(role) < 0 {
			return "", clinic.FieldErrorf("role", "There is no role %q.", role)
		}
		if _, err := c.exec(ctx, `INSERT INTO pf_membership_roles (org_id, user_id, role_id) VALUES ($1, $2, $3)`, user, role); err != nil {
			return "", err
		}
	}
	return clinic.UserID(user), nil
}
