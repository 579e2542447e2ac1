package store

import (
	"context"
	"fmt"

	"televisit/clinic"
	"televisit/store/db"
)

// A PlatformUse is a platform with what it is used for.
type PlatformUse struct {
	clinic.Platform
	Sessions int  // on it, ever
	Coming   int  // booked appointments on it from now on
	Usual    bool // the one that is taken when nobody chooses
}

// PlatformsInUse returns all platforms of the org, the newest first.
func (o *Org) PlatformsInUse(ctx context.Context) (all []PlatformUse, err error) {
	err = o.read(ctx, clinic.AdminPlatforms, func(c scope) error {
		all, err = o.inUse(ctx, c, "")
		return err
	})
	return all, err
}

// PlatformInUse returns one of PlatformsInUse, and NotFound when there is none of that
// id.
func (o *Org) PlatformInUse(ctx context.Context, id clinic.PlatformID) (p PlatformUse, err error) {
	err = o.read(ctx, clinic.AdminPlatforms, func(c scope) error {
		all, err := o.inUse(ctx, c, id)
		if err == nil && (len(all) == 0 || id == "") {
			return clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
		}
		if err == nil {
			p = all[0]
		}
		return err
	})
	return p, err
}

// inUse returns the platform of that id, "" for all.
func (o *Org) inUse(ctx context.Context, c scope, id clinic.PlatformID) ([]PlatformUse, error) {
	set, err := settings(ctx, c.tx, c.org)
	if err != nil {
		return nil, err
	}
	return list(ctx, c, func(r db.Row) (u PlatformUse, err error) {
		err = r.Scan(platformTable.into(&u.Platform, &u.HasKey, &u.Sessions, &u.Coming)...)
		u.Usual = u.ID == set.DefaultPlatform
		return u, err
	}, `SELECT `+platformTable.selected("g.")+`, EXISTS (SELECT 1 FROM pf_secrets k WHERE k.org_id = g.org_id AND k.id = g.id),
			(SELECT CAST(coalesce(sum(n), 0) AS BIGINT) FROM pm_session_cells s WHERE s.org_id = g.org_id AND s.configuration_id = g.id),
			(SELECT count(*) FROM pm_appointments a WHERE a.org_id = g.org_id AND a.configuration_id = g.id
				AND a.status = 'booked' AND a.starts_at > $2)
		FROM pm_telehealth_configuration g WHERE g.org_id = $1 AND ($3 = '' OR g.id = $3) ORDER BY g.created_at DESC, g.id DESC`,
		c.now.UnixMilli(), id)
}

// A SecretChange is what happens to the secret of a platform. Without a new one, and
// unless it is removed, it stays.
type SecretChange struct {
	New    string
	Remove bool
}

// AddPlatform makes a platform with a secret, "" for none. It returns Invalid, naming
// each field that cannot be saved; a second send of the same form returns what the
// first made.
func (o *Org) AddPlatform(ctx context.Context, p clinic.Platform, secret string) (saved clinic.Platform, err error) {
	p = p.Clean()
	p.Active, p.HasKey = true, secret != ""
	what := &change{action: "platform.add", entity: "platform"}
	err = o.write(ctx, clinic.AdminPlatforms, what, func(c scope) error {
		saved, err = one(ctx, c, scanPlatform, platformSelect+` WHERE g.org_id = $1 AND g.once = $2 AND g.once <> ''`, p.Once)
		if err == nil {
			return errMade
		} else if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		if err := c.checkPlatform(ctx, p, secret); err != nil {
			return err
		}
		if saved, err = c.addPlatform(ctx, p); err != nil {
			return err
		}
		what.id = string(saved.ID)
		what.detail = map[string]any{"name": p.Name, "kind": p.Kind, "endpoint": p.Endpoint}
		if secret == "" {
			return nil
		}
		what.detail["secret"] = "set"
		return o.s.putSecret(ctx, c, what.id, secret)
	})
	return saved, unlessMade(err)
}

