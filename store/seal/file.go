package seal

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
)

const preface = `# The keys that seal the secrets in the database of Televisit. The first one seals.
# Without this file they cannot be opened: keep a copy, and not beside the copies of the database.
# What says audit is left of a key that was replaced: it only checks the audit trail of its time.
`

// keyBytes is how long a key is: AES-256.
const keyBytes = 32

// Open reads the key file at path. It returns fs.ErrNotExist when there is none, and
// an error when others than its owner can read it.
func Open(path string) (*Keys, error) {
	k := &Keys{path: path}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k, k.read()
}

// Create makes a key file with a new key at path and opens it. If there is one
// meanwhile, it is opened as it is.
func Create(path string) (*Keys, error) {
	first, err := newKey()
	if err != nil {
		return nil, err
	}
	temporary, err := write(path, ring{all: []key{first}})
	if err != nil {
		return nil, err
	}
	if err := publish(temporary, path); err != nil {
		return nil, err
	}
	if err := syncDir(path); err != nil {
		return nil, err
	}
	return Open(path)
}

// publish gives a file another name, unless there is one of that name, and removes it
// then. Where files can have one name only, the first look has to be enough.
func publish(temporary, path string) error {
	err := os.Link(temporary, path) // unlike a rename it replaces nothing
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, fs.ErrPermission) {
		if _, there := os.Stat(path); errors.Is(there, fs.ErrNotExist) {
			return os.Rename(temporary, path)
		}
	}
	if errors.Is(err, fs.ErrExist) {
		err = nil
	}
	return errors.Join(err, os.Remove(temporary))
}

// Add puts a new key before the others: from now on it seals, in every process that
// shares the file.
func (k *Keys) Add() error {
	return k.change(func(r *ring) error {
		first, err := newKey()
		r.all = append([]key{first}, r.all...)
		return err
	})
}

// Retain drops all keys but the one that seals and those of the ids. What a dropped one
// authenticated can still be checked.
func (k *Keys) Retain(ids ...string) error {
	return k.change(func(r *ring) error {
		var kept []key
		for i, old := range r.all {
			if i == 0 || slices.Contains(ids, old.id) {
				kept = append(kept, old)
			} else {
				r.past = append(r.past, old.mac)
			}
		}
		r.all = kept
		return nil
	})
}

// change replaces the file by one with other keys. Whoever else would change it
// waits, and whoever reads it finds the one or the other.
func (k *Keys) change(do func(*ring) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	dir, err := os.Open(filepath.Dir(k.path))
	if err != nil {
		return err
	}
	defer dir.Close()
	if err := syscall.Flock(int(dir.Fd()), syscall.LOCK_EX); err != nil {
		return err
	}
	if err := k.read(); err != nil {
		return err
	}
	next := ring{slices.Clone(k.all), slices.Clone(k.past)}
	if err := do(&next); err != nil {
		return err
	}
	temporary, err := write(k.path, next)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, k.path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	if err := k.read(); err != nil {
		return err
	}
	return syncDir(k.path)
}

// read reads the file anew.
func (k *Keys) read() error {
	f, err := os.Open(k.path)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if open := info.Mode().Perm() & 0o077; open != 0 {
		return fmt.Errorf("others can read the key file %s (%s): make it yours alone with chmod 600", k.path, info.Mode().Perm())
	}
	text, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return err
	}
	r, err := parseAll(string(text))
	if err != nil {
		return fmt.Errorf("the key file %s is damaged: %w", k.path, err)
	}
	k.ring, k.info = r, info
	return nil
}

// parseAll reads the text of a key file.
func parseAll(text string) (r ring, err error) {
	number := 0
	for line := range strings.Lines(text) {
		number++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		if past, is := strings.CutPrefix(line, pastMark); is {
			var secret []byte
			secret, err = secretOf(past)
			r.past = append(r.past, newMAC(secret))
		} else {
			var one key
			one, err = parse(line)
			r.all = append(r.all, one)
		}
		if err != nil {
			return r, fmt.Errorf("line %d is no key", number)
		}
	}
	if len(r.all) == 0 {
		return r, errors.New("there is no key in it")
	}
	return r, nil
}

func secretOf(text string) ([]byte, error) {
	secret, err := base64.StdEncoding.DecodeString(text)
	if err == nil && len(secret) != keyBytes {
		err = errors.New("no key")
	}
	return secret, err
}

// parse reads a line. Its id follows from it, so a line that was changed is another
// key.
func parse(line string) (key, error) {
	secret, err := secretOf(line)
	if err != nil {
		return key{}, err
	}
	aead, err := newAEAD(secret)
	if err != nil {
		return key{}, err
	}
	mac, err := macOf(secret)
	sum := sha256.Sum256(append([]byte("televisit key "), secret...))
	return key{hex.EncodeToString(sum[:6]), aead, mac, line}, err
}

func newKey() (key, error) {
	secret := make([]byte, keyBytes)
	rand.Read(secret)
	return parse(base64.StdEncoding.EncodeToString(secret))
}

// write writes keys to a file beside path, and returns its name once it is on disk.
func write(path string, r ring) (temporary string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // it is its owner's alone
	if err != nil {
		return "", err
	}
	text := preface
	for _, k := range r.all {
		text += k.text + "\n"
	}
	for _, m := range r.past {
		text += m.line() + "\n"
	}
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return "", errors.Join(err, os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// syncDir makes sure that the name of a file is on disk.
func syncDir(path string) error {
	dir, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}
