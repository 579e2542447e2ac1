package store_test

import (
	"context"
	"database/sql"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// held keeps everybody from writing until one change, which panics, is on its
// way and n wait behind it. It returns once all that begin starts are done.
func held(t *testing.T, d *storetest.Desk, n int, begin func(wait *sync.WaitGroup)) {
	t.Helper()
	other, err := sql.Open("sqlite", "file:"+d.Path+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	o := d.As(t, "admin@northside.example", d.Northside)
	var wait sync.WaitGroup
	wait.Go(func() { fall(t, o) })
	until(t, d, 0)
	begin(&wait)
	until(t, d, n)
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	wait.Wait()
}

// fall makes a change that panics.
func fall(t *testing.T, o *store.Org) {
	if err := store.Fall(t.Context(), o); err == nil || !strings.Contains(err.Error(), "fallen") {
		t.Error("a change that panicked:", err)
	}
}

// until returns when n changes wait; the first one gives up after five seconds.
func until(t *testing.T, d *storetest.Desk, n int) {
	t.Helper()
	for begun := time.Now(); d.Store.Waiting() != n; runtime.Gosched() {
		if time.Since(begun) > 4*time.Second {
			t.Fatalf("%d changes wait, not %d", d.Store.Waiting(), n)
		}
	}
}

// TestTogether makes many changes wait for the disk and lets them go there
// together: those that cannot be made are told so, and leave nothing.
func TestTogether(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	ids := make([]clinic.SessionID, 90) // more than go at once
	for i := range ids {
		ids[i] = d.Session(t, storetest.Row{})
	}
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.Exec(t, `CREATE TRIGGER refuse BEFORE INSERT ON pf_audit WHEN new.entity_id IN ('`+string(ids[4])+`', '`+string(ids[7])+`') BEGIN SELECT RAISE(ABORT, 'no audit'); END`)
	errs := make([]error, len(ids))
	held(t, d, len(ids)+1, func(wait *sync.WaitGroup) {
		for i, id := range ids {
			version := int64(1)
			if i%9 == 5 {
				version = 8
			}
			wait.Go(func() { _, errs[i] = o.MoveSession(t.Context(), id, version, clinic.Move{To: clinic.Active}) })
		}
		wait.Go(func() { fall(t, o) })
	})
	made := int64(0)
	for i, id := range ids {
		v, err := o.Session(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		refused := i == 4 || i == 7
		switch stale := i%9 == 5; {
		case stale != (clinic.KindOf(errs[i]) == clinic.Conflict), refused != (errs[i] != nil && !stale):
			t.Errorf("%d is told %v", i, errs[i])
		case (v.Status == clinic.Active) != (errs[i] == nil):
			t.Errorf("%d is told %v and is %s", i, errs[i], v.Status)
		}
		if errs[i] == nil {
			made++
		}
	}
	if after, err := o.Version(t.Context()); err != nil || after != before+made {
		t.Error(before, after, err)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`) + d.Count(t, `SELECT count(*) FROM pf_organizations WHERE name = 'fallen'`); int64(n) != made {
		t.Errorf("%d rows for %d changes", n, made)
	}
	if l, err := o.Sessions(t.Context(), store.SessionFilter{Limit: 1}); err != nil || l.Counts[clinic.Active] != made {
		t.Error(l.Counts, err)
	}
}

// TestGoneBeforeItsTurn gives up waiting: then nothing is saved.
func TestGoneBeforeItsTurn(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	first, second := d.Session(t, storetest.Row{}), d.Session(t, storetest.Row{})
	gone, leave := context.WithCancel(t.Context())
	held(t, d, 2, func(wait *sync.WaitGroup) {
		wait.Go(func() {
			if _, err := o.MoveSession(t.Context(), first, 1, clinic.Move{To: clinic.Active}); err != nil {
				t.Error(err)
			}
		})
		wait.Go(func() {
			if _, err := o.MoveSession(gone, second, 1, clinic.Move{To: clinic.Active}); !errors.Is(err, context.Canceled) {
				t.Error(err)
			}
		})
		leave()
	})
	if v, err := o.Session(t.Context(), second); err != nil || v.Version != 1 {
		t.Error("it was saved for nobody", v.Version, err)
	}
}

// TestGoneMeanwhile is gone when a change has begun: it is finished, and those
// beside it hear nothing of that.
func TestGoneMeanwhile(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	id := d.Session(t, storetest.Row{})
	held(t, d, 2, func(wait *sync.WaitGroup) {
		wait.Go(func() {
			if err := store.Leave(t.Context(), o); err != nil {
				t.Error("a change that had begun:", err)
			}
		})
		wait.Go(func() {
			if _, err := o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Active}); err != nil {
				t.Error("one beside it:", err)
			}
		})
	})
	if n := d.Count(t, `SELECT count(*) FROM pf_organizations WHERE name = 'left'`); n != 1 {
		t.Error("it was not finished")
	}
}

// TestDiskRefuses lets one change end the transaction of its group, as a full
// disk does: nothing is saved, each is told its own error, and the next change
// goes through.
func TestDiskRefuses(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	ids, errs := make([]clinic.SessionID, 5), make([]error, 5)
	for i := range ids {
		ids[i] = d.Session(t, storetest.Row{})
	}
	d.Exec(t, `CREATE TRIGGER refuse BEFORE UPDATE ON pm_telehealth_sessions WHEN new.id = '`+string(ids[2])+`' AND new.version = 2 BEGIN
		INSERT OR ROLLBACK INTO pf_organizations (org_id, name, created_at) SELECT org_id, name, created_at FROM pf_organizations LIMIT 1; END`)
	held(t, d, len(ids), func(wait *sync.WaitGroup) {
		for i, id := range ids {
			wait.Go(func() { _, errs[i] = o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Active}) })
		}
	})
	for i, err := range errs {
		want := clinic.Unavailable
		if i == 2 {
			want = clinic.Conflict
		}
		if got := clinic.KindOf(err); err == nil || got != want {
			t.Errorf("change %d: got kind %v (%v), want %v", i, got, err, want)
		}
	}
	if n := d.Count(t, `SELECT count(*) FROM pm_telehealth_sessions WHERE version > 1`) + d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`); n != 0 {
		t.Errorf("got %d rows of it, want none", n)
	}
	if _, err := o.MoveSession(t.Context(), ids[0], 1, clinic.Move{To: clinic.Active}); err != nil {
		t.Error(err)
	}
}
