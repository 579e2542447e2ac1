package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

var platformTable = tableOf("pm_telehealth_configuration", platformColumns, "kind", "created_at", "once")

func platformColumns(p *clinic.Platform) []column {
	return []column{
		{"id", &p.ID},
		{"name", &p.Name},
		{"kind", &p.Kind},
		{"endpoint", &p.Endpoint},
		{"modality", (*optionalText)(&p.Modality)},
		{"active", &p.Active},
		{"app_id", &p.AppID},
		{"audience", &p.Audience},
		{"created_at", (*instant)(&p.CreatedAt)},
		{"once", &p.Once},
		{"version", &p.Version},
	}
}

var platformSelect = `SELECT ` + platformTable.selected("g.") + `,
	EXISTS (SELECT 1 FROM pf_secrets k WHERE k.org_id = g.org_id AND k.id = g.id) FROM pm_telehealth_configuration g`

func scanPlatform(r db.Row) (p clinic.Platform, err error) {
	return p, r.Scan(platformTable.into(&p, &p.HasKey)...)
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
	p.ID, p.CreatedAt, p.Version = clinic.PlatformID(NewID()), c.now, 1
	return p, insertRow(ctx, c, platformTable, &p)
}

// Platforms returns where visits can take place, the active ones first, then
// by name.
func (o *Org) Platforms(ctx context.Context) (all []clinic.Platform, err error) {
	err = o.read(ctx, o.toChoose(), func(c scope) error {
		all, err = list(ctx, c, scanPlatform, platformSelect+` WHERE g.org_id = $1 ORDER BY g.active DESC, g.name, g.id`)
		return err
	})
	return all, err
}

// onFile returns the platform of that id, active or not, and NotFound without one.
func (c scope) onFile(ctx context.Context, id clinic.PlatformID) (clinic.Platform, error) {
	return one(ctx, c, scanPlatform, platformSelect+` WHERE g.org_id = $1 AND g.id = $2`, id)
}

// platform returns the platform of that id, and Invalid naming the field
// platform_id when this org has no such active one.
func (c scope) platform(ctx context.Context, id clinic.PlatformID) (clinic.Platform, error) {
	p, err := c.onFile(ctx, id)
	if clinic.KindOf(err) == clinic.NotFound || err == nil && !p.Active {
		return clinic.Platform{}, clinic.FieldErrorf("platform_id", "Choose one of the listed platforms.")
	}
	return p, err
}

// platformFor is platform for the sessions of a provider, who may have a room of
// their own there.
func (c scope) platformFor(ctx context.Context, id clinic.PlatformID, provider clinic.UserID) (clinic.Platform, error) {
	p, err := c.platform(ctx, id)
	if err == nil {
		p.Endpoint, err = c.endpointFor(ctx, p, provider)
	}
	return p, err
}

// endpointFor returns the endpoint that the sessions of a provider have on p.
func (c scope) endpointFor(ctx context.Context, p clinic.Platform, provider clinic.UserID) (string, error) {
	own, err := one(ctx, c, db.Text, `SELECT endpoint FROM pm_provider_rooms
		WHERE org_id = $1 AND configuration_id = $2 AND provider_id = $3`, p.ID, provider)
	if clinic.KindOf(err) == clinic.NotFound {
		return p.Endpoint, nil
	}
	return own, err
}
