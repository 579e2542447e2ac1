package store

import (
	"context"
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Bulk is a transaction over every org, for whoever fills whole tables: a
// demo. It knows no rights. The database checks no reference meanwhile.
type Bulk struct {
	*db.Tx
	s      *Store
	hashes map[string]string // by password
}

// UnscopedBulk saves all that do writes, or nothing if do returns an error or
// ctx ends. Nobody else writes meanwhile.
func (s *Store) UnscopedBulk(ctx context.Context, do func(*Bulk) error) error {
	return s.db.Bulk(ctx, func(tx *db.Tx) error { return do(&Bulk{tx, s, map[string]string{}}) })
}

// AddOrg does what UnscopedAddOrg does, as if at the instant at.
func (b *Bulk) AddOrg(ctx context.Context, name, zone string, at time.Time) (clinic.OrgID, error) {
	if err := checkOrg(name, zone).Err(); err != nil {
		return "", err
	}
	c := scope{clinic.OrgID(NewID()), at, b.Tx}
	if err := c.addOrg(ctx, name, zone); err != nil {
		return "", err
	}
	_, err := b.s.record(ctx, c, "", &change{action: "org.create", entity: "org", id: string(c.org)})
	return c.org, err
}

// MarkDemo says of an org that it is invented.
func (b *Bulk) MarkDemo(ctx context.Context, org clinic.OrgID, at time.Time) error {
	return scope{org, at, b.Tx}.putSetting(ctx, demoSetting, "true")
}

// demoSetting is set in orgs that a demo made.
const demoSetting = "demo"

// UnscopedIsDemo reports whether there is an org that a demo made.
func (s *Store) UnscopedIsDemo(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pm_module_settings WHERE key = $1`, demoSetting)
	return n > 0, err
}

// AddMember does what UnscopedAddMember does, as if at the instant at. A
// password that several people have is hashed once, and need not be hard to guess.
func (b *Bulk) AddMember(ctx context.Context, org clinic.OrgID, m NewMember, at time.Time) (clinic.UserID, error) {
	if err := m.problems().Err(); err != nil {
		return "", err
	}
	if _, known := b.hashes[m.Password]; !known {
		hash, err := b.s.hashPassword(ctx, m.Password)
		if err != nil {
			return "", err
		}
		b.hashes[m.Password] = hash
	}
	c, what := scope{org, at, b.Tx}, memberAdded(m)
	user, err := c.addMember(ctx, what, b.hashes[m.Password], m)
	if err != nil {
		return "", err
	}
	_, err = b.s.record(ctx, c, "", what)
	return user, err
}

// AddRole makes a custom role, as if at the instant at. It returns Invalid as Org.AddRole does.
func (b *Bulk) AddRole(ctx context.Context, org clinic.OrgID, d clinic.RoleDraft, at time.Time) (clinic.RoleID, error) {
	if err := d.Check(); err != nil {
		return "", err
	}
	c, id := scope{org, at, b.Tx}, clinic.RoleID(NewID())
	if err := c.addRole(ctx, id, RoleEdit{RoleDraft: d}); err != nil {
		return "", err
	}
	_, err := b.s.record(ctx, c, "", roleAdded(id, d))
	return id, err
}

// bulkRows is how many rows go into the database together.
const bulkRows = 500

// AddTrail adds rows to the audit trail of an org, in this order.
func (b *Bulk) AddTrail(ctx context.Context, org clinic.OrgID, rows []AuditRow) error {
	h, err := b.s.chainOf(ctx, scope{org: org, tx: b.Tx})
	if err != nil {
		return err
	}
	names := append([]string{"org_id"}, AuditTable.names...)
	for some := range slices.Chunk(rows, bulkRows) {
		values := make([]any, 0, len(some)*len(names))
		for i := range some {
			h.link(&some[i])
			h.seq, h.mac = some[i].Seq, some[i].MAC
			values = append(append(values, org), AuditTable.into(&some[i])...)
		}
		if err := b.Load(ctx, AuditTable.Name, names, values); err != nil {
			return err
		}
	}
	_, err = h.save(ctx, 0)
	return err
}

// AddPlatform makes a platform, as if at the instant at, and returns it with
// its id.
func (b *Bulk) AddPlatform(ctx context.Context, org clinic.OrgID, p clinic.Platform, at time.Time) (clinic.Platform, error) {
	return scope{org, at, b.Tx}.addPlatform(ctx, p)
}

// MakeUsual makes a platform the one that is taken when nobody chooses.
func (b *Bulk) MakeUsual(ctx context.Context, org clinic.OrgID, id clinic.PlatformID, at time.Time) error {
	return scope{org, at, b.Tx}.putSetting(ctx, keyDefaultPlatform, string(id))
}

// PutSecret seals the secret of that id.
func (b *Bulk) PutSecret(ctx context.Context, org clinic.OrgID, id, secret string, at time.Time) error {
	return b.s.putSecret(ctx, scope{org, at, b.Tx}, id, secret)
}

// PutProviderRoom gives a provider a room of their own.
func (b *Bulk) PutProviderRoom(ctx context.Context, org clinic.OrgID, on clinic.PlatformID, r ProviderRoom, at time.Time) error {
	return scope{org, at, b.Tx}.putRoom(ctx, on, r)
}

// Settings returns how an org wants the desk to work.
func (b *Bulk) Settings(ctx context.Context, org clinic.OrgID) (clinic.Settings, error) {
	set, err := settings(ctx, b.Tx, org)
	return set.Resolved(), err
}

// AddConsentText makes the next version of a consent text, as if by a member at the instant at.
func (b *Bulk) AddConsentText(ctx context.Context, org clinic.OrgID, t clinic.ConsentText) error {
	c := scope{org, t.At, b.Tx}
	if err := insertRow(ctx, c, consentTable, &t); err != nil {
		return err
	}
	_, err := b.s.record(ctx, c, t.By, consentTextSaved(t))
	return err
}

// ConsentTexts returns all consent texts of an org, the latest of a language first.
func (b *Bulk) ConsentTexts(ctx context.Context, org clinic.OrgID) ([]clinic.ConsentText, error) {
	return list(ctx, scope{org: org, tx: b.Tx}, scanConsentText, consentSelect+` ORDER BY t.language, t.version DESC`)
}

// Platforms returns the platforms of an org, in no particular order.
func (b *Bulk) Platforms(ctx context.Context, org clinic.OrgID) ([]clinic.Platform, error) {
	return list(ctx, scope{org: org, tx: b.Tx}, scanPlatform, platformSelect+` WHERE g.org_id = $1`)
}

// SetOrgKind says which kind of practice an org is.
func (b *Bulk) SetOrgKind(ctx context.Context, org clinic.OrgID, kind string, at time.Time) error {
	return scope{org, at, b.Tx}.putSetting(ctx, "org_kind", kind)
}

// AddBillingRule adds a rule to a set.
func (b *Bulk) AddBillingRule(ctx context.Context, org clinic.OrgID, set string, r clinic.BillingRule) error {
	r.ID = NewID()
	return insertRow(ctx, scope{org: org, tx: b.Tx}, ruleTable, &ruleRow{set, r, ""})
}

// BillingRules returns the rules of the rule set that set names.
func (b *Bulk) BillingRules(ctx context.Context, org clinic.OrgID, set clinic.Settings) ([]clinic.BillingRule, error) {
	return scope{org: org, tx: b.Tx}.rules(ctx, set)
}
