package store

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"televisit/clinic"
	"televisit/store/db"
)

// WebhookTable is where events are sent to.
var WebhookTable = tableOf("pf_webhooks", webhookColumns, "once", "created_at")

func webhookColumns(w *clinic.Webhook) []column {
	return []column{
		{"id", &w.ID},
		{"url", &w.URL},
		{"events", (*spaced)(&w.Events)},
		{"once", &w.Once},
		{"created_at", (*instant)(&w.CreatedAt)},
		{"paused_at", (*instant)(&w.PausedAt)},
		{"rolled_at", (*instant)(&w.RolledAt)},
		{"ended_at", (*instant)(&w.EndedAt)},
		{"version", &w.Version},
	}
}

// mostWebhooks is how many an org can have at once.
const mostWebhooks = 20

// AllowPrivateWebhooks lets webhooks be addresses of this machine and its network. It is
// to be called before anything else.
func (s *Store) AllowPrivateWebhooks() { s.privateWebhooks = true }

// A ListedWebhook is a webhook with what came of its last try, and how many events are
// on their way to it or did not arrive.
type ListedWebhook struct {
	clinic.Webhook
	Last            clinic.Delivery // without a try when there was none
	Waiting, Failed int
}

var webhookSelect = `SELECT ` + WebhookTable.selected("w.") + `,
	coalesce(l.state, ''), coalesce(l.code, 0), coalesce(l.fault, ''), l.tried_at,
	(SELECT count(*) FROM pf_webhook_deliveries d WHERE d.org_id = w.org_id AND d.endpoint_id = w.id AND d.state = 'waiting'),
	(SELECT count(*) FROM pf_webhook_deliveries d WHERE d.org_id = w.org_id AND d.endpoint_id = w.id AND d.state = 'failed')
	FROM pf_webhooks w LEFT JOIN pf_webhook_deliveries l ON l.org_id = w.org_id AND l.endpoint_id = w.id AND l.event_id = (
		SELECT d.event_id FROM pf_webhook_deliveries d WHERE d.org_id = w.org_id AND d.endpoint_id = w.id AND d.tried_at IS NOT NULL
		ORDER BY d.tried_at DESC, d.event_id DESC LIMIT 1)
	WHERE w.org_id = $1`

func scanListedWebhook(r db.Row) (w ListedWebhook, err error) {
	err = r.Scan(WebhookTable.into(&w.Webhook, &w.Last.State, &w.Last.Code, &w.Last.Fault, (*instant)(&w.Last.TriedAt),
		&w.Waiting, &w.Failed)...)
	return w, err
}

// Webhooks returns where the org's events are sent to, what was removed last.
func (o *Org) Webhooks(ctx context.Context) (all []ListedWebhook, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		all, err = list(ctx, c, scanListedWebhook, webhookSelect+` ORDER BY w.ended_at IS NOT NULL, w.id DESC`)
		return err
	})
	return all, err
}

// Webhook returns one of Webhooks, and NotFound when there is none of that id.
func (o *Org) Webhook(ctx context.Context, id clinic.WebhookID) (w ListedWebhook, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		w, err = one(ctx, c, scanListedWebhook, webhookSelect+` AND w.id = $2`, id)
		return err
	})
	return w, err
}

func (c scope) webhook(ctx context.Context, id clinic.WebhookID) (clinic.Webhook, error) {
	return one(ctx, c, func(r db.Row) (w clinic.Webhook, err error) { return w, r.Scan(WebhookTable.into(&w)...) },
		`SELECT `+WebhookTable.selected("")+` FROM pf_webhooks WHERE org_id = $1 AND id = $2`, id)
}

