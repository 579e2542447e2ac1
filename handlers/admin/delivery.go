package admin

import (
	"net/url"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// deliveriesShown is how many deliveries are on one page of the log.
const deliveriesShown = 25

type (
	// deliveryLog is what was sent to a webhook, a page of it.
	deliveryLog struct {
		Tabs        []ui.NavItem
		Rows        []deliveryRow
		Failed      bool   // only what did not arrive
		First, Next string // addresses of pages, "" for none
	}
	deliveryRow struct {
		Event, Name string
		At          ui.Moment
		Badge       ui.Badge
		Outcome     string // of the last try, "" for none
		Reply       string
		Tries, Next string
		Replay      string // where it is sent again, "" when it cannot be
		Waits       bool   // it would be sent later anyway
	}
)

// deliveries returns the page of the log that r asks for.
func deliveries(r *web.Request, org *store.Org, v clinic.Webhook) (deliveryLog, error) {
	q := r.URL.Query()
	f := store.DeliveryFilter{Failed: q.Get("show") == "failed", After: q.Get("after"), Limit: deliveriesShown}
	all, more, err := org.Deliveries(r.Context(), v.ID, f)
	if err != nil {
		return deliveryLog{}, err
	}
	here, failed := webhookPath(r, v.ID, ""), webhookPath(r, v.ID, "?show=failed")
	log := deliveryLog{Failed: f.Failed, Tabs: []ui.NavItem{{Text: r.T("All"), URL: here, Current: !f.Failed},
		{Text: r.T("Not delivered"), URL: failed, Current: f.Failed}}}
	if f.After != "" {
		log.First = log.Tabs[0].URL
		if f.Failed {
			log.First = failed
		}
	}
	if more {
		next := url.Values{"after": {all[len(all)-1].Event}}
		if f.Failed {
			next.Set("show", "failed")
		}
		log.Next = here + "?" + next.Encode()
	}
	for _, d := range all {
		log.Rows = append(log.Rows, deliveryRowOf(r, org.Settings().Zone(), v, d))
	}
	return log, nil
}

func deliveryRowOf(r *web.Request, zone *time.Location, v clinic.Webhook, d clinic.Delivery) deliveryRow {
	row := deliveryRow{Event: d.Event, Name: eventText(r, d.Name), At: r.MomentOf(d.At, r.Now(), zone), Badge: deliveryBadge(r, v, d),
		Reply: d.Reply, Waits: d.State == clinic.Waiting}
	if !d.TriedAt.IsZero() {
		row.Outcome = outcomeText(r, d.Outcome)
	}
	if d.Tries > 0 {
		row.Tries = r.N("%d tries", d.Tries)
	}
	if d.State == clinic.Waiting && d.Tries > 0 && !d.Blocked && v.PausedAt.IsZero() {
		row.Next = r.T("next try %s", r.Date(d.NextAt.In(zone), "Mon 2 Jan, 15:04"))
	}
	if v.EndedAt.IsZero() && d.State != clinic.Dropped && !d.Blocked {
		row.Replay = webhookPath(r, v.ID, "/deliveries/"+d.Event+"/replay")
	}
	return row
}

// deliveryBadge returns where d stands.
func deliveryBadge(r *web.Request, v clinic.Webhook, d clinic.Delivery) ui.Badge {
	switch {
	case d.State == clinic.Delivered:
		return ui.Badge{Variant: "secondary", Icon: "circle-check", Text: r.T("delivered")}
	case d.State == clinic.Failed:
		return ui.Badge{Variant: "destructive", Icon: "circle-x", Text: r.T("given up")}
	case d.State == clinic.Dropped:
		return ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("not sent")}
	case !v.PausedAt.IsZero():
		return ui.Badge{Variant: "outline", Icon: "pause", Text: r.T("held back")}
	case d.Blocked:
		return ui.Badge{Variant: "outline", Icon: "hourglass", Text: r.T("waits for an earlier event")}
	case d.Tries > 0 && !d.TriedAt.IsZero():
		return ui.Badge{Variant: "outline", Icon: "triangle-alert", Text: r.T("is tried again")}
	}
	return ui.Badge{Variant: "outline", Icon: "clock", Text: r.T("on its way")}
}

// faultTexts say why an event did not arrive.
var faultTexts = map[clinic.Fault]string{
	clinic.FaultTimeout: "No answer within 5 seconds",
	clinic.FaultDNS:     "There is no host of that name",
	clinic.FaultConnect: "No connection",
	clinic.FaultTLS:     "No safe connection: the certificate is not valid for this host",
	clinic.FaultPrivate: "Refused: the host is on this machine or inside a network",
	clinic.FaultSecret:  "Not sent: its secret was lost. Make a new one.",
}

// outcomeText says what came of a try.
func outcomeText(r *web.Request, o clinic.Outcome) string {
	switch text, known := faultTexts[o.Fault]; {
	case known:
		return r.T(text)
	case o.Fault == clinic.FaultRedirect:
		return r.T("Answered %d: it leads elsewhere, which is not followed", o.Code)
	}
	return r.T("Answered %d", o.Code)
}
