// Package doctor looks whether what a practice relies on is well, and says in plain words what to do where
// it is not. It mends nothing.
package doctor

import (
	"context"
	"time"

	"televisit/store"
)

// A State is how bad it is.
type State int

// The worse, the larger.
const (
	OK    State = iota
	Warn        // works, but will not forever, or not safely
	Wrong       // does not work, or loses or shows data
)

func (s State) String() string { return [...]string{"ok", "warn", "wrong"}[s] }

// A Check is what was found where the doctor looked.
type Check struct {
	Name  string
	State State
	What  string // what was found
	Do    string // what to do about it, "" when all is well
}

func ok(name, what string) Check        { return Check{name, OK, what, ""} }
func warn(name, what, do string) Check  { return Check{name, Warn, what, do} }
func wrong(name, what, do string) Check { return Check{name, Wrong, what, do} }

// A Patient is what the doctor looks at.
type Patient struct {
	Store       *store.Store
	Unopened    error  // why there is no Store, nil if there is one
	File        string // the database file, "" where a server has the database
	Keys        string // the key file
	BackupDir   string // "" when backups are made otherwise
	BackupEvery time.Duration
	Site        Site
	Built       time.Time // when the program was built, zero if that is not known
	Now         func() time.Time
}

// Checks looks at everything. The database is read through, which takes as long as reading its file.
func (p Patient) Checks(ctx context.Context) []Check {
	all := p.database(ctx)
	if p.File != "" {
		all = append(all, p.permissions(), p.log(), p.space())
	}
	all = append(all, p.keys(), p.backup())
	return append(all, p.Site.checks(p.Now())...)
}

// Worst returns the worst state of all.
func Worst(all []Check) (worst State) {
	for _, c := range all {
		worst = max(worst, c.State)
	}
	return worst
}
