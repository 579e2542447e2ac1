package store

import (
	"context"
	"database/sql"

	"televisit/clinic"
	"televisit/store/db"
)

// starterPlatforms are what a new org begins with.
var starterPlatforms = []clinic.Platform{
	{Name: "Phone", Kind: clinic.LinkPhone, Endpoint: "tel:+15550100", Modality: clinic.AudioOnly, Active: true},
	{Name: "Video room", Kind: clinic.LinkURL, Endpoint: "https://video.example/room", Active: true},
	{Name: "Video visit", Kind: clinic.LinkTemplate, Endpoint: "https://video.example/visit/{session_id}", Active: true},
}

func (c scope) addStarterPlatforms(ctx context.Context) error {
	for _, p := range starterPlatforms {
		if err := c.addPlatform(ctx, clinic.PlatformID(newID()), p); err != nil {
			return err
		}
	}
	return nil
}

func (c scope) addPlatform(ctx context.Context, id clinic.PlatformID, p clinic.Platform) error {
	_, err := c.exec(ctx, `
		INSERT INTO pm_telehealth_configuration (org_id, id, name, kind, endpoint, modality, active, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		id, p.Name, p.Kind, p.Endpoint, orNull(string(p.Modality)), p.Active, c.now.UnixMilli())
	return err
}

const platformColumns = `id, name, kind, endpoint, modality, active`

func scanPlatform(r db.Row) (p clinic.Platform, err error) {
	var modality sql.NullString
	err = r.Scan(&p.ID, &p.Name, &p.Kind, &p.Endpoint, &modality, &p.Active)
	p.Modality = clinic.Modality(modality.String)
	return p, err
}

// Platforms returns where visits can take place, the active ones first, then
// by name.
func (o *Org) Platforms(ctx context.Context) (all []clinic.Platform, err error) {
	err = o.read(ctx, o.toChoose(), func(c scope) error {
		all, err = list(ctx, c, scanPlatform, `SELECT `+platformColumns+` FROM pm_telehealth_configuration WHERE org_id = $1 ORDER BY active DESC, name, id`)
		return err
	})
	return all, err
}

// platform returns the platform of that id, and Invalid naming the field
// platform_id when this org has no such active one.
func (c scope) platform(ctx context.Context, id clinic.PlatformID) (clinic.Platform, error) {
	p, err := one(ctx, c, scanPlatform, `SELECT `+platformColumns+` FROM pm_telehealth_configuration WHERE org_id = $1 AND id = $2 AND active`, id)
	if clinic.KindOf(err) == clinic.NotFound {
		err = clinic.FieldErrorf("platform_id", "Choose one of the listed platforms.")
	}
	return p, err
}
