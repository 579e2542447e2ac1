package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// seedOf is where a seeded database of n sessions is kept between runs. What
// makes it is part of the name, so a new schema gets a new database.
func (l *lab) seedOf(n int) (string, error) {
	sum := sha256.New()
	for _, pattern := range []string{"migrations/*.sql", "demo/*.go", "demo/load/*.go", "store/table.go"} {
		names, err := filepath.Glob(pattern)
		if err != nil || len(names) == 0 {
			return "", errors.Join(fmt.Errorf("no %s: run in the project's directory", pattern), err)
		}
		for _, name := range names {
			b, err := os.ReadFile(name)
			if err != nil {
				return "", err
			}
			if !strings.HasSuffix(name, "_test.go") {
				sum.Write(b)
			}
		}
	}
	return filepath.Join(l.cache, fmt.Sprintf("%d-%s", n, hex.EncodeToString(sum.Sum(nil))[:8])), nil
}

// took is the file in a seeded directory that says how many seconds it took.
// It is written last: without it the seed is not whole.
const took = "seconds"

// seed makes a database of n sessions, unless there is one, and returns its
// directory and how long making it took. Older ones of n sessions are removed.
func (l *lab) seed(n int) (dir string, seconds float64, err error) {
	if dir, err = l.seedOf(n); err != nil {
		return "", 0, err
	}
	if b, err := os.ReadFile(filepath.Join(dir, took)); err == nil {
		seconds, err = strconv.ParseFloat(string(b), 64)
		return dir, seconds, err
	}
	old, err := filepath.Glob(filepath.Join(l.cache, fmt.Sprintf("%d-*", n)))
	if err != nil {
		return "", 0, err
	}
	for _, o := range old {
		if err = os.RemoveAll(o); err != nil {
			return "", 0, err
		}
	}
	l.logf("seeding %d sessions", n)
	seconds, err = l.makeSeed(dir, n)
	if err != nil {
		return "", 0, errors.Join(err, os.RemoveAll(dir))
	}
	return dir, seconds, os.WriteFile(filepath.Join(dir, took), fmt.Appendf(nil, "%.1f", seconds), 0o600)
}

func (l *lab) makeSeed(dir string, n int) (seconds float64, err error) {
	begun := time.Now()
	p, err := start(l.ctx, l.bin, "demo", "--addr", "127.0.0.1:0", "--data", dir, "--sessions", strconv.Itoa(n), "--still")
	if err != nil {
		return 0, err
	}
	return time.Since(begun).Seconds(), p.stop()
}

// copyOf returns a directory with a copy of the seeded database of n sessions,
// which ends with the run: what is measured writes.
func (l *lab) copyOf(n int) (dir string, err error) {
	from, _, err := l.seed(n)
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp(l.dir, strconv.Itoa(n)+"-"); err != nil {
		return "", err
	}
	for _, name := range []string{"televisit.db", "secrets.key", "DEMO.txt"} {
		if err = copyFile(l.ctx, filepath.Join(dir, name), filepath.Join(from, name)); err != nil {
			return "", err
		}
	}
	return dir, nil
}

// quietCopy returns one copy of the large database for all who only look.
func (l *lab) quietCopy() (dir string, err error) {
	if l.quiet == "" {
		l.quiet, err = l.copyOf(l.large)
	}
	return l.quiet, err
}

func copyFile(ctx context.Context, to, from string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }() // nothing was written to it
	out, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Sync(), out.Close(), ctx.Err())
}

// sizeOf returns the size of a file in bytes.
func sizeOf(name string) (int64, error) {
	info, err := fs.Stat(os.DirFS(filepath.Dir(name)), filepath.Base(name))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}
