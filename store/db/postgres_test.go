package db_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// owned is a table whose rows have owners, and one whose have none.
var owned = fstest.MapFS{"postgres/protect.sql": protection(), "00001_t.sql": {Data: []byte(`-- +goose Up
CREATE TABLE t (org_id TEXT NOT NULL, name TEXT NOT NULL, n BIGINT NOT NULL DEFAULT 0);
CREATE TABLE shared (name TEXT NOT NULL);
-- +goose Down
DROP TABLE t;
`)}}

// node opens a database of a server as one process does.
func node(t *testing.T, where string) *db.DB {
	t.Helper()
	d, err := db.Open(where, owned)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func exec(t *testing.T, d *db.DB, whose db.Owner, query string, args ...any) error {
	t.Helper()
	return d.Write(t.Context(), whose, func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
}

func seen(t *testing.T, d *db.DB, whose db.Owner) (n int64) {
	t.Helper()
	err := d.Read(t.Context(), whose, func(tx *db.Tx) (err error) {
		n, err = db.One(t.Context(), tx, db.Int, `SELECT count(*) FROM t`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A statement that names no owner still reaches only the rows of the one that its
// transaction is about, and changes no table.
func TestServerHidesRowsOfOthers(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"televisit", "plain"} { // the second one may not go by the application's role
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			where := dbtest.FreshServer(t)
			if role == "plain" {
				if _, err := dbtest.Beside(t, where).ExecContext(t.Context(), `DO $$ BEGIN
					EXECUTE format('ALTER DATABASE %I OWNER TO plain', current_database());
				END $$`); err != nil {
					t.Fatal(err)
				}
				where = strings.Replace(where, "televisit@", "plain@", 1)
			}
			d := node(t, where)
			for _, whose := range []db.Owner{"a", "b", "b"} {
				if err := exec(t, d, whose, `INSERT INTO t (org_id, name) VALUES ($1, 'n')`, string(whose)); err != nil {
					t.Fatal(err)
				}
			}
			for whose, want := range map[db.Owner]int64{"a": 1, "b": 2, "c": 0, db.Anyone: 3} {
				if got := seen(t, d, whose); got != want {
					t.Errorf("rows that %s sees: got %d, want %d", whose, got, want)
				}
			}
			if err := exec(t, d, "a", `INSERT INTO t (org_id, name) VALUES ('b', 'n')`); err == nil {
				t.Error("a row was saved for another owner")
			}
			if err := exec(t, d, "a", `UPDATE t SET name = 'a was here'`); err != nil {
				t.Fatal(err)
			}
			touched, err := db.One(t.Context(), d, db.Int, `SELECT count(*) FROM t WHERE name = 'a was here'`)
			if err != nil || touched != 1 {
				t.Errorf("rows that a changed: got %d, %v, want 1", touched, err)
			}
			if err := exec(t, d, db.Anyone, `DROP TABLE shared`); (err == nil) != (role == "plain") {
				t.Errorf("dropping a table: got %v", err)
			}
		})
	}
}

// Writes of one owner never overlap, on however many nodes: what one read is still
// so when it writes.
func TestServerWritesOfOneOwnerWait(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	nodes := []*db.DB{node(t, where), node(t, where)}
	for _, whose := range []db.Owner{"a", "b"} {
		if err := exec(t, nodes[0], whose, `INSERT INTO t (org_id, name) VALUES ($1, 'n')`, string(whose)); err != nil {
			t.Fatal(err)
		}
	}
	var wait sync.WaitGroup
	for i := range 60 {
		whose := []db.Owner{"a", "b"}[i/2%2]
		wait.Go(func() {
			err := nodes[i%2].Write(t.Context(), whose, func(tx *db.Tx) error {
				n, err := db.One(t.Context(), tx, db.Int, `SELECT n FROM t`)
				if err == nil {
					_, err = tx.Exec(t.Context(), `UPDATE t SET n = $1`, n+1)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, whose := range []db.Owner{"a", "b"} {
		err := nodes[0].Read(t.Context(), whose, func(tx *db.Tx) error {
			n, err := db.One(t.Context(), tx, db.Int, `SELECT n FROM t`)
			if n != 30 {
				t.Errorf("counted by %s: got %d, want 30", whose, n)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
}

// Of two writes that wait for each other one is broken off, and done again.
func TestServerDeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := node(t, dbtest.FreshServer(t))
	for _, name := range []string{"x", "y"} {
		if err := exec(t, d, db.Anyone, `INSERT INTO t (org_id, name) VALUES ('a', $1)`, name); err != nil {
			t.Fatal(err)
		}
	}
	var both, wait sync.WaitGroup
	both.Add(2)
	tries := [2]int{}
	for i, order := range [][]string{{"x", "y"}, {"y", "x"}} {
		wait.Go(func() {
			err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
				if tries[i]++; tries[i] > 1 { // waits for the other while it has nothing, so that they cannot meet again
					slices.Reverse(order)
				}
				for _, name := range order {
					if _, err := tx.Exec(t.Context(), `UPDATE t SET n = n + 1 WHERE name = $1`, name); err != nil {
						return err
					}
					if tries[i] == 1 && name == order[0] { // each has one, and wants the other's
						both.Done()
						both.Wait()
					}
				}
				return nil
			})
			if err != nil {
				t.Error(order, err)
			}
		})
	}
	wait.Wait()
	if got, err := db.One(t.Context(), d, db.Int, `SELECT sum(n) FROM t`); err != nil || got != 4 || tries[0]+tries[1] != 3 {
		t.Errorf("got %d changes in %v tries, %v, want 4 in 3", got, tries, err)
	}
}

// A change that panics or whose caller is gone before it begins leaves nothing.
func TestServerWriteThatFails(t *testing.T) {
	t.Parallel()
	d := node(t, dbtest.FreshServer(t))
	gone, leave := context.WithCancel(t.Context())
	leave()
	if err := d.Write(gone, "a", func(*db.Tx) error { t.Error("it began"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("nobody waits for it: got %v", err)
	}
	err := d.Write(t.Context(), "a", func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `INSERT INTO t (org_id, name) VALUES ('a', 'n')`); err != nil {
			t.Error(err)
		}
		panic("fallen")
	})
	if err == nil || !strings.Contains(err.Error(), "fallen") || seen(t, d, "a") != 0 {
		t.Errorf("a change that panicked: got %v and %d rows", err, seen(t, d, "a"))
	}
	begun, leave := context.WithCancel(t.Context())
	err = d.Write(begun, "a", func(tx *db.Tx) error {
		leave()
		_, err := tx.Exec(begun, `INSERT INTO t (org_id, name) VALUES ('a', 'n')`)
		return err
	})
	if err != nil || seen(t, d, "a") != 1 {
		t.Errorf("a change that had begun: got %v and %d rows", err, seen(t, d, "a"))
	}
}

// As many processes as like may start at once.
func TestServerMigratesOnce(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			d, err := db.Open(where, os.DirFS(dbtest.Migrations()))
			if err != nil {
				t.Error(err)
				return
			}
			defer d.Close()
			if _, err := d.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if err := d.CheckSchema(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

// A load is saved whole or not at all, and all is as before: what hides rows, what
// rows refer to, indexes and triggers.
func TestServerBulk(t *testing.T) {
	t.Parallel()
	for _, refused := range []error{nil, clinic.Errorf(clinic.Invalid, "no")} {
		where := dbtest.FreshServer(t)
		d, err := db.Open(where, os.DirFS(dbtest.Migrations()))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = d.Close() })
		if _, err := d.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		parts := func() (n int64) {
			t.Helper()
			if err := dbtest.Beside(t, where).QueryRowContext(t.Context(), `SELECT (SELECT count(*) FROM pg_indexes) +
				(SELECT count(*) FROM pg_trigger) + (SELECT count(*) FROM pg_constraint) +
				(SELECT count(*) FROM pg_class WHERE relforcerowsecurity)`).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		before := parts()
		err = d.Bulk(t.Context(), func(tx *db.Tx) error {
			again, err := tx.DropIndexes(t.Context(), "pm_sessions_count_in", "pf_organizations", "pf_roles", "pm_telehealth_sessions")
			if err != nil {
				return err
			}
			if err := tx.Load(t.Context(), "pf_roles", []string{"org_id", "id", "name", "system"},
				[]any{"o", "r", "R", true, "o", "s", "S", false}); err != nil {
				return err
			}
			if err := tx.Load(t.Context(), "pf_organizations", []string{"org_id", "name", "created_at"}, []any{"o", "O", 1}); err != nil {
				return err
			}
			for _, text := range again {
				if _, err := tx.Exec(t.Context(), text); err != nil {
					return err
				}
			}
			return refused
		})
		if clinic.KindOf(err) != clinic.KindOf(refused) {
			t.Errorf("got %v, want %v", err, refused)
		}
		want := int64(2)
		if refused != nil {
			want = 0
		}
		if got, err := db.One(t.Context(), d, db.Int, `SELECT count(*) FROM pf_roles`); err != nil || got != want {
			t.Errorf("rows: got %d, %v, want %d", got, err, want)
		}
		if got := parts(); got != before {
			t.Errorf("indexes, triggers and references: got %d, want %d", got, before)
		}
	}
}
