package load

import (
	"time"

	"televisit/clinic"
)

// sessionsKept is how many sessions of an org are remembered for what follows from them.
const sessionsKept = 200

// Sessions returns the first sessions that were added, as they stand now.
func (o *Org) Sessions() []clinic.Session { return o.first }

// AddWebhook makes a webhook, as if at w.CreatedAt, and returns its id.
func (o *Org) AddWebhook(w clinic.Webhook) (clinic.WebhookID, error) {
	return o.l.bulk.AddWebhook(o.l.ctx, o.id, w)
}

// AddEvent puts on record what happened to v, and returns its id. Events are to be added
// in their order.
func (o *Org) AddEvent(name string, v clinic.Session, at time.Time) (string, error) {
	return o.l.bulk.AddEvent(o.l.ctx, o.id, name, v, at)
}

// AddDelivery puts on record what came of an event for a webhook.
func (o *Org) AddDelivery(to clinic.WebhookID, d clinic.Delivery) error {
	return o.l.bulk.AddDelivery(o.l.ctx, o.id, to, d)
}
