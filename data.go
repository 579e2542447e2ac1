package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// inUseError says that another process holds the lock of a directory.
type inUseError struct{ dir, pid string }

func (e inUseError) Error() string {
	return fmt.Sprintf("another server (process %s) uses %s; stop it first, or name another directory with --data", e.pid, e.dir)
}

// lockName is the file of a data directory that its server holds.
const lockName = "televisit.lock"

// lockData makes this process the only server of a data directory until
// release is called or the process ends, however it ends. When another one is,
// it returns an inUseError that names it.
func lockData(dir string) (release func(), err error) {
	f, err := os.OpenFile(filepath.Join(dir, lockName), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		who, _ := io.ReadAll(io.LimitReader(f, 20)) // it only makes the message better
		_ = f.Close()
		return nil, inUseError{dir, strings.TrimSpace(string(who))}
	}
	if err == nil {
		err = f.Truncate(0)
	}
	if err == nil {
		_, err = fmt.Fprintln(f, os.Getpid())
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", dir, err), f.Close())
	}
	return func() { _ = f.Close() }, nil
}

// makeData makes a data directory that is nobody else's to read, if there is
// none.
func makeData(dir string) error {
	if dir == "" {
		return errors.New("there is no home directory to keep data in: name a directory with --data")
	}
	return os.MkdirAll(dir, 0o700)
}
