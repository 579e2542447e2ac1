package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// setupLasts is how long a set-up link can be used.
const setupLasts = 30 * time.Minute

// A NewPractice is what the first person enters: an org, and themselves as its
// administrator.
type NewPractice struct {
	Org, TimeZone, Name, Email, Password string
	SeesPatients                         bool
}

func (n NewPractice) member() NewMember {
	roles := []clinic.RoleID{clinic.OrgAdmin}
	if n.SeesPatients {
		roles = append(roles, clinic.Provider)
	}
	return NewMember{Name: n.Name, Email: n.Email, Password: n.Password, Roles: roles}
}

// Check returns an Invalid error that names every field that cannot be saved.
func (n NewPractice) Check() error {
	return append(checkOrg(n.Org, n.TimeZone), clinic.FieldsOf(n.member().Check(n.Org))...).Err()
}

// UnscopedNewSetup returns the token of a new set-up link and voids those
// before it. It returns "" when there are users: then there is nothing to set
// up.
func (s *Store) UnscopedNewSetup(ctx context.Context) (token string, err error) {
	now, fresh := s.now(), newToken()
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		token = ""
		if _, err := tx.Exec(ctx, `UPDATE pf_setup SET expires_at = $1 WHERE expires_at > $1`, now.UnixMilli()); err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `INSERT INTO pf_setup (token_hash, expires_at) SELECT $1, $2 WHERE NOT EXISTS (SELECT 1 FROM pf_users)`,
			hashToken(fresh), now.Add(setupLasts).UnixMilli())
		if n > 0 {
			token = fresh
		}
		return err
	})
	return token, err
}

// UnscopedSetupOpen returns nil while a set-up link with that token can be
// used, Gone when it was used, has expired or is no longer needed, and NotFound
// for any other token.
func (s *Store) UnscopedSetupOpen(ctx context.Context, token string) error {
	var users int
	var expires int64
	var used sql.NullInt64
	_, err := db.One(ctx, s.db, db.Into(&expires, &used, &users), `
		SELECT expires_at, used_at, (SELECT count(*) FROM pf_users) FROM pf_setup WHERE token_hash = $1`, hashToken(token))
	switch {
	case errors.Is(err, db.ErrNone):
		return clinic.Errorf(clinic.NotFound, "There is no such set-up link. Use the one that was printed at the last start.")
	case err != nil:
		return err
	case used.Valid || users > 0:
		return clinic.Errorf(clinic.Gone, "This set-up link was used: the practice is set up. Sign in to go on.")
	case expires <= s.now().UnixMilli():
		return clinic.Errorf(clinic.Gone, "This set-up link has expired. Start Televisit again to get a new one.")
	}
	return nil
}

// UnscopedSetUp uses up a set-up link: it makes the org and its first person
// and signs them in, all or nothing, and returns the login's token. It returns
// Invalid when n cannot be saved, and as UnscopedSetupOpen when the link cannot
// be used.
func (s *Store) UnscopedSetUp(ctx context.Context, token string, n NewPractice) (login string, err error) {
	if err := s.UnscopedSetupOpen(ctx, token); err != nil {
		return "", err
	}
	if err := n.Check(); err != nil {
		return "", err
	}
	m := n.member()
	hash, err := s.hashPassword(ctx, m.Password)
	if err != nil {
		return "", err
	}
	id := clinic.OrgID(NewID())
	login = newToken()
	who := memberAdded(m)
	what := &change{action: "org.create", entity: "org", id: string(id), followUps: []*change{who}}
	err = s.write(ctx, id, "", what, func(c scope) error {
		if err := c.useSetup(ctx, token); err != nil {
			return err
		}
		if err := c.addOrg(ctx, n.Org, n.TimeZone); err != nil {
			return err
		}
		user, err := c.addMember(ctx, who, hash, m)
		if err != nil {
			return err
		}
		return s.putLogin(ctx, c.tx, madeLogin{token: login, user: user, org: c.org}, c.now)
	})
	return login, err
}

// useSetup uses up the link, which holds only if everything after it does.
func (c scope) useSetup(ctx context.Context, token string) error {
	n, err := c.tx.Exec(ctx, `UPDATE pf_setup SET used_at = $2 WHERE token_hash = $1 AND used_at IS NULL AND expires_at > $2
		AND NOT EXISTS (SELECT 1 FROM pf_users)`, hashToken(token), c.now.UnixMilli())
	if err == nil && n == 0 {
		err = clinic.Errorf(clinic.Gone, "This set-up link was used meanwhile: the practice is set up. Sign in to go on.")
	}
	return err
}
