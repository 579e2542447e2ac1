package store

import (
	"context"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
)

// Copied is what was copied of a table.
type Copied = db.Copied

// A Copy says what is to be copied.
type Copy struct {
	Org string // the name of one org; "" for everything
	// Progress is told, now and then, of a table, how many of its rows are copied and
	// how many there are; nil is nobody.
	Progress func(table string, done, all int64)
}

// UnscopedCopy copies all that there is, or one org with its people, into the database
// of to, as it is at one instant, all or nothing. It refuses a target that has anything,
// or that org; an empty one gets its schema. What belongs to no org in particular, such
// as who failed to sign in, is not part of one.
func (s *Store) UnscopedCopy(ctx context.Context, to *Store, what Copy) ([]Copied, error) {
	c := db.Copy{Whose: db.Anyone, By: "org_id", Progress: what.Progress}
	if what.Org != "" {
		if err := s.Current(ctx); err != nil {
			return nil, err
		}
		org, err := s.UnscopedOrgNamed(ctx, what.Org)
		if err != nil {
			return nil, err
		}
		c.Whose = db.Owner(org)
		if err := to.lacks(ctx, what.Org); err != nil {
			return nil, err
		}
	}
	return s.db.CopyTo(ctx, to.db, c)
}

// lacks returns an error when there is an org of that name.
func (s *Store) lacks(ctx context.Context, name string) error {
	if isNew, err := s.IsNew(ctx); err != nil || isNew {
		return err
	}
	_, err := s.UnscopedOrgNamed(ctx, name)
	switch clinic.KindOf(err) {
	case clinic.NotFound:
		return nil
	case clinic.KindOf(nil):
		return errors.New("the target has an organization of that name already")
	}
	return err
}
