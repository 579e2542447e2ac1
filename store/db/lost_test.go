package db_test

import (
	"errors"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// A server that is lost is Unavailable; once it is there again all goes on, and
// what happened meanwhile counts as a foreign write.
func TestServerIsLost(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	d := node(t, where)
	if err := d.CheckForeignWrites(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := d.ForeignWrites()
	back := dbtest.Lose(t, where)
	for name, do := range map[string]func() error{
		"ping":  func() error { return d.Ping(t.Context()) },
		"read":  func() error { return d.Read(t.Context(), "a", func(*db.Tx) error { return nil }) },
		"write": func() error { return exec(t, d, "a", `INSERT INTO t (org_id, name) VALUES ('a', 'n')`) },
		"look":  func() error { return d.CheckForeignWrites(t.Context()) },
	} {
		if err := do(); clinic.KindOf(err) != clinic.Unavailable {
			t.Errorf("%s: got %v, want Unavailable", name, err)
		}
	}
	back()
	if err := exec(t, d, "a", `INSERT INTO t (org_id, name) VALUES ('a', 'n')`); err != nil {
		t.Error("a write afterwards:", err)
	}
	if err := errors.Join(d.Ping(t.Context()), d.CheckForeignWrites(t.Context())); err != nil {
		t.Error(err)
	}
	if got := d.ForeignWrites(); got == before {
		t.Error("what happened meanwhile is taken as known")
	}
}

// A connection that breaks during a change takes the change with it.
func TestServerIsLostMeanwhile(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	d := node(t, where)
	err := d.Write(t.Context(), "a", func(tx *db.Tx) error {
		if _, err := tx.Exec(t.Context(), `INSERT INTO t (org_id, name) VALUES ('a', 'n')`); err != nil {
			return err
		}
		dbtest.Lose(t, where)()
		return nil
	})
	if clinic.KindOf(err) != clinic.Unavailable || !strings.Contains(clinic.MessageOf(err).String(), "Look whether it was") {
		t.Errorf("got %v, want Unavailable that says to look", err)
	}
	if got := seen(t, d, "a"); got != 0 {
		t.Errorf("rows: got %d, want none", got)
	}
}

// What cannot be a database is told in one line that does not have the password.
func TestServerThatIsNone(t *testing.T) {
	t.Parallel()
	there := dbtest.FreshServer(t)
	for name, c := range map[string][2]string{
		"nobody listens":  {"postgres://me:secret@127.0.0.1:1/desk", "me@127.0.0.1:1/desk cannot be reached: connect: connection refused"},
		"no such host":    {"postgres://me:secret@nohost.invalid/desk", "postgres://me@nohost.invalid:5432/desk cannot be reached: no such host"},
		"no such user":    {strings.Replace(there, "televisit@", "me:secret@", 1), `role "me" does not exist`},
		"no such setting": {"postgres://me:secret@127.0.0.1:1/desk?sslmode=odd", "write postgres://user:password@host:5432/database"},
		"no URL":          {"postgres://me:secr%et@127.0.0.1:1/desk", "write postgres://user:password@host:5432/database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := db.Open(c[0], owned)
			if err == nil || !strings.Contains(err.Error(), c[1]) || strings.Contains(err.Error(), "\n") ||
				strings.Contains(err.Error(), "secr") {
				t.Errorf("got %q, want one line with %q", err, c[1])
			}
		})
	}
}

// As long as nobody listens, nothing is held from one look to the next, though the
// other connections are there.
func TestServerListenerIsLost(t *testing.T) {
	t.Parallel()
	where := dbtest.FreshServer(t)
	d := node(t, where)
	look := func(want int64, fails bool, name string) {
		t.Helper()
		before := d.ForeignWrites()
		if err := d.CheckForeignWrites(t.Context()); (err != nil) != fails {
			t.Errorf("%s: got %v", name, err)
		}
		if got := d.ForeignWrites() - before; got != want {
			t.Errorf("%s: counted %d, want %d", name, got, want)
		}
	}
	look(0, false, "at first")
	dbtest.LoseListener(t, where)()
	look(1, false, "lost, and back at once")
	look(0, false, "then")
	if err := d.Ping(t.Context()); err != nil { // over a connection that stays
		t.Fatal(err)
	}
	back := dbtest.LoseListener(t, where)
	for range 3 {
		look(1, true, "lost")
	}
	if err := d.Ping(t.Context()); err != nil {
		t.Error("another connection:", err)
	}
	back()
	look(1, false, "back")
	look(0, false, "at last")
}
