package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// DeliveryTable is what of the events is for which webhook.
var DeliveryTable = tableOf("pf_webhook_deliveries", deliveryColumns)

// A DeliveryRow is one row of it.
type DeliveryRow struct {
	clinic.Delivery
	Webhook clinic.WebhookID
	Seq     int64  // they are sent in the order of Seq, then of the event's id
	Claim   string // names who tries, "" for nobody
}

func deliveryColumns(d *DeliveryRow) []column {
	return []column{
		{"endpoint_id", &d.Webhook},
		{"event_id", &d.Event},
		{"entity_id", &d.Entity},
		{"seq", &d.Seq},
		{"at", (*instant)(&d.At)},
		{"state", &d.State},
		{"tries", &d.Tries},
		{"since", (*instant)(&d.Since)},
		{"next_at", (*instant)(&d.NextAt)},
		{"claim", &d.Claim},
		{"tried_at", (*instant)(&d.TriedAt)},
		{"code", &d.Code},
		{"fault", &d.Fault},
		{"reply", &d.Reply},
	}
}

// address puts an event on its way to each webhook that wants it, in the transaction that
// makes it happen, and reports whether there is one.
func (c scope) address(ctx context.Context, event, entity, name string) (wanted bool, err error) {
	n, err := c.exec(ctx, `INSERT INTO pf_webhook_deliveries
			(org_id, endpoint_id, event_id, entity_id, seq, at, state, tries, next_at, claim, code, fault, reply)
		SELECT w.org_id, w.id, $2, $3, o.version, $4, 'waiting', 0, $4, '', 0, '', ''
		FROM pf_webhooks w JOIN pf_organizations o ON o.org_id = w.org_id
		WHERE w.org_id = $1 AND w.ended_at IS NULL AND ' ' || w.events || ' ' LIKE '% ' || $5 || ' %'`,
		event, entity, c.now.UnixMilli(), name)
	return n > 0, err
}

// TestWebhook sends one event that means nothing to a webhook, also to one that is
// paused. It returns NotFound when there is none.
func (o *Org) TestWebhook(ctx context.Context, id clinic.WebhookID) error {
	what := &change{action: "webhook.test", outgoing: true}
	return o.changeWebhook(ctx, what, id, func(c scope, w *clinic.Webhook) error {
		event, err := c.emit(ctx, string(id), event{clinic.EventTest, map[string]any{"webhook_id": id}})
		if err != nil {
			return err
		}
		// It stands for itself: nothing waits for it, and it waits for nothing.
		return insertRow(ctx, c, DeliveryTable, &DeliveryRow{Webhook: id, Delivery: clinic.Delivery{Event: event, Entity: event, At: c.now,
			State: clinic.Waiting, NextAt: c.now}})
	})
}

// A DeliveryFilter says which deliveries of a webhook to show.
type DeliveryFilter struct {
	Failed bool   // only those that did not arrive yet, or never
	After  string // the event that the page before ended with
	Limit  int
}

// blocked is true of a delivery d that an earlier one is to arrive before.
const blocked = `EXISTS (SELECT 1 FROM pf_webhook_deliveries e WHERE e.org_id = d.org_id AND e.endpoint_id = d.endpoint_id
	AND e.entity_id = d.entity_id AND e.state = 'waiting' AND (e.seq < d.seq OR e.seq = d.seq AND e.event_id < d.event_id))`

var deliverySelect = `SELECT ` + DeliveryTable.selected("d.") + `, v.name, d.state = 'waiting' AND ` + blocked + `
	FROM pf_webhook_deliveries d JOIN pf_events v ON v.org_id = d.org_id AND v.id = d.event_id WHERE d.org_id = $1 AND d.endpoint_id = $2`

func scanDelivery(r db.Row) (clinic.Delivery, error) {
	var d DeliveryRow
	err := r.Scan(DeliveryTable.into(&d, &d.Name, &d.Blocked)...)
	return d.Delivery, err
}

// Deliveries returns what was sent to a webhook and what is to be, the latest first, and
// whether there is more. It returns NotFound when there is no such webhook.
func (o *Org) Deliveries(ctx context.Context, id clinic.WebhookID, f DeliveryFilter) (all []clinic.Delivery, more bool, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		if _, err := c.webhook(ctx, id); err != nil {
			return err
		}
		all, err = list(ctx, c, scanDelivery, deliverySelect+` AND ($3 = '' OR d.event_id < $3)
			AND (NOT $4 OR d.state = 'failed' OR d.state = 'waiting' AND d.tries > 0) ORDER BY d.event_id DESC LIMIT $5`,
			id, f.After, f.Failed, f.Limit+1)
		return err
	})
	if more = len(all) > f.Limit; more {
		all = all[:f.Limit]
	}
	return all, more, err
}

// again makes deliveries of a webhook be tried from the start.
const again = `UPDATE pf_webhook_deliveries SET state = 'waiting', tries = 0, since = NULL, next_at = $3, claim = ''
	WHERE org_id = $1 AND endpoint_id = $2 AND state IN ('delivered', 'failed')`

// ReplayDelivery sends an event once more. One that waits is tried at once. It returns
// NotFound when the webhook never had it.
func (o *Org) ReplayDelivery(ctx context.Context, id clinic.WebhookID, event string) error {
	what := &change{action: "webhook.replay", detail: map[string]any{"event": event}, outgoing: true}
	return o.changeWebhook(ctx, what, id, func(c scope, _ *clinic.Webhook) error {
		n, err := c.exec(ctx, again+` AND event_id = $4`, id, c.now.UnixMilli(), event)
		if err != nil || n > 0 {
			return err
		}
		n, err = c.exec(ctx, `UPDATE pf_webhook_deliveries SET next_at = $3
			WHERE org_id = $1 AND endpoint_id = $2 AND event_id = $4 AND state = 'waiting' AND claim = ''`, id, c.now.UnixMilli(), event)
		if err == nil && n == 0 {
			_, err = one(ctx, c, db.Text, `SELECT event_id FROM pf_webhook_deliveries
				WHERE org_id = $1 AND endpoint_id = $2 AND event_id = $3`, id, event) // somebody tries just now
		}
		return err
	})
}

// ReplayFailed sends the events again that did not arrive, of those that happened since
// then, and returns how many there are.
func (o *Org) ReplayFailed(ctx context.Context, id clinic.WebhookID, since time.Time) (n int64, err error) {
	what := &change{action: "webhook.replay", detail: map[string]any{"since": since.UTC().Format(time.RFC3339)}, outgoing: true}
	err = o.changeWebhook(ctx, what, id, func(c scope, _ *clinic.Webhook) error {
		n, err = c.exec(ctx, again+` AND state = 'failed' AND at >= $4`, id, c.now.UnixMilli(), since.UnixMilli())
		return err
	})
	return n, err
}
