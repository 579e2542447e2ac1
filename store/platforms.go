package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

var platformTable = tableOf("pm_telehealth_configuration", platformColumns)

func platformColumns(p *clinic.Platform) []column {
	return []column{
		{"id", &p.ID},
		{"name", &p.Name},
		{"kind", &p.Kind},
		{"endpoint", &p.Endpoint},
		{"modality", (*optionalText)(&p.Modality)},
		{"active", &p.Active},
		{"created_at", (*instant)(&p.CreatedAt)},
	}
}

var platformSelect = `SELECT ` + platformTable.selected("") + ` FROM pm_telehealth_configuration`

func scanPlatform(r db.Row) (p clinic.Platform, err error) {
	return p, r.Scan(platformTable.into(&p)...)
}

// starterPlatforms are what a new org begins with.
var starterPlatforms = []clinic.Platform{
	{Name: "Phone", Kind: clinic.LinkPhone, Endpoint: "tel:+15550100", Modality: clinic.AudioOnly, Active: true},
	{Name: "Video room", Kind: clinic.LinkURL, Endpoint: "https://video.example/room", Active: true},
	{Name: "Video visit", Kind: clinic.LinkTemplate, Endpoint: "https://video.example/visit/{session_id}", Active: true},
}

func (c scope) addStarterPlatforms(ctx context.Context) error {
	for _, p := range starterPlatforms {
		if _, err := c.addPlatform(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// addPlatform makes a platform and returns it with its id.
func (c scope) addPlatform(ctx context.Context, p clinic.Platform) (clinic.Platform, error) {
	p.ID, p.CreatedAt = clinic.PlatformID(NewID()), c.now
	return p, insertRow(ctx, c, platformTable, &p)
}

// Platforms returns where visits can take place, the active ones first, then
// by name.
func (o *Org) Platforms(ctx context.Context) (all []clinic.Platform, err error) {
	err = o.read(ctx, o.toChoose(), func(c scope) error {
		all, err = list(ctx, c, scanPlatform, platformSelect+` WHERE org_id = $1 ORDER BY active DESC, name, id`)
		return err
	})
	return all, err
}

// platform returns the platform of that id, and Invalid naming the field
// platform_id when this org has no such active one.
func (c scope) platform(ctx context.Context, id clinic.PlatformID) (clinic.Platform, error) {
	p, err := one(ctx, c, scanPlatform, platformSelect+` WHERE org_id = $1 AND id = $2 AND active`, id)
	if clinic.KindOf(err) == clinic.NotFound {
		err = clinic.FieldErrorf("platform_id", "Choose one of the listed platforms.")
	}
	return p, err
}