// AddWebhook lets events be sent to another program from now on, and returns the secret
// that signs them: it is shown once. A second send of w.Once saves nothing and returns
// the webhook without its secret. It returns Invalid when w cannot be saved.
func (o *Org) AddWebhook(ctx context.Context, w clinic.Webhook) (saved clinic.Webhook, secret string, err error) {
	w = w.Clean()
	if err := w.Check(o.s.privateWebhooks); err != nil {
		return w, "", err
	}
	what := &change{action: "webhook.add", entity: "webhook", detail: map[string]any{"url": w.URL, "events": w.Events}}
	err = o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_webhooks WHERE org_id = $1 AND ended_at IS NULL
			AND (once = '' OR once <> $2)`, w.Once)
		if err == nil && n >= mostWebhooks {
			err = clinic.FieldErrorf("url", "There are %d webhooks already, and there can be no more.", n)
		}
		if err != nil {
			return err
		}
		saved, secret = w, newWebhookSecret()
		saved.ID, saved.Version, saved.CreatedAt = clinic.WebhookID(NewID()), 1, c.now
		what.id = string(saved.ID)
		if err := insertRow(ctx, c, WebhookTable, &saved); err != nil {
			return err
		}
		return o.s.putSecret(ctx, c, string(saved.ID), secret)
	})
	if db.IsTaken(err) {
		saved, err = o.addedBefore(ctx, w.Once)
		return saved, "", err
	}
	return saved, secret, err
}

// addedBefore returns the webhook that a form made which is sent again.
func (o *Org) addedBefore(ctx context.Context, once string) (w clinic.Webhook, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		id, err := one(ctx, c, db.Text, `SELECT id FROM pf_webhooks WHERE org_id = $1 AND once = $2`, once)
		if err == nil {
			w, err = c.webhook(ctx, clinic.WebhookID(id))
		}
		return err
	})
	return w, err
}

// newWebhookSecret returns a secret as Standard Webhooks wants it.
func newWebhookSecret() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program first
	return "whsec_" + base64.StdEncoding.EncodeToString(b)
}

// changeWebhook saves what do makes of a webhook that was not removed. It returns
// NotFound when there is none.
func (o *Org) changeWebhook(ctx context.Context, what *change, id clinic.WebhookID, do func(scope, *clinic.Webhook) error) error {
	what.entity, what.id = "webhook", string(id)
	return o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		w, err := c.webhook(ctx, id)
		if err != nil {
			return err
		}
		if !w.EndedAt.IsZero() {
			return clinic.Errorf(clinic.NotFound, "This webhook was removed.")
		}
		seen := w.Version
		if err := do(c, &w); err != nil {
			return err
		}
		return updateRow(ctx, c, WebhookTable, &w, id, seen)
	})
}

// ChangeWebhook gives a webhook that the caller saw at w.Version another address or other
// events. It returns NotFound, Invalid or Conflict.
func (o *Org) ChangeWebhook(ctx context.Context, w clinic.Webhook) error {
	w = w.Clean()
	if err := w.Check(o.s.privateWebhooks); err != nil {
		return err
	}
	what := &change{action: "webhook.change"}
	return o.changeWebhook(ctx, what, w.ID, func(_ scope, old *clinic.Webhook) error {
		if old.Version != w.Version {
			return errFaster
		}
		what.detail = map[string]any{"url": []string{old.URL, w.URL}, "events": [][]string{old.Events, w.Events}}
		old.URL, old.Events = w.URL, w.Events
		return nil
	})
}

// PauseWebhook holds back what is for a webhook. It returns NotFound when there is none.
func (o *Org) PauseWebhook(ctx context.Context, id clinic.WebhookID) error {
	return o.changeWebhook(ctx, &change{action: "webhook.pause"}, id, func(c scope, w *clinic.Webhook) error {
		w.PausedAt = c.now
		return nil
	})
}

// ResumeWebhook sends what was held back, and tries each for a day from now on. It
// returns NotFound when there is no such webhook.
func (o *Org) ResumeWebhook(ctx context.Context, id clinic.WebhookID) error {
	return o.changeWebhook(ctx, &change{action: "webhook.resume", outgoing: true}, id, func(c scope, w *clinic.Webhook) error {
		w.PausedAt = clinic.Webhook{}.PausedAt
		_, err := c.exec(ctx, `UPDATE pf_webhook_deliveries SET next_at = $3, since = NULL, tries = 0
			WHERE org_id = $1 AND endpoint_id = $2 AND state = 'waiting' AND claim = ''`, id, c.now.UnixMilli())
		return err
	})
}

// RemoveWebhook sends nothing more to a webhook; what was sent stays on record. It
// returns NotFound when there is none.
func (o *Org) RemoveWebhook(ctx context.Context, id clinic.WebhookID) error {
	return o.changeWebhook(ctx, &change{action: "webhook.remove"}, id, func(c scope, w *clinic.Webhook) error {
		w.EndedAt = c.now
		_, err := c.exec(ctx, `UPDATE pf_webhook_deliveries SET state = 'dropped', next_at = NULL, claim = ''
			WHERE org_id = $1 AND endpoint_id = $2 AND state = 'waiting'`, id)
		for _, secret := range []string{string(id), secretBefore(id)} {
			if err == nil {
				err = c.dropSecret(ctx, secret)
			}
		}
		return err
	})
}

// secretBefore is the id of the secret that a webhook had before its last one.
func secretBefore(id clinic.WebhookID) string { return string(id) + ".before" }

// RollWebhook gives a webhook another secret and returns it: it is shown once. For
// clinic.OldSecretLasts the one before signs as well. It returns NotFound when there is
// no such webhook.
func (o *Org) RollWebhook(ctx context.Context, id clinic.WebhookID) (secret string, err error) {
	err = o.changeWebhook(ctx, &change{action: "webhook.roll"}, id, func(c scope, w *clinic.Webhook) error {
		old, err := o.s.secret(ctx, c, string(id))
		if err == nil {
			err = o.s.putSecret(ctx, c, secretBefore(id), old)
		}
		if err != nil && clinic.KindOf(err) != clinic.NotFound { // it may have been given up with a lost key file
			return err
		}
		w.RolledAt, secret = c.now, newWebhookSecret()
		return o.s.putSecret(ctx, c, string(id), secret)
	})
	return secret, err
}
