package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Person is somebody who is, or was, a member of the org.
type Person struct {
	ID          clinic.UserID
	Name, Email string
	Roles       []clinic.RoleID
	Seen        time.Time // when they were last here, zero for never
	Left        time.Time // zero for a member
	Coming      int       // appointments that they have from now on
	// SecondFactor says that they enter a code after the password.
	SecondFactor bool
}

// People returns the members of the org, and after them those who left, each by name.
func (o *Org) People(ctx context.Context) (all []Person, err error) {
	err = o.read(ctx, clinic.ManageUsers, func(c scope) error {
		all, err = c.people(ctx, "")
		return err
	})
	return all, err
}

// Person returns one of People, and NotFound for anybody else.
func (o *Org) Person(ctx context.Context, id clinic.UserID) (p Person, err error) {
	err = o.read(ctx, clinic.ManageUsers, func(c scope) error {
		p, err = c.person(ctx, id)
		return err
	})
	return p, err
}

func (c scope) person(ctx context.Context, id clinic.UserID) (p Person, err error) {
	all, err := c.people(ctx, id)
	if err == nil && (len(all) == 0 || id == "") {
		return p, clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
	}
	if err == nil {
		p = all[0]
	}
	return p, err
}

// people returns those of that id, "" for all, with their roles.
func (c scope) people(ctx context.Context, id clinic.UserID) ([]Person, error) {
	all, err := list(ctx, c, scanPerson, peopleSelect, c.now.UnixMilli(), id)
	if err != nil {
		return nil, err
	}
	_, err = list(ctx, c, func(r db.Row) (struct{}, error) {
		var user clinic.UserID
		var role clinic.RoleID
		err := r.Scan(&user, &role)
		if i := slices.IndexFunc(all, func(p Person) bool { return p.ID == user }); i >= 0 {
			all[i].Roles = append(all[i].Roles, role)
		}
		return struct{}{}, err
	}, `SELECT user_id, role_id FROM pf_membership_roles WHERE org_id = $1 ORDER BY user_id, role_id`)
	return all, err
}

// peopleSelect reads the people of the org; $2 is now, $3 whom, "" for all.
const peopleSelect = `SELECT u.id, u.name, u.email, coalesce(f.roles, ''),
	(SELECT max(l.seen_at) FROM
			(SELECT seen_at, user_id, org_id FROM pf_logins UNION ALL SELECT seen_at, user_id, org_id FROM pf_ended_logins) l
		WHERE l.org_id = $1 AND l.user_id = u.id), f.left_at,
	(SELECT count(*) FROM pm_appointments a WHERE a.org_id = $1 AND a.provider_id = u.id AND a.status = 'booked' AND a.starts_at > $2),
	` + hasFactor + `
	FROM (SELECT user_id FROM pf_memberships WHERE org_id = $1 UNION SELECT user_id FROM pf_former_members WHERE org_id = $1) m
	JOIN pf_users u ON u.id = m.user_id
	LEFT JOIN pf_former_members f ON f.org_id = $1 AND f.user_id = m.user_id
	WHERE $3 = '' OR u.id = $3 ORDER BY f.left_at IS NOT NULL, u.name, u.id`

func scanPerson(r db.Row) (p Person, err error) {
	var roles string
	err = r.Scan(&p.ID, &p.Name, &p.Email, &roles, (*instant)(&p.Seen), (*instant)(&p.Left), &p.Coming, &p.SecondFactor)
	p.Roles = rolesOf(roles)
	return p, err
}

// rolesOf reads what joined wrote.
func rolesOf(text string) (all []clinic.RoleID) {
	for id := range strings.FieldsSeq(text) {
		all = append(all, clinic.RoleID(id))
	}
	slices.Sort(all)
	return all
}

func joined(roles []clinic.RoleID) string {
	var all []string
	for _, r := range roles {
		all = append(all, string(r))
	}
	return strings.Join(all, " ")
}
