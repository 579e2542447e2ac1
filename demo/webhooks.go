package demo

import (
	"slices"
	"time"

	"televisit/clinic"
)

// The hosts of the demo's webhooks. Receivers answers for them.
const (
	goodHost   = "ehr.northside.example"
	brokenHost = "billing.northside.example"
)

// An event is one that was told of.
type event struct {
	name string
	of   clinic.Session
	at   time.Time
}

// eventsShown is how many events of the past are in the logs.
const eventsShown = 40

// addWebhooks gives the first practice a webhook in each state with what came of its
// events, and the other one a webhook that nothing was sent to yet.
func (o *office) addWebhooks() error {
	day := 24 * time.Hour
	if !o.isFirst() {
		_, err := o.org.AddWebhook(clinic.Webhook{URL: "https://records.harbor.example/televisit", Events: clinic.Events,
			CreatedAt: o.now.Add(-day)})
		return err
	}
	add := func(address string, w clinic.Webhook) (id clinic.WebhookID, err error) {
		w.URL = address
		if w.CreatedAt = o.now.Add(-60 * day); w.Events == nil {
			w.Events = clinic.Events
		}
		return o.org.AddWebhook(w)
	}
	gone, err := add("https://old-ehr.example/in", clinic.Webhook{EndedAt: o.now.Add(-20 * day)})
	if err != nil {
		return err
	}
	paused, err := add("https://reports.northside.example/hooks", clinic.Webhook{PausedAt: o.now.Add(-2 * day)})
	if err != nil {
		return err
	}
	broken, err := add("https://"+brokenHost+"/televisit", clinic.Webhook{Events: []string{clinic.EventCompleted, clinic.EventNoShow}})
	if err != nil {
		return err
	}
	good, err := add("https://"+goodHost+"/hooks/televisit", clinic.Webhook{RolledAt: o.now.Add(-5 * time.Hour)})
	if err != nil {
		return err
	}
	for _, e := range o.pastEvents() {
		id, err := o.org.AddEvent(e.name, e.of, e.at)
		if err != nil {
			return err
		}
		d := clinic.Delivery{Event: id, Entity: string(e.of.ID), At: e.at, State: clinic.Delivered, Tries: 1, Since: e.at, TriedAt: e.at,
			Outcome: clinic.Outcome{Code: 200, Reply: "ok"}}
		if err := o.org.AddDelivery(good, d); err != nil {
			return err
		}
		if err := o.org.AddDelivery(paused, o.whilePaused(d)); err != nil {
			return err
		}
		if e.name != clinic.EventCompleted && e.name != clinic.EventNoShow {
			continue
		}
		if err := o.org.AddDelivery(broken, o.whileBroken(d)); err != nil {
			return err
		}
	}
	return o.addOldDelivery(gone)
}

// pastEvents returns what happened to sessions of the last days, in order.
func (o *office) pastEvents() (all []event) {
	for _, v := range o.org.Sessions() {
		if !v.StartedAt.IsZero() {
			all = append(all, event{clinic.EventStarted, v, v.StartedAt})
		}
		if v.Status == clinic.Completed {
			all = append(all, event{clinic.EventCompleted, v, v.EndedAt})
		}
		if v.Status == clinic.NoShow {
			all = append(all, event{clinic.EventNoShow, v, v.NoShowAt})
		}
	}
	slices.SortStableFunc(all, func(a, b event) int { return a.at.Compare(b.at) })
	return all[max(0, len(all)-eventsShown):]
}

// whilePaused is d for a webhook that is paused since two days.
func (o *office) whilePaused(d clinic.Delivery) clinic.Delivery {
	if o.now.Sub(d.At) > 48*time.Hour {
		return d
	}
	return clinic.Delivery{Event: d.Event, Entity: d.Entity, At: d.At, State: clinic.Waiting, NextAt: d.At}
}

// whileBroken is d for a webhook whose program is down.
func (o *office) whileBroken(d clinic.Delivery) clinic.Delivery {
	d.Outcome = clinic.Outcome{Code: 503, Fault: clinic.FaultStatus, Reply: brokenReply}
	if ago := o.now.Sub(d.At); ago > clinic.GiveUpAfter {
		d.State, d.Tries, d.TriedAt = clinic.Failed, 12, d.At.Add(clinic.GiveUpAfter)
		return d
	}
	d.State, d.Tries, d.TriedAt, d.NextAt = clinic.Waiting, 6, o.now.Add(-3*time.Minute), o.now.Add(37*time.Minute)
	return d
}

// addOldDelivery puts on record what was on its way to a webhook when it was removed.
func (o *office) addOldDelivery(gone clinic.WebhookID) error {
	all := o.org.Sessions()
	if len(all) == 0 {
		return nil
	}
	at := o.now.Add(-20*24*time.Hour - time.Hour)
	id, err := o.org.AddEvent(clinic.EventScheduled, all[0], at)
	if err != nil {
		return err
	}
	return o.org.AddDelivery(gone, clinic.Delivery{Event: id, Entity: string(all[0].ID), At: at, State: clinic.Dropped, Tries: 3, Since: at,
		TriedAt: at.Add(2 * time.Minute), Outcome: clinic.Outcome{Fault: clinic.FaultDNS}})
}
