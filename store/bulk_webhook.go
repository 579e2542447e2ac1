package store

import (
	"context"
	"time"

	"televisit/clinic"
)

// AddWebhook makes a webhook with secrets of its own, as if at w.CreatedAt, and returns
// its id.
func (b *Bulk) AddWebhook(ctx context.Context, org clinic.OrgID, w clinic.Webhook) (clinic.WebhookID, error) {
	w = w.Clean()
	if err := w.Check(false); err != nil {
		return "", err
	}
	w.ID, w.Version = clinic.WebhookID(NewID()), 1
	c := scope{org, w.CreatedAt, b.Tx}
	err := insertRow(ctx, c, WebhookTable, &w)
	if err == nil && w.EndedAt.IsZero() {
		err = b.s.putSecret(ctx, c, string(w.ID), newWebhookSecret())
	}
	if err == nil && !w.RolledAt.IsZero() {
		err = b.s.putSecret(ctx, c, secretBefore(w.ID), newWebhookSecret())
	}
	return w.ID, err
}

// AddEvent puts on record that something happened to v at the instant at, without
// telling anybody, and returns its id. Later events are to be added later.
func (b *Bulk) AddEvent(ctx context.Context, org clinic.OrgID, name string, v clinic.Session, at time.Time) (string, error) {
	return scope{org, at, b.Tx}.emit(ctx, string(v.ID), event{name, clinic.EventOf(v)})
}

// AddDelivery puts on record what came of an event for a webhook.
func (b *Bulk) AddDelivery(ctx context.Context, org clinic.OrgID, to clinic.WebhookID, d clinic.Delivery) error {
	return insertRow(ctx, scope{org, d.At, b.Tx}, DeliveryTable, &DeliveryRow{Delivery: d, Webhook: to})
}
