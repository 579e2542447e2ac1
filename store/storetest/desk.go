// Package storetest gives tests a practice in a real database: two
// organizations with a member for every role, and a clock that stands still
// until it is moved.
package storetest

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
)

// Password is everybody's.
const Password = "a password for tests"

// LightCost is what hashing a password costs in tests, which sign in all the time.
var LightCost = store.PasswordCost{Memory: 64, Passes: 1}

// Start is when the clock stands at first: a Monday morning in New York.
var Start = time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)

// A Clock goes as another one does, ahead of it by as much as it was moved.
type Clock struct {
	mu    sync.Mutex
	base  func() time.Time
	ahead time.Duration
}

// Now returns what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.base().Add(c.ahead)
}

func standing() time.Time { return Start }

// Add moves the clock on.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
}

// A Desk is a practice for one test alone. In each org there are admin,
// manager, provider, staff, biller and readonly at its domain;
// solo@northside.example is org_admin and provider of Northside and a provider
// of Harbor.
type Desk struct {
	Store             *store.Store
	Clock             *Clock
	Where             string // the path of a file, or a URL
	KeyFile           string // what seals secrets
	Northside, Harbor clinic.OrgID

	kind   dbtest.Kind
	beside *sql.DB // for what the store would not do
}

// New returns a practice of its own, its clock standing at Start; it is closed
// when the test ends.
func New(t testing.TB) *Desk {
	t.Helper()
	return NewAt(t, standing)
}

// NewAt is New with a clock that goes as now does: for a browser, whose own
// clock cannot be set.
func NewAt(t testing.TB, now func() time.Time) *Desk {
	t.Helper()
	return desk(t, dbtest.Tested(), now)
}

// NewOnServer is New on a database server, whatever the tests run on. It skips the
// test where none is installed.
func NewOnServer(t testing.TB) *Desk {
	t.Helper()
	return desk(t, dbtest.Server(t), standing)
}

// NewInFile is New in a file, whatever the tests run on.
func NewInFile(t testing.TB) *Desk {
	t.Helper()
	return desk(t, dbtest.Files(), standing)
}

func desk(t testing.TB, k dbtest.Kind, now func() time.Time) *Desk {
	t.Helper()
	d := open(t, k, k.Filled(t, func(where string) error { return fillAt(k, where) }), &Clock{base: now})
	var err error
	if d.Northside, err = d.Store.UnscopedOrgNamed(t.Context(), "Northside Family Practice"); err != nil {
		t.Fatal(err)
	}
	if d.Harbor, err = d.Store.UnscopedOrgNamed(t.Context(), "Harbor Behavioral Health"); err != nil {
		t.Fatal(err)
	}
	d.useKeys(t)
	return d
}

// Empty returns a database that has a schema and nothing in it, as at the
// first start.
func Empty(t testing.TB) *Desk {
	t.Helper()
	k := dbtest.Tested()
	d := open(t, k, k.Fresh(t), &Clock{base: standing})
	if _, err := d.Store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.useKeys(t)
	return d
}

// Key is what is in the key file of every Desk.
const Key = "dGhpcyBpcyBhIGtleSBmb3IgdGVzdHMgYWxvbmUuLiE=\n"

func (d *Desk) useKeys(t testing.TB) {
	t.Helper()
	d.KeyFile = filepath.Join(t.TempDir(), "secrets.key")
	err := os.WriteFile(d.KeyFile, []byte(Key), 0o600)
	if err == nil {
		err = d.Store.UseKeys(t.Context(), d.KeyFile)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// open opens a database.
func open(t testing.TB, k dbtest.Kind, where string, clock *Clock) *Desk {
	t.Helper()
	d := &Desk{Clock: clock, Where: where, kind: k}
	var err error
	if d.Store, err = store.Open(where, os.DirFS(dbtest.Migrations()), d.Clock.Now); err != nil {
		t.Fatal(err)
	}
	d.Store.SetPasswordCost(LightCost)
	if d.beside, err = k.Beside(where); err != nil {
		t.Fatal(err)
	}
	d.beside.SetMaxOpenConns(1)
	if err := dbtest.Announce(k, d.beside); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = errors.Join(d.beside.Close(), d.Store.Close()) })
	return d
}

// As returns the store as the member with that email sees it, in org.
func (d *Desk) As(t testing.TB, email string, org clinic.OrgID) *store.Org {
	t.Helper()
	a, err := d.Store.UnscopedActor(t.Context(), email, org)
	if err != nil {
		t.Fatal(email, err)
	}
	return d.Store.For(&a)
}
