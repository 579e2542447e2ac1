// Package backup copies a practice's database while it is used, proves that the copy can be restored,
// keeps as many as are wanted, and restores one.
package backup

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"televisit/store"
)

// Open opens the database file at path.
type Open func(path string) (*store.Store, error)

// A Manifest stands beside each backup and says what it holds.
type Manifest struct {
	File   string    `json:"file"`
	MadeAt time.Time `json:"made_at"`
	Bytes  int64     `json:"bytes"`
	SHA256 string    `json:"sha256"` // of the file as it lies there
	Proof
}

// A Proof is what was found in a backup that was opened elsewhere.
type Proof struct {
	store.Contents
	AuditChain string `json:"audit_chain"`           // Intact, Broken or Unchecked
	AuditFault string `json:"audit_fault,omitempty"` // what is broken, or why it was not checked
}

// What the audit trail is like. A backup of a broken one is still made: it is all that there is.
const (
	Intact    = "whole"
	Broken    = "broken"
	Unchecked = "not checked"
)

// Fault returns an error when the audit trail is not as it was written.
func (p Proof) Fault() error {
	if p.AuditChain != Broken {
		return nil
	}
	return errors.New("the audit trail is " + p.AuditFault)
}

// A Maker makes backups of a store.
type Maker struct {
	Store     *store.Store
	Open      Open
	Now       func() time.Time
	Keys      string        // the key file, which checks the audit trail where it is there
	Recipient age.Recipient // whom the backups are encrypted to; nil: they are not
}

// Make writes a backup to path, which must not exist, and its manifest to path with .json behind it.
// Before it has that name the copy is opened elsewhere and looked through, so what lies there can be
// restored. Only who runs the program can read it.
func (m Maker) Make(ctx context.Context, path string) (Manifest, error) {
	work, err := os.MkdirTemp(filepath.Dir(path), ".televisit-backup-")
	if err != nil {
		return Manifest{}, err
	}
	defer os.RemoveAll(work)
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return Manifest{}, errors.Join(fmt.Errorf("%s is there already: name a new file, or a directory", path), err)
	}
	made := Manifest{File: filepath.Base(path), MadeAt: m.Now().UTC().Truncate(time.Second)}
	plain := filepath.Join(work, "televisit.db")
	if err := m.Store.UnscopedSnapshot(ctx, plain); err != nil {
		return Manifest{}, err
	}
	if made.Proof, err = prove(ctx, m.Open, plain, filepath.Join(work, "restored.db"), m.Keys); err != nil {
		return Manifest{}, err
	}
	ready := plain
	if m.Recipient != nil {
		ready = filepath.Join(work, "televisit.db.age")
		if err := encrypt(plain, ready, m.Recipient); err != nil {
			return Manifest{}, err
		}
	}
	if made.Bytes, made.SHA256, err = sum(ready); err != nil {
		return Manifest{}, err
	}
	return made, m.settle(ready, path, made)
}

// settle gives what is ready its name, after its manifest has one: a backup is never without.
func (m Maker) settle(ready, path string, made Manifest) error {
	text, err := json.MarshalIndent(made, "", "  ")
	if err != nil {
		return err
	}
	manifest := filepath.Join(filepath.Dir(ready), "manifest.json")
	if err := os.WriteFile(manifest, append(text, '\n'), 0o600); err != nil {
		return err
	}
	for _, move := range [][2]string{{manifest, path + ".json"}, {ready, path}} {
		if err := errors.Join(flush(move[0]), os.Rename(move[0], move[1])); err != nil {
			return err
		}
	}
	return flush(filepath.Dir(path))
}

// prove restores the file at from to a new one at to, opens that and looks through it.
func prove(ctx context.Context, open Open, from, to, keys string) (p Proof, err error) {
	if err := copyFile(from, to); err != nil {
		return p, err
	}
	s, err := open(to)
	if err != nil {
		return p, err
	}
	if p.Contents, err = s.UnscopedContents(ctx); err == nil {
		err = p.checkChain(ctx, s, keys)
	}
	return p, errors.Join(err, s.Close())
}

// checkChain checks the audit trail with a key file, if there is one.
func (p *Proof) checkChain(ctx context.Context, s *store.Store, keys string) error {
	p.AuditChain = Unchecked
	if err := s.Current(ctx); err != nil {
		p.AuditFault = "its schema is another one than this program's"
		return nil
	}
	all, err := s.UnscopedVerifyChains(ctx, keys, "")
	if err != nil {
		p.AuditFault = err.Error()
		return ctx.Err()
	}
	p.AuditChain = Intact
	for _, v := range all {
		if v.Broken != nil {
			p.AuditChain, p.AuditFault = Broken, v.String()
			return nil
		}
	}
	return nil
}

func encrypt(from, to string, whom age.Recipient) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	w, err := age.Encrypt(out, whom)
	if err == nil {
		_, err = io.Copy(w, in)
		err = errors.Join(err, w.Close())
	}
	return errors.Join(err, out.Close())
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	return writeFile(to, in)
}

// writeFile writes a new file that nobody else may read, onto the disk.
func writeFile(path string, from io.Reader) error {
	out, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, from)
	return errors.Join(err, out.Sync(), out.Close())
}

// flush waits until a file or directory is on disk.
func flush(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func sum(path string) (bytes int64, hash string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return 0, "", err
	}
	defer f.Close()
	h := sha256.New()
	bytes, err = io.Copy(h, f)
	return bytes, hex.EncodeToString(h.Sum(nil)), err
}

// ReadManifest returns what stands beside the backup at path.
func ReadManifest(path string) (m Manifest, err error) {
	text, err := os.ReadFile(path + ".json")
	if err == nil {
		err = json.Unmarshal(text, &m)
	}
	return m, err
}

// ErrNoManifest says that nothing is known of a file that should be a backup.
var ErrNoManifest = errors.New("there is no manifest beside it")

// Compare compares a backup with the manifest beside it, and returns that. What differs is an error.
func Compare(path string) (Manifest, error) {
	m, err := ReadManifest(path)
	if errors.Is(err, os.ErrNotExist) {
		return m, ErrNoManifest
	}
	if err != nil {
		return m, fmt.Errorf("the manifest beside %s: %w", path, err)
	}
	if _, hash, err := sum(path); err != nil || hash != m.SHA256 {
		return m, errors.Join(fmt.Errorf("%s is not the file that its manifest describes: it was changed or damaged", path), err)
	}
	return m, nil
}
