package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"filippo.io/age"

	"televisit/store"
)

// A Restorer puts a backup in the place of a database that no program uses.
type Restorer struct {
	Open       Open
	Now        func() time.Time
	Keys       string         // the key file, which checks the audit trail where it is there
	Identities []age.Identity // who can read an encrypted backup
	Newer      bool           // also in the place of a database with later changes
}

// Restored says what was restored, and where the database lies that was there before, "" for none.
type Restored struct {
	Proof
	Companion string
}

// Restore puts the backup at from in the place of the database file at to. The backup is looked through
// first, and compared with its manifest where there is one; until it is known to be good, nothing is
// touched. The database that was there is kept beside. It refuses the backup of a newer program,
// and, unless Newer is set, one that lacks what the database has.
func (r Restorer) Restore(ctx context.Context, from, to string) (done Restored, err error) {
	if err := r.compare(from); err != nil {
		return done, err
	}
	work, err := os.MkdirTemp(filepath.Dir(to), ".televisit-restore-")
	if err != nil {
		return done, err
	}
	defer os.RemoveAll(work)
	ready := filepath.Join(work, "ready.db")
	if err := r.decrypt(from, ready); err != nil {
		return done, err
	}
	if done.Proof, err = prove(ctx, r.Open, ready, filepath.Join(work, "proof.db"), r.Keys); err != nil {
		return done, fmt.Errorf("%s cannot be restored: %w", from, err)
	}
	if err := r.allow(ctx, to, done.Contents); err != nil {
		return done, err
	}
	if done.Companion, err = r.aside(to); err != nil {
		return done, err
	}
	return done, errors.Join(os.Rename(ready, to), flush(filepath.Dir(to)))
}

// compare compares a backup with its manifest. One without, as another tool makes, is taken as it is.
func (r Restorer) compare(from string) error {
	if _, err := Compare(from); !errors.Is(err, ErrNoManifest) {
		return err
	}
	return nil
}

func (r Restorer) decrypt(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	if !strings.HasSuffix(from, ".age") {
		return writeFile(to, in)
	}
	if len(r.Identities) == 0 {
		return fmt.Errorf("%s is encrypted: name the file of its identity with --identity", from)
	}
	var plain io.Reader
	if plain, err = age.Decrypt(in, r.Identities...); err != nil {
		return fmt.Errorf("%s: %w", from, err)
	}
	return writeFile(to, plain)
}

// allow refuses to take a database away that has what the backup lacks.
func (r Restorer) allow(ctx context.Context, to string, c store.Contents) error {
	if _, err := os.Stat(to); r.Newer || errors.Is(err, os.ErrNotExist) {
		return nil
	}
	s, err := r.Open(to)
	if err != nil {
		return fmt.Errorf("%s cannot be looked at; --newer restores in its place all the same: %w", to, err)
	}
	have, err := s.UnscopedContents(ctx)
	if err = errors.Join(err, s.Close()); err != nil {
		return fmt.Errorf("%s cannot be looked at; --newer restores in its place all the same: %w", to, err)
	}
	if have.AuditAt.After(c.AuditAt) {
		return fmt.Errorf("%s has changes up to %s, the backup ends at %s; --newer restores it all the same, and keeps the database beside",
			to, have.AuditAt.Format(time.RFC3339), c.AuditAt.Format(time.RFC3339))
	}
	return nil
}

// aside gives the database at path, with its log, another name, and returns that.
func (r Restorer) aside(path string) (string, error) {
	aside := path + ".before-restore-" + r.Now().UTC().Format(stamp)
	moved := ""
	for _, part := range []string{"", "-wal", "-shm"} {
		err := os.Rename(path+part, aside+part)
		if err == nil {
			moved = aside
		} else if !errors.Is(err, os.ErrNotExist) {
			return moved, err
		}
	}
	return moved, nil
}
