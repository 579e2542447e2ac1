package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"televisit/store"
)

type copyCommand struct {
	From string `required:"" placeholder:"WHERE" help:"${help_from}"`
	To   string `required:"" placeholder:"WHERE" help:"Copy it there, where nothing is yet; named in the same ways."`
	Org  string `placeholder:"NAME" help:"Copy only this organization and its people, beside others that are there."`
}

// Run copies, and says what was copied.
func (c *copyCommand) Run(ctx context.Context, k *kong.Kong) error {
	from, err := homeAt(c.From)
	if err != nil {
		return fmt.Errorf("--from: %w", err)
	}
	if err := from.exists(); err != nil {
		return err
	}
	to, err := homeAt(c.To)
	if err != nil {
		return fmt.Errorf("--to: %w", err)
	}
	if to.server == "" {
		if err := makeData(to.dir); err != nil {
			return err
		}
	}
	release, err := to.lock()
	if err != nil {
		return err
	}
	defer release()
	return c.copy(ctx, k, from, to)
}

func (c *copyCommand) copy(ctx context.Context, k *kong.Kong, from, to home) (err error) {
	source, err := from.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := to.open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	what := store.Copy{Org: c.Org}
	if isTerminal(k.Stderr) {
		what.Progress = func(table string, done, all int64) {
			_, _ = fmt.Fprintf(k.Stderr, "\r\033[K%s: %d of %d", table, done, all)
		}
		defer func() { _, _ = fmt.Fprint(k.Stderr, "\r\033[K") }()
	}
	all, err := source.UnscopedCopy(ctx, target, what)
	if err != nil {
		return fmt.Errorf("nothing was copied, %s is as it was: %w", to, err)
	}
	return c.report(k.Stdout, all, from)
}

// report says what was copied, and what else has to be.
func (c *copyCommand) report(w io.Writer, all []store.Copied, from home) error {
	var text strings.Builder
	var rows int64
	for _, t := range all {
		rows += t.Rows
		fmt.Fprintf(&text, "%-30s %10d rows  %v", t.Table, t.Rows, t.Sum)
		if t.Kept > 0 {
			fmt.Fprintf(&text, "  (%d were there already and are as they were)", t.Kept)
		}
		text.WriteByte('\n')
	}
	fmt.Fprintf(&text, "%d tables, %d rows: as many there as here, and the same.\n", len(all), rows)
	if c.Org == "" {
		for _, name := range from.beside() {
			fmt.Fprintf(&text, "Copy this file too: %s\n", name)
		}
		text.WriteString("Secrets and the audit trail need the key file of the source, which was not copied: use it for the copy too.\n")
	} else {
		fmt.Fprintf(&text, "Secrets and the audit trail of %s need the keys of the source: add all lines of its key file to the end of "+
			"the target's, or copy it if there is none yet.\n", c.Org)
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// homeAt returns the home that one word names: the URL of a database, a file with it,
// or a data directory, which need not be there.
func homeAt(where string) (home, error) {
	if store.IsServer(where) {
		return home{server: where}, nil
	}
	info, err := os.Stat(where)
	if errors.Is(err, os.ErrNotExist) && !strings.Contains(where, "://") || err == nil && info.IsDir() {
		return home{dir: where}, nil
	}
	if err == nil && filepath.Base(where) == filepath.Base(home{}.file()) {
		return home{}, fmt.Errorf("%s is the database itself: name the directory that it is in", where)
	}
	if err == nil {
		return homeOf("", "", where, "")
	}
	return home{}, errors.New("name a data directory, a URL of PostgreSQL, or a file with that URL")
}

// exists returns an error when there is no database to be opened.
func (h home) exists() error {
	if h.server != "" {
		return nil
	}
	if _, err := os.Stat(h.file()); err != nil {
		return fmt.Errorf("there is no database in %s", h.dir)
	}
	return nil
}

// beside returns the files that a practice needs besides its database: all in its data
// directory that neither the program nor a replicator beside it makes by itself.
func (h home) beside() (all []string) {
	if h.server != "" {
		return nil
	}
	entries, _ := os.ReadDir(h.dir) // it was there a moment ago
	for _, e := range entries {
		name := e.Name()
		if !strings.HasPrefix(strings.TrimPrefix(name, "."), filepath.Base(h.file())) && name != lockName && name != demoMark {
			all = append(all, filepath.Join(h.dir, name))
		}
	}
	return all
}
