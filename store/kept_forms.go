package store

import (
	"context"
	"errors"
	"time"

	"televisit/store/db"
)

// keptForms is how many forms are kept, sealed by whoever keeps them. When there are more,
// the oldest go.
const keptForms = 256

// UnscopedKeepForm keeps a sealed form under an id for a while, in place of what it had.
func (s *Store) UnscopedKeepForm(ctx context.Context, id, sealed string, lasts time.Duration) error {
	now := s.now()
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO pf_kept_forms (id, kept_at, kept_until, sealed) VALUES ($1, $2, $3, $4)
			ON CONFLICT (id) DO UPDATE SET kept_at = excluded.kept_at, kept_until = excluded.kept_until, sealed = excluded.sealed`,
			id, now.UnixMilli(), now.Add(lasts).UnixMilli(), sealed); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_kept_forms WHERE kept_until < $1`, now.UnixMilli()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `DELETE FROM pf_kept_forms WHERE id IN
			(SELECT id FROM pf_kept_forms WHERE id <> $1 ORDER BY kept_at DESC LIMIT 1000 OFFSET $2)`, id, keptForms-1)
		return err
	})
}

// UnscopedKeptForm returns the form that is kept under an id, "" for none.
func (s *Store) UnscopedKeptForm(ctx context.Context, id string) (string, error) {
	sealed, err := db.One(ctx, s.db, db.Text, `SELECT sealed FROM pf_kept_forms WHERE id = $1 AND kept_until >= $2`, id,
		s.now().UnixMilli())
	if errors.Is(err, db.ErrNone) {
		return "", nil
	}
	return sealed, err
}

// UnscopedDropForm forgets what is kept under an id.
func (s *Store) UnscopedDropForm(ctx context.Context, id string) error {
	if form, err := s.UnscopedKeptForm(ctx, id); err != nil || form == "" {
		return err // most sign-ins: nothing to write
	}
	_, err := s.exec(ctx, `DELETE FROM pf_kept_forms WHERE id = $1`, id)
	return err
}