// ChangePlatform saves p over the platform of that id, seen at p.Version. Its kind
// stays. Sessions keep the link that they have. It returns Invalid as AddPlatform does,
// and Conflict when another hand was faster.
func (o *Org) ChangePlatform(ctx context.Context, id clinic.PlatformID, p clinic.Platform, secret SecretChange) error {
	p = p.Clean()
	what := &change{action: "platform.change", entity: "platform", id: string(id)}
	return o.write(ctx, clinic.AdminPlatforms, what, func(c scope) error {
		old, err := c.onFile(ctx, id)
		if err != nil {
			return err
		}
		p := p
		p.ID, p.Kind, p.Active = id, old.Kind, old.Active
		p.HasKey = secret.New != "" || old.HasKey && !secret.Remove
		if err := c.checkPlatform(ctx, p, secret.New); err != nil {
			return err
		}
		if secret.Remove && secret.New != "" {
			return clinic.FieldErrorf("remove_secret", "Either enter another secret or remove it.")
		}
		if err := updateRow(ctx, c, platformTable, &p, id, p.Version); err != nil {
			return err
		}
		what.detail = changesOf(old, p)
		return o.changeSecret(ctx, c, what, old, secret)
	})
}

// changeSecret does to the secret of p what is wanted. The audit trail learns that,
// and nothing of the secret.
func (o *Org) changeSecret(ctx context.Context, c scope, what *change, p clinic.Platform, wanted SecretChange) error {
	switch {
	case wanted.New != "" && p.HasKey:
		what.detail["secret"] = "replaced"
	case wanted.New != "":
		what.detail["secret"] = "set"
	case wanted.Remove && p.HasKey:
		what.detail["secret"] = "removed"
		return c.dropSecret(ctx, string(p.ID))
	default:
		return nil
	}
	return o.s.putSecret(ctx, c, string(p.ID), wanted.New)
}

// changesOf returns the old and the new value of whatever differs.
func changesOf(old, p clinic.Platform) map[string]any {
	detail := map[string]any{}
	before, after := platformColumns(&old), platformColumns(&p)
	for i, name := range platformTable.names {
		if was, is := shown(before[i]), shown(after[i]); was != is && name != "version" && name != "created_at" && name != "once" {
			detail[name] = []string{was, is}
		}
	}
	return detail
}

// shown returns the value of a column as text.
func shown(c column) string {
	switch v := c.value.(type) {
	case *optionalText:
		return string(*v)
	case *bool:
		return fmt.Sprint(*v)
	case *string:
		return *v
	case *clinic.PlatformID:
		return string(*v)
	case *clinic.LinkKind:
		return string(*v)
	}
	return ""
}

// checkPlatform returns Invalid, naming each field of p that cannot be saved.
func (c scope) checkPlatform(ctx context.Context, p clinic.Platform, secret string) error {
	wrong := clinic.Problems(clinic.FieldsOf(p.Check()))
	wrong.AddErrors(clinic.FieldsOf(p.CheckSecret(secret))...)
	if p.HasKey && p.AppID == "" {
		wrong.Add("app_id", "Enter the application ID that the secret belongs to.")
	}
	if err := wrong.Note(c.checkNameFree(ctx, p)); err != nil {
		return err
	}
	return wrong.Err()
}

// checkNameFree returns Invalid, naming the field name, when another active platform is
// called as an active p is.
func (c scope) checkNameFree(ctx context.Context, p clinic.Platform) error {
	taken, err := list(ctx, c, db.Text, `SELECT name FROM pm_telehealth_configuration WHERE org_id = $1 AND active AND id <> $2`, p.ID)
	for _, name := range taken {
		if err == nil && p.Active && fold(name) == fold(p.Name) {
			err = clinic.FieldErrorf("name", "There is an active platform of this name.")
		}
	}
	return err
}

// UsePlatform puts the platform of that id, seen at version, out of use or into use
// again. Sessions keep their links. If it is the usual one, there is none afterwards,
// and wasUsual says so. It returns Invalid when its name is taken by now, and Conflict
// when another hand was faster.
func (o *Org) UsePlatform(ctx context.Context, id clinic.PlatformID, version int64, active bool) (wasUsual bool, err error) {
	what := &change{action: "platform.deactivate", entity: "platform", id: string(id)}
	if active {
		what.action = "platform.reactivate"
	}
	err = o.write(ctx, clinic.AdminPlatforms, what, func(c scope) error {
		wasUsual = false
		p, err := c.onFile(ctx, id)
		if err != nil {
			return err
		}
		p.Active = active
		if err := c.checkNameFree(ctx, p); err != nil {
			return err
		}
		if err := updateRow(ctx, c, platformTable, &p, id, version); err != nil {
			return err
		}
		set, err := settings(ctx, c.tx, c.org)
		if err != nil || active || set.DefaultPlatform != id {
			return err
		}
		wasUsual, what.detail = true, map[string]any{"usual": "cleared"}
		return c.putSetting(ctx, keyDefaultPlatform, "")
	})
	return wasUsual, err
}
