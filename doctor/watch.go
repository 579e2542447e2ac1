package doctor

import (
	"context"
	"fmt"
	"sync"
	"time"

	"televisit/backup"
	"televisit/clinic"
)

const (
	lookEvery = 24 * time.Hour
	// settled is how long after the start what is not cheap is looked through: not while everybody comes back.
	settled = time.Hour
	// cheap is how large a database may be that is looked through while somebody waits: that takes a second or two.
	cheap = 256 * mib
	// fresh is how long what was found need not be looked for again.
	fresh = 10 * time.Second
)

// A Watch looks at a patient again and again. What takes as long as reading a whole file it does once a day
// and when it is told to, and keeps what it found.
type Watch struct {
	patient Patient
	began   time.Time
	turn    sync.Mutex // held by whoever looks

	mu               sync.Mutex
	integrity, chain Check // zero until somebody looked
	compared         comparison
}

// A comparison of a backup with its manifest.
type comparison struct {
	path string
	err  error
}

// NewWatch returns a watch that has not looked yet.
func NewWatch(p Patient) *Watch { return &Watch{patient: p, began: p.Now()} }

// Checks looks at everything, but does not read whole files: of those it returns what was found the last time.
func (w *Watch) Checks(ctx context.Context, seen Seen) []Check {
	return w.patient.checks(ctx, costly{w.lastIntegrity, w.lastChain, w.lastComparison}, seen)
}

func (w *Watch) lastIntegrity(ctx context.Context) Check {
	if w.patient.File == "" {
		return w.patient.integrity(ctx) // reads nothing
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.integrity.or("Integrity")
}

func (w *Watch) lastChain(context.Context) Check {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.chain.or("Audit chain")
}

// or returns c, or when nobody has looked yet, that of that name which says so.
func (c Check) or(name string) Check {
	if c.Name == "" {
		return unseen(name, "Nobody has looked since the server was started: that happens within an hour.")
	}
	return c
}

func (w *Watch) lastComparison(path string) (seen bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.compared.path != path {
		return false, nil
	}
	return true, w.compared.err
}

// Cheap reports whether the whole database is small enough to be read while somebody waits.
func (w *Watch) Cheap() bool { return w.patient.File != "" && !w.large() }

// large is false for what a server looks after.
func (w *Watch) large() bool { return sizeOf(w.patient.File) > cheap }

// Now reads the database and the latest backup through, unless that was done just now or a server looks after
// them. It returns Conflict while somebody else does, and when there is too much to read.
func (w *Watch) Now(ctx context.Context) error {
	if w.patient.File == "" {
		return nil
	}
	if !w.Cheap() {
		return clinic.Errorf(clinic.Conflict, "The database is too large to be looked through while you wait. It is done once a day.")
	}
	if !w.turn.TryLock() {
		return clinic.Errorf(clinic.Conflict, "Somebody is looking through the database just now. Load the page again in a moment.")
	}
	defer w.turn.Unlock()
	if w.age() >= fresh {
		w.lookThrough(ctx)
		w.compare()
	}
	return nil
}

// Run does what is due: the database and its audit trail are read through once a day, a large one for the first time an hour
// after the start, and each backup once. What is wrong is an error, once each time that somebody looked.
func (w *Watch) Run(ctx context.Context) error {
	w.turn.Lock()
	defer w.turn.Unlock()
	var found []Check
	if w.age() >= lookEvery && (!w.large() || w.patient.Now().Sub(w.began) >= settled) {
		found = w.lookThrough(ctx)
	}
	if path, _, err := backup.Latest(w.patient.BackupDir); err == nil && path != "" {
		if seen, _ := w.lastComparison(path); !seen || len(found) > 0 {
			w.compare()
			found = append(found, w.patient.backup(costly{compare: w.lastComparison}))
		}
	}
	for _, c := range found {
		if c.State == Wrong {
			return fmt.Errorf("%s %s", c.What, c.Detail)
		}
	}
	return nil
}

// age returns how long ago somebody looked through the database.
func (w *Watch) age() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.patient.Now().Sub(w.chain.At)
}

// lookThrough reads the database. A look that was broken off counts for nothing.
func (w *Watch) lookThrough(ctx context.Context) []Check {
	integrity, chain := w.patient.integrity(ctx), w.patient.chain(ctx)
	integrity.At, chain.At = w.patient.Now(), w.patient.Now()
	if ctx.Err() != nil {
		return nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.integrity, w.chain = integrity, chain
	return []Check{integrity, chain}
}

// compare reads the latest backup, if there is one.
func (w *Watch) compare() {
	path, _, err := backup.Latest(w.patient.BackupDir)
	if err != nil || path == "" {
		return
	}
	_, err = compareBackup(path)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.compared = comparison{path, err}
}
