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
	temporary, err := write(path, []key{first})
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
	return k.change(func(all []key) ([]key, error) {
		first, err := newKey()
		return append([]key{first}, all...), err
	})
}

// Keep drops all keys but the one that seals and those of the ids.
func (k *Keys) Keep(ids ...string) error {
	return k.change(func(all []key) ([]key, error) {
		return slices.DeleteFunc(all, func(old key) bool { return old.id != all[0].id && !slices.Contains(ids, old.id) }), nil
	})
}

// change replaces the file by one with other keys. Whoever else would change it
// waits, and whoever reads it finds the one or the other.
func (k *Keys) change(do func([]key) ([]key, error)) error {
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
	all, err := do(slices.Clone(k.all))
	if err != nil {
		return err
	}
	temporary, err := write(k.path, all)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, k.path); err != nil {
		return errors.Join(err, os.Remove(temporary))
	}
	k.all = all
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
	var all []key
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		one, err := parse(line)
		if err != nil {
			return fmt.Errorf("the key file %s is damaged: line %d is no key", k.path, number)
		}
		all = append(all, one)
	}
	if len(all) == 0 {
		return fmt.Errorf("the key file %s is damaged: there is no key in it", k.path)
	}
	k.all = all
	return nil
}

// parse reads a line. Its id follows from it, so a line that was changed is another
// key.
func parse(line string) (key, error) {
	secret, err := base64.StdEncoding.DecodeString(line)
	if err != nil || len(secret) != keyBytes {
		return key{}, errors.New("no key")
	}
	aead, err := newAEAD(secret)
	sum := sha256.Sum256(append([]byte("televisit key "), secret...))
	return key{hex.EncodeToString(sum[:6]), aead, line}, err
}

func newKey() (key, error) {
	secret := make([]byte, keyBytes)
	rand.Read(secret)
	return parse(base64.StdEncoding.EncodeToString(secret))
}

// write writes keys to a file beside path, and returns its name once it is on disk.
func write(path string, all []key) (temporary string, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*") // it is its owner's alone
	if err != nil {
		return "", err
	}
	text := preface
	for _, k := range all {
		text += k.text + "\n"
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
