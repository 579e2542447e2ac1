// Package doctor looks whether what a practice relies on is well, and says in plain words what to do where
// it is not. It mends nothing.
package doctor

import (
	"context"
	"slices"
	"time"

	"televisit/backup"
	"televisit/clinic"
	"televisit/store"
)

// A State is how bad it is.
type State int

// The worse, the larger.
const (
	OK     State = iota
	Unseen       // nobody has looked yet
	Warn         // works, but will not forever, or not safely
	Wrong        // does not work, or loses or shows data
)

func (s State) String() string { return [...]string{"ok", "unseen", "warn", "wrong"}[s] }

// A Check is what was found where the doctor looked. Its sentences name no path, no address and no error of
// the machine: many may read them.
type Check struct {
	Name  string // in English, translated where it is shown
	State State
	What  clinic.Message // what was found
	Do    clinic.Message // what to do about it, empty when all is well

	Detail string    // where it is or why it failed, for who runs the machine alone; "" for no more
	At     time.Time // when that was so, zero for now
}

func ok(name, what string, args ...any) Check {
	return Check{Name: name, What: clinic.Msg(what, args...)}
}

// warn and wrong say what is not well and what to do; with adds what the sentences take.
func warn(name, what, do string) Check {
	return Check{Name: name, State: Warn, What: clinic.Msg(what), Do: clinic.Msg(do)}
}

func wrong(name, what, do string) Check {
	return Check{Name: name, State: Wrong, What: clinic.Msg(what), Do: clinic.Msg(do)}
}

func unseen(name, what string, args ...any) Check {
	return Check{Name: name, State: Unseen, What: clinic.Msg(what, args...)}
}

// with gives what was found its arguments.
func (c Check) with(args ...any) Check { c.What.Args = args; return c }

// of adds what only who runs the machine is to read.
func (c Check) of(detail string) Check { c.Detail = detail; return c }

// because adds why it is not well.
func (c Check) because(err error) Check { return c.of(err.Error()) }

// moment is an instant in a sentence: in UTC, which it says, until it is shown in another zone.
func moment(t time.Time) clinic.LocalTime {
	return clinic.LocalTime{At: t.UTC(), Layout: time.DateTime + " UTC"}
}

// In returns c with its times as they are read in a zone.
func (c Check) In(zone *time.Location) Check {
	c.What.Args = slices.Clone(c.What.Args)
	for i, arg := range c.What.Args {
		if t, is := arg.(clinic.LocalTime); is {
			c.What.Args[i] = clinic.LocalTime{At: t.At.In(zone), Layout: "Mon 2 Jan 2006, 15:04"}
		}
	}
	return c
}

// A Patient is what the doctor looks at.
type Patient struct {
	Store       *store.Store
	Unopened    error  // why there is no Store, nil if there is one
	File        string // the database file, "" where a server has the database
	Keys        string // the key file
	BackupDir   string // "" when backups are made otherwise
	BackupEvery time.Duration
	Schedule    *backup.Schedule // what makes them in this process, nil for nothing
	Site        Site
	Built       time.Time // when the program was built, zero if that is not known
	Now         func() time.Time
}

// Checks looks at everything. The database and the latest backup are read through, which takes as long as
// reading their files.
func (p Patient) Checks(ctx context.Context) []Check {
	return p.checks(ctx, costly{p.integrity, p.chain, compareBackup}, Seen{})
}

// costly are the looks that take as long as reading a whole file, or all of the audit trail.
type costly struct {
	integrity, chain func(context.Context) Check
	// compare compares a backup with its manifest. seen is false when nobody did so yet.
	compare func(path string) (seen bool, err error)
}

func compareBackup(path string) (seen bool, err error) {
	_, err = backup.Compare(path)
	return true, err
}

// Seen is what the request that asks shows of the way to the desk.
type Seen struct {
	UnnamedProxy bool // it says for whom it asks, and is not believed
}

func (p Patient) checks(ctx context.Context, look costly, seen Seen) []Check {
	all := p.database(ctx, look)
	if p.File != "" {
		all = append(all, p.permissions(), p.log(), p.space())
	}
	all = append(all, p.keys(), p.backup(look))
	return append(all, p.Site.checks(p.Now(), seen)...)
}

// Worst returns the worst state of all.
func Worst(all []Check) (worst State) {
	for _, c := range all {
		worst = max(worst, c.State)
	}
	return worst
}
