package db_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// whileLocked keeps everybody from writing until one change, which panics, is on
// its way and n wait behind it. It returns once all that begin starts are done.
func whileLocked(t *testing.T, d *db.DB, path string, n int, begin func(wait *sync.WaitGroup)) {
	t.Helper()
	lock, err := dbtest.Beside(t, path).BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	wait.Go(func() { fall(t, d) })
	until(t, d, 0)
	begin(&wait)
	until(t, d, n)
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
}

// fall makes a change that panics once it has written something.
func fall(t *testing.T, d *db.DB) {
	err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), insert, "fallen"); err != nil {
			return err
		}
		panic("fallen")
	})
	if err == nil || !strings.Contains(err.Error(), "fallen") {
		t.Error("a change that panicked: got", err)
	}
}

// until returns when n changes wait; the first one gives up after five seconds.
func until(t *testing.T, d *db.DB, n int) {
	t.Helper()
	for begun := time.Now(); d.Waiting() != n; runtime.Gosched() {
		if time.Since(begun) > 4*time.Second {
			t.Fatalf("waiting changes: got %d, want %d", d.Waiting(), n)
		}
	}
}

// Changes that wait go to disk together: those that fail return an error, and
// leave nothing.
func TestWriteTogether(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "one writer, whose queue this is")
	d, path := open(t)
	errs := make([]error, 90) // more than go at once
	whileLocked(t, d, path, len(errs)+1, func(wait *sync.WaitGroup) {
		for i := range errs {
			wait.Go(func() {
				errs[i] = d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
					if _, err := tx.Exec(t.Context(), insert, "n"); err != nil || i%9 != 5 {
						return err
					}
					return clinic.Errorf(clinic.Conflict, "no")
				})
			})
		}
		wait.Go(func() { fall(t, d) })
	})
	for i, err := range errs {
		if refused := clinic.KindOf(err) == clinic.Conflict; refused != (i%9 == 5) || err != nil && !refused {
			t.Errorf("change %d: got %v", i, err)
		}
	}
	if got := count(t, d); got != 80 {
		t.Errorf("rows: got %d, want 80", got)
	}
}

// A change whose ctx ends before its turn is not begun.
func TestWriteCancelledBeforeItsTurn(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "one writer, whose queue this is")
	d, path := open(t)
	gone, leave := context.WithCancel(t.Context())
	whileLocked(t, d, path, 2, func(wait *sync.WaitGroup) {
		wait.Go(func() {
			if err := write(t.Context(), d); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			if err := write(gone, d); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v, want a cancelled context", err)
			}
		})
		leave()
	})
	if got := count(t, d); got != 1 {
		t.Errorf("rows: got %d, want 1", got)
	}
}

// A change that has begun is finished, also when its ctx ends meanwhile, and
// those beside it are not affected.
func TestWriteCancelledMeanwhile(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "one writer, whose queue this is")
	d, path := open(t)
	whileLocked(t, d, path, 2, func(wait *sync.WaitGroup) {
		wait.Go(func() {
			gone, leave := context.WithCancel(t.Context())
			err := d.Write(gone, db.Anyone, func(tx *db.Tx) error {
				leave()
				if _, err := tx.Exec(gone, insert, "begun"); err != nil {
					return err
				}
				_, err := db.One(gone, tx, db.Int, `SELECT count(*) FROM t`)
				return err
			})
			if err != nil {
				t.Error("a change that had begun: got", err)
			}
		})
		wait.Go(func() {
			if err := write(t.Context(), d); err != nil {
				t.Error("one beside it: got", err)
			}
		})
	})
	if got := count(t, d); got != 2 {
		t.Errorf("rows: got %d, want 2", got)
	}
}

// A change that ends the transaction of its group, as a full disk does, keeps
// its own error; the others get a neutral one, nothing is saved, and the next
// change goes through.
func TestWriteLosesItsGroup(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "one writer, whose queue this is")
	d, path := open(t)
	errs := make([]error, 5)
	whileLocked(t, d, path, len(errs), func(wait *sync.WaitGroup) {
		for i := range errs {
			wait.Go(func() {
				errs[i] = d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
					if i != 2 {
						_, err := tx.Exec(t.Context(), insert, "n")
						return err
					}
					_, err := tx.Exec(t.Context(), `INSERT OR ROLLBACK INTO t (name) VALUES ($1)`, nil)
					return clinic.Causef(clinic.Conflict, err, "Mine alone.")
				})
			})
		}
	})
	for i, err := range errs {
		want := clinic.Unavailable
		if i == 2 {
			want = clinic.Conflict
		}
		if got := clinic.KindOf(err); got != want || strings.Contains(clinic.MessageOf(err).String(), "Mine") != (i == 2) {
			t.Errorf("change %d: got kind %v (%v), want %v", i, got, err, want)
		}
	}
	if got := count(t, d); got != 0 {
		t.Errorf("rows: got %d, want none", got)
	}
	if err := write(t.Context(), d); err != nil {
		t.Error("the next one: got", err)
	}
}
