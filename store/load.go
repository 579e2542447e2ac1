package store

import (
	"context"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Load makes whole practices with their past at once, for a demo.
type Load struct {
	s       *Store
	ctx     context.Context // of the one call that a Load lives in
	tx      *db.Tx
	hashes  map[string]string // by password
	orgs    []*OrgLoad
	inserts map[string]string // statements, by table and number of rows
}

// insert returns the statement that inserts n rows into t.
func (l *Load) insert(t loadTable, n int) string {
	key := t.name + strconv.Itoa(n)
	if _, known := l.inserts[key]; !known {
		l.inserts[key] = t.insert(n)
	}
	return l.inserts[key]
}

// UnscopedLoad saves all that fill makes, or, if it returns an error or is
// interrupted, nothing. Nobody else can write meanwhile.
func (s *Store) UnscopedLoad(ctx context.Context, fill func(*Load) error) error {
	return s.db.Bulk(ctx, func(tx *db.Tx) error {
		again, err := tx.DropIndexes(ctx, "pm_sessions_count_in", "pm_patients", "pm_patient_terms", "pm_appointments", "pm_telehealth_sessions", "pf_audit")
		if err != nil {
			return err
		}
		l := &Load{s: s, ctx: ctx, tx: tx, hashes: map[string]string{}, inserts: map[string]string{}}
		if err = fill(l); err != nil {
			return err
		}
		for _, o := range l.orgs {
			if err = o.finish(); err != nil {
				return err
			}
		}
		for _, text := range again {
			if _, err = tx.Exec(ctx, text); err != nil {
				return err
			}
		}
		for _, o := range l.orgs {
			if err = o.count(); err != nil {
				return err
			}
		}
		return nil
	})
}

// An OrgLoad fills one org of a Load.
type OrgLoad struct {
	l         *Load
	c         scope
	set       clinic.Settings
	rules     []clinic.BillingRule
	platforms map[clinic.PlatformID]clinic.Platform
	rights    map[clinic.UserID]clinic.Rights
	payers    map[clinic.PatientID]string
	details   map[told]string
	terms     []term
	rows      loadRows
}

// AddOrg makes an org as UnscopedAddOrg does, as if at the instant since.
func (l *Load) AddOrg(name, zone string, since time.Time) (*OrgLoad, error) {
	if err := checkOrg(name, zone).Err(); err != nil {
		return nil, err
	}
	id := clinic.OrgID(newID())
	o := &OrgLoad{l: l, c: scope{id, since, l.tx}, set: clinic.DefaultSettings(),
		platforms: map[clinic.PlatformID]clinic.Platform{}, rights: map[clinic.UserID]clinic.Rights{},
		payers: map[clinic.PatientID]string{}, details: map[told]string{}}
	o.set.TimeZone = zone
	o.set = o.set.Resolved()
	err := o.c.addOrg(l.ctx, name, zone)
	if err != nil {
		return nil, err
	}
	if _, err = o.c.record(l.ctx, "", &change{action: "org.create", entity: "org", id: string(id)}); err != nil {
		return nil, err
	}
	if o.rules, err = o.c.rules(l.ctx, o.set); err != nil {
		return nil, err
	}
	platforms, err := list(l.ctx, o.c, scanPlatform, platformSelect+` WHERE org_id = $1`)
	for _, p := range platforms {
		o.platforms[p.ID] = p
	}
	l.orgs = append(l.orgs, o)
	return o, err
}

// AddMember makes a person a member as UnscopedAddMember does. A password that
// several people of one Load have is hashed once.
func (o *OrgLoad) AddMember(m NewMember) (clinic.UserID, error) {
	if err := m.Check(); err != nil {
		return "", err
	}
	hash, known := o.l.hashes[m.Password]
	if !known {
		var err error
		if hash, err = o.l.s.hashPassword(o.l.ctx, m.Password); err != nil {
			return "", err
		}
		o.l.hashes[m.Password] = hash
	}
	what := memberAdded(m)
	user, err := o.c.addMember(o.l.ctx, what, hash, m)
	if err != nil {
		return "", err
	}
	o.rights[user] = clinic.RightsOf(m.Roles...)
	_, err = o.c.record(o.l.ctx, "", what)
	return user, err
}

// AddPlatform makes a platform and returns it with its id.
func (o *OrgLoad) AddPlatform(p clinic.Platform) (clinic.Platform, error) {
	p, err := o.c.addPlatform(o.l.ctx, p)
	o.platforms[p.ID] = p
	return p, err
}

// Platforms returns those that the org has, in no particular order.
func (o *OrgLoad) Platforms() []clinic.Platform {
	all := make([]clinic.Platform, 0, len(o.platforms))
	for _, p := range o.platforms {
		all = append(all, p)
	}
	return all
}

// AddPatient makes a patient, registered at p.CreatedAt, and returns their id.
func (o *OrgLoad) AddPatient(p clinic.Patient) (clinic.PatientID, error) {
	p = p.Clean()
	if err := p.Check(clinic.DayIn(o.l.s.now(), o.set.Zone())); err != nil {
		return "", err
	}
	p.ID = clinic.PatientID(newID())
	o.payers[p.ID] = p.PayerClass
	for _, word := range patientTerms(p) {
		o.terms = append(o.terms, term{word, p.ID})
	}
	p.Version = 1
	o.rows.patients = append(append(o.rows.patients, o.c.org), patientTable.into(&p)...)
	return p.ID, o.flush(false)
}
