package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/google/uuid"

	"televisit/clinic"
)

// An Actor is a member of one org, signed in. Only this package makes one.
type Actor struct {
	org      clinic.OrgID
	orgName  string
	user     clinic.UserID
	name     string
	orgs     int // how many orgs the user is a member of
	keysOff  bool
	rights   clinic.Rights
	settings clinic.Settings
	class    string
}

// Locale returns the language that the org speaks, e.g. "en".
func (a Actor) Locale() string { return a.settings.Locale }

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

// Rights returns what the actor may do; pages use it to show or hide.
func (o *Org) Rights() clinic.Rights { return o.a.rights }

// Settings returns how the org wants the desk to work.
func (o *Org) Settings() clinic.Settings { return o.a.settings }

// Version returns the counter of the org's committed changes. Whatever is read
// after the call is at least as new.
func (o *Org) Version(ctx context.Context) (int64, error) { return o.s.version(ctx, o.a.org) }

// Practice returns a counter of changes to anything but sessions, appointments
// and patients, in any org.
func (o *Org) Practice() int64 { return o.s.logins.forgotten() }

// mover returns the actor as one who wants to move a session of provider.
func (o *Org) mover(provider clinic.UserID) clinic.Mover {
	return clinic.Mover{Rights: o.a.rights, Own: provider == o.a.user, Settings: o.a.settings}
}

// An act is one change: what is done to what, for the audit trail.
type act struct {
	action, entity, id string
	detail             map[string]any // stored as JSON, null when nothing more is to say
	events             []event
	also               []*act         // what follows from it
	session            *sessionChange // what it does to the lists of sessions, nil when that is not known
}

// An event tells other programs what happened to the act's entity.
type event struct {
	name    string
	payload map[string]any
}

// A scope runs the SQL of one org: $1 is always the org.
type scope struct {
	org clinic.OrgID
	now time.Time
	run func(ctx context.Context, query string) (*sql.Stmt, error)
	// whole says that nothing is broken off when whoever asked is gone: others'
	// changes are in the same transaction.
	whole bool
}

// read runs do on one consistent view of the org. It returns Forbidden when
// the actor lacks need.
func (o *Org) read(ctx context.Context, need clinic.Permission, do func(scope) error) error {
	if err := o.allow(need); err != nil {
		return err
	}
	b, err := o.s.reading.begin(ctx, o.s.read)
	if err != nil {
		return friendly(err)
	}
	defer b.done(ctx)
	return friendly(do(scope{org: o.a.org, now: o.s.now(), run: b.run}))
}

// write is the only way to a change in an org: permission, transaction, one
// now, the change, its audit and event rows, the org's version, commit; only
// then does anyone hear of it. do may add to what is told of a.
func (o *Org) write(ctx context.Context, need clinic.Permission, a *act, do func(scope) error) error {
	if err := o.allow(need); err != nil {
		return err
	}
	return o.s.change(ctx, o.a.org, o.a.user, a, do)
}

func (o *Org) allow(need clinic.Permission) error {
	if o.a.rights.May(need) {
		return nil
	}
	return clinic.Errorf(clinic.Forbidden, "You do not have the right to do this (%s).", need)
}

// record writes the audit and event rows of a and of what follows from it,
// and the org's next version.
func (c scope) record(ctx context.Context, by clinic.UserID, a *act) (version int64, err error) {
	for _, a := range append([]*act{a}, a.also...) {
		detail, err := json.Marshal(a.detail)
		if err != nil {
			return 0, err
		}
		done := auditRow{newID(), c.now, by, a.action, a.entity, a.id, string(detail)}
		if err = insertRow(ctx, c, auditTable, &done); err != nil {
			return 0, err
		}
		for _, e := range a.events {
			if err := c.tell(ctx, a.id, e); err != nil {
				return 0, err
			}
		}
	}
	return one(ctx, c, scanInt, `UPDATE pf_organizations SET version = version + 1 WHERE org_id = $1 RETURNING version`)
}

// tell writes one event row.
func (c scope) tell(ctx context.Context, id string, e event) error {
	payload, err := json.Marshal(e.payload)
	if err != nil {
		return err
	}
	_, err = c.exec(ctx, `INSERT INTO pf_events (org_id, id, at, name, entity_id, payload) VALUES ($1, $2, $3, $4, $5, $6)`,
		newID(), c.now.UnixMilli(), e.name, id, string(payload))
	return err
}

// prepare returns query as a statement, and the context to run it in.
func (c scope) prepare(ctx context.Context, query string) (*sql.Stmt, context.Context, error) {
	if c.whole {
		ctx = context.WithoutCancel(ctx)
	}
	st, err := c.run(ctx, query)
	return st, ctx, err
}

// args puts the org first. A query that does not use it is a mistake of ours.
func (c scope) args(query string, args []any) []any {
	if c.org == "" || !strings.Contains(query, "org_id") || !strings.Contains(query, "$1") {
		panic("store: query is not scoped to an org: " + query)
	}
	return append([]any{c.org}, args...)
}

// exec runs a change and returns how many rows it touched.
func (c scope) exec(ctx context.Context, query string, args ...any) (int64, error) {
	return c.outside(ctx, query, c.args(query, args)...)
}

// outside is exec for what belongs to no org, in the scope's transaction.
func (c scope) outside(ctx context.Context, query string, args ...any) (int64, error) {
	st, ctx, err := c.prepare(ctx, query)
	if err != nil {
		return 0, err
	}
	defer st.Close()
	res, err := st.ExecContext(ctx, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

type row interface{ Scan(...any) error }

// one returns the row that query selects, and NotFound when there is none.
func one[T any](ctx context.Context, c scope, scan func(row) (T, error), query string, args ...any) (T, error) {
	var none T
	st, ctx, err := c.prepare(ctx, query)
	if err != nil {
		return none, err
	}
	defer st.Close()
	v, err := scan(st.QueryRowContext(ctx, c.args(query, args)...))
	if errors.Is(err, sql.ErrNoRows) {
		return none, clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
	}
	return v, err
}

// list returns the rows that query selects.
func list[T any](ctx context.Context, c scope, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	st, ctx, err := c.prepare(ctx, query)
	if err != nil {
		return nil, err
	}
	defer st.Close()
	rows, err := st.QueryContext(ctx, c.args(query, args)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func scanInt(r row) (n int64, err error) { return n, r.Scan(&n) }

// newID returns a fresh opaque id; ids made later sort later.
func newID() string { return uuid.Must(uuid.NewV7()).String() }
