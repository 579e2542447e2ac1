package store

import (
	"context"
	"encoding/json"
	"math/rand/v2"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// claimLasts is how long one server may try to deliver an event. If it is still not
// known then what came of it, that server is gone, and any may try.
const claimLasts = 15 * time.Second

// logLasts is how long it is known what was delivered.
const logLasts = 90 * 24 * time.Hour

// Outgoing is sent to when there may be something for a webhook. It does not tell of
// what other servers do.
func (s *Store) Outgoing() <-chan struct{} { return s.outgoing }

func (s *Store) wakeCourier() {
	select {
	case s.outgoing <- struct{}{}:
	default: // the courier will look anyway
	}
}

// A DueWebhook is one that something is to be sent to.
type DueWebhook struct {
	Org clinic.OrgID
	ID  clinic.WebhookID
}

// UnscopedDueWebhooks returns to which webhooks something is to be sent now, and how long
// it is until there is another one, 0 when nothing waits.
func (s *Store) UnscopedDueWebhooks(ctx context.Context) (due []DueWebhook, next time.Duration, err error) {
	now := s.now()
	err = db.Each(ctx, s.db, func(r db.Row) error {
		var w DueWebhook
		var at instant
		if err := r.Scan(&w.Org, &w.ID, &at); err != nil {
			return err
		}
		if in := time.Time(at).Sub(now); in <= 0 {
			due = append(due, w)
		} else if next == 0 || in < next {
			next = in
		}
		return nil
	}, dueSQL)
	return due, next, err
}

var dueSQL = heads(`w.ended_at IS NULL`) + `SELECT d.org_id, d.endpoint_id, min(d.next_at)
	FROM heads h CROSS JOIN pf_webhook_deliveries d WHERE ` + isHead + ` GROUP BY d.org_id, d.endpoint_id`

// heads begins a query of the deliveries that wait for no earlier one, to the webhooks w
// of which a condition is true. It goes from one session that has some waiting to the next:
// it takes no longer when more wait behind them, as they do at a webhook that is down.
func heads(condition string) string {
	const waiting = `FROM pf_webhook_deliveries d WHERE d.org_id = q.org_id AND d.endpoint_id = q.endpoint_id AND d.state = 'waiting'`
	return `WITH RECURSIVE queues (org_id, endpoint_id, paused_at, entity_id) AS (
			SELECT q.org_id, q.endpoint_id, q.paused_at, (SELECT min(d.entity_id) ` + waiting + `)
			FROM (SELECT w.org_id, w.id AS endpoint_id, w.paused_at FROM pf_webhooks w WHERE ` + condition + `) q
			UNION ALL
			SELECT q.org_id, q.endpoint_id, q.paused_at, (SELECT min(d.entity_id) ` + waiting + ` AND d.entity_id > q.entity_id)
			FROM queues q WHERE q.entity_id IS NOT NULL),
		heads (org_id, endpoint_id, paused_at, event_id) AS (
			SELECT q.org_id, q.endpoint_id, q.paused_at,
				(SELECT d.event_id ` + waiting + ` AND d.entity_id = q.entity_id ORDER BY d.seq, d.event_id LIMIT 1)
			FROM queues q WHERE q.entity_id IS NOT NULL)
		`
}

// isHead is true of the delivery d of a head h, of which to a webhook that is paused only
// tests are sent. The two are to be joined by CROSS JOIN: then SQLite begins with h.
const isHead = `d.org_id = h.org_id AND d.endpoint_id = h.endpoint_id AND d.event_id = h.event_id
	AND (h.paused_at IS NULL OR d.entity_id = d.event_id)`

// A Dispatch is one try to deliver an event.
type Dispatch struct {
	Event   string // its id
	URL     string
	Secrets []string // each signs
	Body    []byte
	At      time.Time

	row DeliveryRow
	of  DueWebhook
}

// UnscopedClaim returns at most so many events that are to be sent to w now, none of which
// is to wait for another. Until it is said what came of it, or for claimLasts, nobody
// else gets them.
func (s *Store) UnscopedClaim(ctx context.Context, w DueWebhook, most int) (all []Dispatch, err error) {
	err = s.db.Write(ctx, db.Owner(w.Org), func(tx *db.Tx) (err error) {
		all, err = s.claim(ctx, scope{w.Org, s.now(), tx}, w, most)
		return err
	})
	return all, err
}

func (s *Store) claim(ctx context.Context, c scope, of DueWebhook, most int) (all []Dispatch, err error) {
	w, err := c.webhook(ctx, of.ID)
	if err != nil || !w.EndedAt.IsZero() {
		return nil, err
	}
	rows, err := list(ctx, c, func(r db.Row) (d Dispatch, err error) {
		var payload string
		err = r.Scan(DeliveryTable.into(&d.row, &d.row.Name, &payload)...)
		if err == nil {
			d.Body, err = message(d.row.Name, d.row.At, payload)
		}
		return d, err
	}, claimSQL, of.ID, c.now.UnixMilli(), most)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	secrets, err := s.webhookSecrets(ctx, c, w)
	for _, d := range rows {
		if err == nil {
			d.Event, d.URL, d.Secrets, d.At, d.of = d.row.Event, w.URL, secrets, c.now, of
			err = c.take(ctx, &d)
			all = append(all, d)
		}
	}
	return all, err
}

var claimSQL = heads(`w.org_id = $1 AND w.id = $2`) + `SELECT ` + DeliveryTable.selected("d.") + `, v.name, v.payload
	FROM heads h CROSS JOIN pf_webhook_deliveries d JOIN pf_events v ON v.org_id = d.org_id AND v.id = d.event_id
	WHERE ` + isHead + ` AND d.next_at <= $3 ORDER BY d.seq, d.event_id LIMIT $4`

// take makes d nobody else's.
func (c scope) take(ctx context.Context, d *Dispatch) error {
	d.row.Claim = NewID()
	d.row.Tries++
	if d.row.Since.IsZero() {
		d.row.Since = c.now
	}
	_, err := c.exec(ctx, `UPDATE pf_webhook_deliveries SET claim = $4, tries = $5, since = $6, next_at = $7
		WHERE org_id = $1 AND endpoint_id = $2 AND event_id = $3`, d.of.ID, d.Event, d.row.Claim, d.row.Tries, d.row.Since.UnixMilli(),
		c.now.Add(claimLasts).UnixMilli())
	return err
}

// webhookSecrets returns what signs for w, the latest first. There is none when the key
// file was lost and its secrets were given up.
func (s *Store) webhookSecrets(ctx context.Context, c scope, w clinic.Webhook) (all []string, err error) {
	ids := []string{string(w.ID)}
	if w.Rolling(c.now) {
		ids = append(ids, secretBefore(w.ID))
	}
	for _, id := range ids {
		secret, err := s.secret(ctx, c, id)
		switch {
		case err == nil:
			all = append(all, secret)
		case clinic.KindOf(err) != clinic.NotFound:
			return nil, err
		}
	}
	return all, nil
}

// message returns what is sent of an event: the same bytes at each try.
func message(name string, at time.Time, payload string) ([]byte, error) {
	return json.Marshal(struct {
		Type      string          `json:"type"`
		Timestamp time.Time       `json:"timestamp"`
		Data      json.RawMessage `json:"data"`
	}{name, at, json.RawMessage(payload)})
}

// UnscopedTried says what came of d. When somebody else tries meanwhile, because it took
// too long, it is theirs to say.
func (s *Store) UnscopedTried(ctx context.Context, d Dispatch, o clinic.Outcome) error {
	return s.db.Write(ctx, db.Owner(d.of.Org), func(tx *db.Tx) error {
		c := scope{d.of.Org, s.now(), tx}
		v := d.row.Tried(o, c.now, rand.Float64()) // #nosec G404 -- only not all at once
		_, err := c.exec(ctx, `UPDATE pf_webhook_deliveries SET state = $5, next_at = $6, tried_at = $7, code = $8, fault = $9, reply = $10,
			claim = '' WHERE org_id = $1 AND endpoint_id = $2 AND event_id = $3 AND claim = $4`, d.of.ID, d.Event, d.row.Claim,
			v.State, instant(v.NextAt), instant(v.TriedAt), v.Code, v.Fault, v.Reply)
		return err
	})
}

// purgeWebhooks forgets what was delivered long ago, and secrets that sign no more.
func purgeWebhooks(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM pf_webhook_deliveries WHERE at < $1`, now.Add(-logLasts).UnixMilli())
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM pf_secrets WHERE EXISTS (SELECT 1 FROM pf_webhooks w WHERE w.org_id = pf_secrets.org_id
		AND w.id || '.before' = pf_secrets.id AND w.rolled_at <= $1)`, now.Add(-clinic.OldSecretLasts).UnixMilli())
	return err
}
