package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// A ProviderRoom is the room of a provider's own on a platform.
type ProviderRoom struct {
	Provider clinic.UserID
	Name     string
	Endpoint string
}

// ProviderRooms returns who has a room of their own on a platform, by name.
func (o *Org) ProviderRooms(ctx context.Context, id clinic.PlatformID) (all []ProviderRoom, err error) {
	err = o.read(ctx, clinic.AdminPlatforms, func(c scope) error {
		all, err = list(ctx, c, func(r db.Row) (p ProviderRoom, err error) {
			return p, r.Scan(&p.Provider, &p.Name, &p.Endpoint)
		}, `SELECT r.provider_id, u.name, r.endpoint FROM pm_provider_rooms r JOIN pf_users u ON u.id = r.provider_id
			WHERE r.org_id = $1 AND r.configuration_id = $2 ORDER BY u.name, u.id`, id)
		return err
	})
	return all, err
}

// PutProviderRoom gives a provider a room of their own on a platform: their sessions
// that are made from now on are there. "" takes it back. It returns Invalid, naming
// provider_id or endpoint, and NotFound when there is no such platform.
func (o *Org) PutProviderRoom(ctx context.Context, id clinic.PlatformID, provider clinic.UserID, endpoint string) error {
	what := &change{action: "platform.room", entity: "platform", id: string(id)}
	return o.write(ctx, clinic.AdminPlatforms, what, func(c scope) error {
		p, err := c.onFile(ctx, id)
		if err != nil {
			return err
		}
		was, err := c.endpointFor(ctx, p, provider)
		if err != nil {
			return err
		}
		what.detail = map[string]any{"provider": provider, "endpoint": []string{was, endpoint}}
		if endpoint == "" {
			_, err := c.exec(ctx, `DELETE FROM pm_provider_rooms WHERE org_id = $1 AND configuration_id = $2 AND provider_id = $3`,
				id, provider)
			return err
		}
		p.Endpoint = endpoint
		p = p.Clean()
		wrong := clinic.Problems(clinic.FieldsOf(p.CheckEndpoint()))
		if err := wrong.Note(c.isProvider(ctx, provider)); err != nil {
			return err
		}
		if err := wrong.Err(); err != nil {
			return err
		}
		what.detail["endpoint"] = []string{was, p.Endpoint}
		return c.putRoom(ctx, id, ProviderRoom{Provider: provider, Endpoint: p.Endpoint})
	})
}

func (c scope) putRoom(ctx context.Context, id clinic.PlatformID, r ProviderRoom) error {
	_, err := c.exec(ctx, `INSERT INTO pm_provider_rooms (org_id, configuration_id, provider_id, endpoint, changed_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (org_id, configuration_id, provider_id) DO UPDATE SET endpoint = excluded.endpoint, changed_at = excluded.changed_at`,
		id, r.Provider, r.Endpoint, c.now.UnixMilli())
	return err
}
