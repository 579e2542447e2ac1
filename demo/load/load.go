// Package load fills a database with whole practices and their past, for the
// demo. It does in bulk what the store does a change at a time, and leaves the
// same rows.
package load

import (
	"context"
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A Loader adds practices to a database.
type Loader struct {
	ctx   context.Context // of the one call of Practices that it lives in
	bulk  *store.Bulk
	today time.Time
	orgs  []*Org

	patients, appointments, sessions *batch
	terms                            []term
}

// The indexes of these tables are dropped and built again at the end: that is
// many times faster than keeping them up. So is counting the sessions at the
// end, which countTrigger does else.
var tables = []string{"pm_patients", "pm_patient_terms", "pm_appointments", "pm_telehealth_sessions", "pf_audit"}

const countTrigger = "pm_sessions_count_in"

// Practices saves all that fill adds or, if it returns an error or ctx ends,
// nothing. Nobody else can write meanwhile. No patient may be born after now.
func Practices(ctx context.Context, s *store.Store, now time.Time, fill func(*Loader) error) error {
	return s.UnscopedBulk(ctx, func(b *store.Bulk) error {
		l := &Loader{ctx: ctx, bulk: b, today: now, patients: batchOf(store.PatientTable), appointments: batchOf(store.AppointmentTable),
			sessions: batchOf(store.SessionTable)}
		if err := l.withoutIndexes(fill); err != nil {
			return err
		}
		for _, o := range l.orgs {
			if err := o.countSessions(); err != nil {
				return err
			}
		}
		return nil
	})
}

// withoutIndexes runs fill and inserts what it added, and then builds the
// indexes.
func (l *Loader) withoutIndexes(fill func(*Loader) error) error {
	rebuild, err := l.bulk.DropIndexes(l.ctx, countTrigger, tables...)
	if err != nil {
		return err
	}
	if err = fill(l); err != nil {
		return err
	}
	if err = l.finish(); err != nil {
		return err
	}
	for _, text := range rebuild {
		if _, err = l.bulk.Exec(l.ctx, text); err != nil {
			return err
		}
	}
	return nil
}

// An Org fills one practice.
type Org struct {
	l         *Loader
	id        clinic.OrgID
	since     time.Time
	settings  clinic.Settings
	rules     []clinic.BillingRule
	platforms map[clinic.PlatformID]clinic.Platform
	rights    map[clinic.UserID]clinic.Rights
	ownRoles  map[clinic.RoleID]clinic.Rights
	texts     []clinic.ConsentText        // the latest of a language first
	payers    map[clinic.PatientID]string // the payer class
	languages map[clinic.PatientID]string
	details   map[auditDetail]string // as JSON
	first     []clinic.Session       // the first that were added
	trail     []store.AuditRow       // in no particular order
}

// AddOrg makes an org with all that a new one begins with, as if at the instant
// since. It returns Invalid when the name is taken or the zone unknown.
func (l *Loader) AddOrg(name, zone string, since time.Time) (*Org, error) {
	id, err := l.bulk.AddOrg(l.ctx, name, zone, since)
	if err != nil {
		return nil, err
	}
	o := &Org{l: l, id: id, since: since, platforms: map[clinic.PlatformID]clinic.Platform{}, rights: map[clinic.UserID]clinic.Rights{},
		ownRoles: map[clinic.RoleID]clinic.Rights{},
		payers:   map[clinic.PatientID]string{}, languages: map[clinic.PatientID]string{}, details: map[auditDetail]string{}}
	if o.settings, err = l.bulk.Settings(l.ctx, id); err != nil {
		return nil, err
	}
	if o.rules, err = l.bulk.BillingRules(l.ctx, id, o.settings); err != nil {
		return nil, err
	}
	if o.texts, err = l.bulk.ConsentTexts(l.ctx, id); err != nil {
		return nil, err
	}
	platforms, err := l.bulk.Platforms(l.ctx, id)
	for _, p := range platforms {
		o.platforms[p.ID] = p
	}
	l.orgs = append(l.orgs, o)
	return o, err
}

// MarkDemo says of the org that it is invented.
func (o *Org) MarkDemo() error { return o.l.bulk.MarkDemo(o.l.ctx, o.id, o.since) }

// SetKind says which kind of practice the org is, as far as billing rules care.
func (o *Org) SetKind(kind string) error {
	o.settings.OrgKind = kind
	return o.l.bulk.SetOrgKind(o.l.ctx, o.id, kind, o.since)
}

// AddBillingRule adds a rule to the set that the org goes by. It returns Invalid when r
// breaks a rule of its own, or overlaps another one.
func (o *Org) AddBillingRule(r clinic.BillingRule) error {
	err := r.Check()
	if err == nil {
		err = clinic.CheckOverlap(o.rules, r, "valid_from")
	}
	if err != nil {
		return err
	}
	o.rules = append(o.rules, r)
	return o.l.bulk.AddBillingRule(o.l.ctx, o.id, o.settings.BillingRuleSet, r)
}

// AddMember makes a person a member from the beginning of the org on. It
// returns Invalid when m cannot be saved.
func (o *Org) AddMember(m store.NewMember) (clinic.UserID, error) {
	user, err := o.l.bulk.AddMember(o.l.ctx, o.id, m, o.since)
	o.rights[user] = clinic.RightsOf(m.Roles...)
	for _, role := range m.Roles {
		o.rights[user].Add(o.ownRoles[role])
	}
	return user, err
}

// AddRole makes a role of the org's own from its beginning on. It returns Invalid when d breaks a rule.
func (o *Org) AddRole(d clinic.RoleDraft) (clinic.RoleID, error) {
	id, err := o.l.bulk.AddRole(o.l.ctx, o.id, d, o.since)
	o.ownRoles[id] = d.Rights
	return id, err
}

// AddConsentText makes the next version of the consent text in a language, by a member at that instant. It
// returns Invalid for a text that cannot be one.
func (o *Org) AddConsentText(language, body string, by clinic.UserID, at time.Time) error {
	next := int64(1)
	for _, t := range o.texts {
		if t.Language == language {
			next = max(next, t.Version+1)
		}
	}
	t, err := clinic.NewConsentText(language, next, body, by, at)
	if err == nil {
		err = o.l.bulk.AddConsentText(o.l.ctx, o.id, t)
	}
	o.texts = append([]clinic.ConsentText{t}, o.texts...)
	return err
}

// asked returns the consent text that a patient was asked with at that instant.
func (o *Org) asked(patient clinic.PatientID, at time.Time) clinic.ConsentRef {
	var inForce []clinic.ConsentText
	for _, t := range o.texts {
		if !t.At.After(at) && !slices.ContainsFunc(inForce, func(x clinic.ConsentText) bool { return x.Language == t.Language }) {
			inForce = append(inForce, t)
		}
	}
	return store.ConsentTextFor(inForce, o.languages[patient], o.settings.Locale).ConsentRef
}

// AddPlatform makes a platform and returns it with its id.
func (o *Org) AddPlatform(p clinic.Platform) (clinic.Platform, error) {
	p, err := o.l.bulk.AddPlatform(o.l.ctx, o.id, p, o.since)
	o.platforms[p.ID] = p
	return p, err
}

// MakeUsual makes a platform the one that is taken when nobody chooses.
func (o *Org) MakeUsual(id clinic.PlatformID) error {
	return o.l.bulk.MakeUsual(o.l.ctx, o.id, id, o.since)
}

// PutSecret gives a platform its secret.
func (o *Org) PutSecret(id clinic.PlatformID, secret string) error {
	return o.l.bulk.PutSecret(o.l.ctx, o.id, string(id), secret, o.since)
}

// PutProviderRoom gives a provider a room of their own, for sessions to come.
func (o *Org) PutProviderRoom(on clinic.PlatformID, r store.ProviderRoom) error {
	return o.l.bulk.PutProviderRoom(o.l.ctx, o.id, on, r, o.since)
}

// Platforms returns those that the org has, in no particular order.
func (o *Org) Platforms() []clinic.Platform {
	all := make([]clinic.Platform, 0, len(o.platforms))
	for _, p := range o.platforms {
		all = append(all, p)
	}
	return all
}

// AddPatient makes a patient, registered at p.CreatedAt, and returns their id.
// It returns Invalid when p breaks a rule.
func (o *Org) AddPatient(p clinic.Patient) (clinic.PatientID, error) {
	p = p.Clean()
	if err := p.Check(clinic.DayIn(o.l.today, o.settings.Zone())); err != nil {
		return "", err
	}
	p.ID, p.Version = clinic.PatientID(store.NewID()), 1
	o.payers[p.ID], o.languages[p.ID] = p.PayerClass, p.Language
	for _, word := range store.PatientTerms(p) {
		o.l.terms = append(o.l.terms, term{o.id, word, p.ID})
	}
	return p.ID, o.l.add(o.l.patients, o.id, store.PatientTable.Values(&p))
}
