package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// wayOut is what else to do about a key file.
const wayOut = "or name it with --key-file; if it is lost for good, go on without it by: televisit secrets discard-lost"

var errNoKeyFile = errors.New("no key file was named")

// UseKeys lets s change anything: with the keys of a file it seals and opens secrets, and adds
// to the audit trail. A file that is missing is made. It returns an error when the file is
// missing or lacks a key although something is sealed or on record: a new key would open
// nothing of that, and what it added could not be told from what somebody forged.
func (s *Store) UseKeys(ctx context.Context, path string) error {
	ids, err := s.sealedWith(ctx)
	if err != nil {
		return err
	}
	ends, err := s.chainEnds(ctx)
	if err != nil {
		return err
	}
	keys, err := seal.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && len(ids)+len(ends) > 0:
		return fmt.Errorf("the key file %s is missing, and secrets and the audit trail of the database need it: put it back, "+wayOut,
			path)
	case errors.Is(err, fs.ErrNotExist):
		keys, err = seal.Create(path)
	}
	if err != nil {
		return fmt.Errorf("key file: %w", err)
	}
	if keys.Has(ids...) != nil {
		return fmt.Errorf("the key file %s is not that of the database, which has secrets that it does not open: put back the right one, "+wayOut,
			path)
	}
	if keys.Checks(ends...) != nil {
		return fmt.Errorf("the key file %s is not that of the database, whose audit trail was written with another: put back the right one, "+
			wayOut, path)
	}
	s.keys = keys
	return nil
}

// chainEnds returns the last code of each chain.
func (s *Store) chainEnds(ctx context.Context) (codes []string, err error) {
	heads, err := s.UnscopedChainHeads(ctx)
	for _, h := range heads {
		codes = append(codes, h.MAC)
	}
	return codes, err
}

// sealedWith returns the ids of the keys that something is sealed with.
func (s *Store) sealedWith(ctx context.Context) ([]string, error) {
	return db.List(ctx, s.db, db.Text, keysInUse)
}

// keysInUse is the query for the ids of the keys that something is sealed with.
const keysInUse = `SELECT key_id FROM pf_secrets UNION SELECT key_id FROM pf_second_factors`

// errNoKeys is for people: what is wrong can be mended only where the program runs.
func errNoKeys(cause error) error {
	return clinic.Causef(clinic.Unavailable, cause,
		"Secrets cannot be used: the key file of this server is missing or is not the right one. Ask whoever runs it.")
}

// errNoRecord is errNoKeys for what cannot go on record, and so is not done.
func errNoRecord(cause error) error {
	return clinic.Causef(clinic.Unavailable, cause,
		"Nothing can be saved: the key file of this server is missing or is not the right one. Ask whoever runs it.")
}

// putSecret seals secret as the one of that id in the scope's org, in place of what was
// there. It belongs into a change, which is not to have the secret in its detail.
func (s *Store) putSecret(ctx context.Context, c scope, id, secret string) error {
	if s.keys == nil {
		return errNoKeys(errNoKeyFile)
	}
	var used []string // another server may have begun with a key file of its own
	err := c.unscoped(ctx, func() (err error) {
		used, err = db.List(ctx, c.tx, db.Text, keysInUse)
		return err
	})
	if err != nil {
		return err
	}
	if err := s.keys.Has(used...); err != nil {
		return errNoKeys(err)
	}
	sealed, keyID, err := s.keys.Seal(seal.Place{Org: string(c.org), ID: id}, secret)
	if err != nil {
		return errNoKeys(err)
	}
	_, err = c.exec(ctx, `INSERT INTO pf_secrets (org_id, id, key_id, sealed, changed_at) VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (org_id, id) DO UPDATE SET key_id = excluded.key_id, sealed = excluded.sealed, changed_at = excluded.changed_at`,
		id, keyID, sealed, c.now.UnixMilli())
	return err
}

// secret returns the secret of that id in the scope's org, and NotFound without one.
func (s *Store) secret(ctx context.Context, c scope, id string) (string, error) {
	sealed, err := one(ctx, c, db.Text, `SELECT sealed FROM pf_secrets WHERE org_id = $1 AND id = $2`, id)
	if err != nil {
		return "", err
	}
	if s.keys == nil {
		return "", errNoKeys(errNoKeyFile)
	}
	secret, err := s.keys.Open(seal.Place{Org: string(c.org), ID: id}, sealed)
	if err != nil {
		return "", errNoKeys(err)
	}
	return secret, nil
}

// dropSecret gives up the secret of that id, if there is one.
func (c scope) dropSecret(ctx context.Context, id string) error {
	_, err := c.exec(ctx, `DELETE FROM pf_secrets WHERE org_id = $1 AND id = $2`, id)
	return err
}
