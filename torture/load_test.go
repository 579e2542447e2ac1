package torture

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"
)

// load lets everybody write to the server at url until stop is called or the server is gone. stop
// returns once all have stopped.
func (p *practice) load(t *testing.T, at string) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	var wait sync.WaitGroup
	for _, w := range p.writers {
		wait.Go(func() {
			if err := w.moves(ctx, at); err != nil {
				t.Error(err)
			}
		})
	}
	return func() { cancel(); wait.Wait() }
}

// acked returns how many moves were acknowledged.
func (p *practice) acked() (n int64) {
	for _, w := range p.writers {
		n += w.acked.Load()
	}
	return n
}

// await waits until n moves were acknowledged, however busy the machine is, or the test has failed.
func (p *practice) await(t *testing.T, n int64) {
	t.Helper()
	for tick := time.NewTicker(10 * time.Millisecond); p.acked() < n && !t.Failed(); {
		<-tick.C
	}
}

// versions returns what was acknowledged to each writer.
func (p *practice) versions() (all []int64) {
	for _, w := range p.writers {
		all = append(all, w.version.Load())
	}
	return all
}

// check compares what d has with what was acknowledged up to floor and can have been sent up to
// one more than ceiling. It returns how many acknowledged moves are missing.
func (p *practice) check(d *sql.DB, floor, ceiling []int64) (lost int64, err error) {
	for i, w := range p.writers {
		n, e := w.check(d, floor[i], ceiling[i]+1)
		lost, err = lost+n, errors.Join(err, e)
	}
	return lost, err
}

// sound returns an error unless the database file behind d is whole.
func sound(d *sql.DB) error {
	var found string
	if err := d.QueryRow(`PRAGMA integrity_check(1)`).Scan(&found); err != nil || found != "ok" {
		return errors.Join(fmt.Errorf("integrity: %s", found), err)
	}
	var strays int64
	if err := d.QueryRow(`SELECT count(*) FROM pragma_foreign_key_check`).Scan(&strays); err != nil || strays > 0 {
		return errors.Join(fmt.Errorf("%d rows refer to what is not there", strays), err)
	}
	return nil
}
