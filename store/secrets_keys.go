package store

import (
	"context"
	"errors"
	"io/fs"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// UnscopedRotateKeys seals every secret with a new key, drops the keys before it, and
// returns how many there were. It may be broken off anywhere: the file has the old keys
// until nothing needs them.
func (s *Store) UnscopedRotateKeys(ctx context.Context) (n int, err error) {
	if err := s.keys.Add(); err != nil {
		return 0, err
	}
	orgs, err := db.List(ctx, s.db, db.Text, `SELECT org_id FROM pf_organizations ORDER BY org_id`)
	if err != nil {
		return 0, err
	}
	for _, org := range orgs {
		resealed, err := s.reseal(ctx, clinic.OrgID(org))
		if err != nil {
			return n, err
		}
		n += resealed
	}
	seeds, err := s.resealSeeds(ctx)
	if err != nil {
		return n, err
	}
	n += seeds
	ids, err := s.sealedWith(ctx)
	if err != nil {
		return n, err
	}
	return n, s.keys.Retain(ids...)
}

// reseal seals the secrets of one org with the key that seals now. A change of the org
// that still seals with an older one is waited for, so none comes after it.
func (s *Store) reseal(ctx context.Context, org clinic.OrgID) (n int, err error) {
	err = s.db.Write(ctx, db.Owner(org), func(tx *db.Tx) error {
		all, err := scope{org, s.now(), tx}.sealed(ctx)
		n = len(all)
		return err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	what := &change{action: "secrets.rotate", entity: "org", id: string(org)}
	err = s.write(ctx, org, "", what, func(c scope) error {
		all, err := c.sealed(ctx)
		if err != nil {
			return err
		}
		for _, row := range all {
			secret, err := s.keys.Open(seal.Place{Org: string(org), ID: row.id}, row.sealed)
			if err != nil {
				return err
			}
			if err := s.putSecret(ctx, c, row.id, secret); err != nil {
				return err
			}
		}
		n = len(all)
		what.detail = map[string]any{"secrets": n}
		return nil
	})
	return n, err
}

// A sealedRow is a secret as it is stored.
type sealedRow struct{ id, keyID, sealed string }

// sealed returns the secrets of the scope's org.
func (c scope) sealed(ctx context.Context) ([]sealedRow, error) {
	return list(ctx, c, func(r db.Row) (row sealedRow, err error) { return row, r.Scan(&row.id, &row.keyID, &row.sealed) },
		`SELECT id, key_id, sealed FROM pf_secrets WHERE org_id = $1 ORDER BY id`)
}

// UnscopedDiscardLost gives up the secrets that the key file at path does not open, so
// that they can be entered anew, and returns how many those were. Audit trails go on with
// the key that the file has; what is in them from before can be checked no more. A file that is missing
// is made.
func (s *Store) UnscopedDiscardLost(ctx context.Context, path string) (n int, err error) {
	keys, err := seal.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		keys, err = seal.Create(path)
	}
	if err != nil {
		return 0, err
	}
	s.keys = keys
	orgs, err := db.List(ctx, s.db, func(r db.Row) (o keptOrg, err error) { return o, r.Scan(&o.id, &o.mac, &o.secrets) },
		`SELECT o.org_id, o.audit_mac, EXISTS (SELECT 1 FROM pf_secrets s WHERE s.org_id = o.org_id) FROM pf_organizations o ORDER BY o.org_id`)
	for _, org := range orgs {
		if err != nil {
			return n, err
		}
		keyLost := org.mac != "" && keys.Checks(org.mac) != nil
		if keyLost || org.secrets {
			lost := 0
			lost, err = s.discardLost(ctx, org.id, keyLost)
			n += lost
		}
	}
	if err != nil {
		return n, err
	}
	lost, err := s.discardSeeds(ctx, keys)
	return n + lost, err
}

// A keptOrg is an org, the last code of its audit trail, and whether it has secrets.
type keptOrg struct {
	id      clinic.OrgID
	mac     string
	secrets bool
}

// discardLost gives up the secrets of an org that the key file does not open, and returns how many
// those were.
func (s *Store) discardLost(ctx context.Context, org clinic.OrgID, keyLost bool) (lost int, err error) {
	what := &change{action: "secrets.discard", entity: "org", id: string(org), keyLost: keyLost}
	err = s.write(ctx, org, "", what, func(c scope) error {
		lost = 0
		all, err := c.sealed(ctx)
		for _, row := range all {
			if err == nil && s.keys.Has(row.keyID) != nil {
				lost++
				err = c.dropSecret(ctx, row.id)
			}
		}
		what.detail = map[string]any{"secrets": lost}
		return err
	})
	return lost, err
}
