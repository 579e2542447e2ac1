package store

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"televisit/clinic"
	"televisit/store/db"
)

// An Actor is a member of one org, signed in. Only this package makes one.
type Actor struct {
	org      clinic.OrgID
	orgName  string
	user     clinic.UserID
	name     string
	orgs     int // how many orgs the user is a member of
	keysOff  bool
	views    Views
	rights   clinic.Rights
	settings clinic.Settings
	class    string
}

// Locale returns the language that the org speaks, e.g. "en".
func (a Actor) Locale() string { return a.settings.Locale }

// Clock returns the clock that the org goes by.
func (a Actor) Clock() clinic.Clock { return a.settings.Clock }

// Zone returns the time zone that the org is in.
func (a Actor) Zone() *time.Location { return a.settings.Zone() }

// Country returns which country the org is in, "" when not known.
func (a Actor) Country() string { return a.settings.Country() }

// Org returns where a acts.
func (a Actor) Org() clinic.OrgID { return a.org }

// An Org is the store as one member of one org may see it. Every method asks
// for its permission first and returns Forbidden without it.
type Org struct {
	s *Store
	a *Actor // never changed: requests share it
}

// For returns the store as a may see it.
func (s *Store) For(a *Actor) *Org { return &Org{s, a} }

// ID returns which org it is.
func (o *Org) ID() clinic.OrgID { return o.a.org }

// Name returns the org's name.
func (o *Org) Name() string { return o.a.orgName }

// User returns who acts.
func (o *Org) User() clinic.UserID { return o.a.user }

// UserName returns the name of who acts.
func (o *Org) UserName() string { return o.a.name }

// Orgs returns how many orgs the actor is a member of.
func (o *Org) Orgs() int { return o.a.orgs }

// Class names what the actor may see and do: two of the same class see the
// same in every page, but for their own names.
func (o *Org) Class() string { return o.a.class }

// KeysOff reports whether the actor wants no single keys on the pages.
func (o *Org) KeysOff() bool { return o.a.keysOff }

// Views returns what the actor chose to see.
func (o *Org) Views() Views { return o.a.views }

// Rights returns what the actor may do; pages use it to show or hide.
func (o *Org) Rights() clinic.Rights { return o.a.rights }

// Settings returns how the org wants the desk to work.
func (o *Org) Settings() clinic.Settings { return o.a.settings }

// Version returns the counter of the org's committed changes. Whatever is read
// after the call is at least as new.
func (o *Org) Version(ctx context.Context) (int64, error) { return o.s.version(ctx, o.a.org) }

// Generation counts how often something else than this program was found to have
// written to the database. What is cached by the org's version is good only within
// one: other servers count their changes in the version too, hands do not.
func (o *Org) Generation() int64 { return o.s.db.HandWrites() }

// Mover returns the actor as one who wants to move a session of provider.
func (o *Org) Mover(provider clinic.UserID) clinic.Mover {
	return clinic.Mover{User: o.a.user, Rights: o.a.rights, Own: provider == o.a.user, Settings: o.a.settings}
}

// A scope runs the SQL of one org in a transaction: $1 is always the org.
type scope struct {
	org clinic.OrgID
	now time.Time
	tx  *db.Tx
}

// read runs do on one consistent view of the org. It returns Forbidden when
// the actor lacks need.
func (o *Org) read(ctx context.Context, need clinic.Permission, do func(scope) error) error {
	if err := o.allow(need); err != nil {
		return err
	}
	return o.s.db.Read(ctx, db.Owner(o.a.org), func(tx *db.Tx) error { return do(scope{o.a.org, o.s.now(), tx}) })
}

// write is the only way to a change in an org: permission, transaction, one
// now, the change, its audit and event rows, the org's version, commit; only
// then do readers see the new version. do may add to what.
func (o *Org) write(ctx context.Context, need clinic.Permission, what *change, do func(scope) error) error {
	if err := o.allow(need); err != nil {
		return err
	}
	return o.s.write(ctx, o.a.org, o.a.user, what, do)
}

func (o *Org) allow(need clinic.Permission) error {
	if o.a.rights.May(need) {
		return nil
	}
	return clinic.Errorf(clinic.Forbidden, "You do not have the right to do this.")
}

// args puts the org first. It panics on a query that does not use it: that is
// a mistake of ours.
func (c scope) args(query string, args []any) []any {
	if c.org == "" || !namesOrg(query) {
		panic("store: query is not scoped to an org: " + query)
	}
	return append([]any{c.org}, args...)
}

var (
	firstArgument = regexp.MustCompile(`\$1\b`)
	scopedQueries sync.Map // whether a query names its org, by its text
)

// namesOrg reports whether query compares or stores an org_id and uses $1. It
// looks once at each text.
func namesOrg(query string) bool {
	if verdict, known := scopedQueries.Load(query); known {
		return verdict.(bool)
	}
	verdict := strings.Contains(query, "org_id") && firstArgument.MatchString(query)
	scopedQueries.Store(query, verdict)
	return verdict
}

// exec runs a change and returns how many rows it touched.
func (c scope) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return c.tx.Exec(ctx, query, c.args(query, args)...)
}

// unscoped runs do while the database hides no rows of other orgs, which it may do
// in a scope otherwise: for what has to be known or ended in all orgs of a person.
func (c scope) unscoped(ctx context.Context, do func() error) error {
	return c.tx.CrossingOwners(ctx, do)
}

// one returns the row that query selects, and NotFound when there is none.
func one[T any](ctx context.Context, c scope, scan func(db.Row) (T, error), query string, args ...any) (T, error) {
	v, err := db.One(ctx, c.tx, scan, query, c.args(query, args)...)
	if errors.Is(err, db.ErrNone) {
		err = clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
	}
	return v, err
}

// list returns the rows that query selects.
func list[T any](ctx context.Context, c scope, scan func(db.Row) (T, error), query string, args ...any) ([]T, error) {
	return db.List(ctx, c.tx, scan, query, c.args(query, args)...)
}

// NewID returns a fresh opaque id; ids made later sort later.
func NewID() string { return uuid.Must(uuid.NewV7()).String() }
