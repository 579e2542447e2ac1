package admin

import (
	"net/http"
	"net/url"
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// webhooksView is the page of the programs that are told of events.
	webhooksView struct {
		Demo    bool
		Rows    []webhookRow
		Summary ui.Summary
		Org     clinic.OrgID // that the form is of
		Once    string
		Form    webhookForm
	}
	webhookRow struct {
		URL, Host, Address, Events string
		Badge                      ui.Badge
		Last                       *ui.Moment // the last try; nil for none
		Outcome                    string     // what came of it
		Failed                     string     // how many were given up, "" for none
	}
	// webhookForm are the fields of a webhook.
	webhookForm struct {
		Address ui.Field
		Events  ui.Choice
	}
)

var webhooksPage = ui.NewPage[webhooksView]("admin/webhooks-page")

// GET /settings/webhooks
func listWebhooks(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showWebhooks(w, r, org, clinic.Webhook{Events: clinic.Events, Once: store.NewID()}, nil)
}

// POST /settings/webhooks adds a webhook and shows its secret: url, events.
func addWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := webhookTyped(r)
	once := typed
	once.Once = web.Once(typed.Once, typed)
	saved, secret, err := org.AddWebhook(r.Context(), once)
	switch {
	case web.IsForm(err):
		return showWebhooks(w, r, org, typed, err)
	case err != nil:
		return err
	case secret == "": // the form was sent again
		r.Redirect(w, webhookPath(r, saved.ID, ""))
		return nil
	}
	return showWebhook(w, r, org, saved.ID, webhookShown{secret: secret, done: "added"})
}

func webhookTyped(r *web.Request) clinic.Webhook {
	v := clinic.Webhook{URL: r.PostFormValue("url"), Once: r.PostFormValue(web.OnceField)}
	v.Events = slices.Clone(r.PostForm["events"])
	return v
}

func showWebhooks(w http.ResponseWriter, r *web.Request, org *store.Org, typed clinic.Webhook, cause error) error {
	all, err := org.Webhooks(r.Context())
	if err != nil {
		return err
	}
	view := webhooksView{Demo: r.IsDemo(), Org: org.ID(), Once: typed.Once, Summary: r.SummaryOf(cause), Form: formOf(r, typed, cause)}
	for _, v := range all {
		view.Rows = append(view.Rows, webhookRowOf(r, org, v))
	}
	return webhooksPage.Render(w, r.Views, web.StatusOf(cause), r.Frame(r.T("Webhooks"), webhooks), view)
}

func webhookRowOf(r *web.Request, org *store.Org, v store.ListedWebhook) webhookRow {
	row := webhookRow{URL: webhookPath(r, v.ID, ""), Host: hostOf(v.URL), Address: v.URL, Events: eventsText(r, v.Events),
		Badge: webhookBadge(r, v.Webhook)}
	if !v.Last.TriedAt.IsZero() {
		at := r.MomentOf(v.Last.TriedAt, r.Now(), org.Settings().Zone())
		row.Last, row.Outcome = &at, outcomeText(r, v.Last.Outcome)
	}
	if v.Failed > 0 {
		row.Failed = r.N("%d events were given up", v.Failed)
	}
	return row
}

// formOf returns the fields of a webhook.
func formOf(r *web.Request, v clinic.Webhook, cause error) webhookForm {
	f := webhookForm{Address: ui.Field{Name: "url", Label: r.T("Address"), Type: "url", Value: v.URL, Autocomplete: "off", Required: true,
		Placeholder: "https://", Error: r.MessageFor(cause, "url")},
		Events: ui.Choice{Name: "events", Label: r.T("Events"), Required: true, Error: r.MessageFor(cause, "events")}}
	for _, name := range clinic.Events {
		f.Events.Options = append(f.Events.Options, ui.Option{Value: name, Text: eventText(r, name), Selected: slices.Contains(v.Events, name)})
	}
	return f
}

// hostOf returns the host of an address, by which people tell webhooks apart.
func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	return u.Host
}

// webhookBadge returns whether something is sent to v.
func webhookBadge(r *web.Request, v clinic.Webhook) ui.Badge {
	switch {
	case !v.EndedAt.IsZero():
		return ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("removed")}
	case !v.PausedAt.IsZero():
		return ui.Badge{Variant: "outline", Icon: "pause", Text: r.T("paused")}
	}
	return ui.Badge{Variant: "secondary", Icon: "circle-check", Text: r.T("in use")}
}

// eventTexts is what events are called.
var eventTexts = map[string]string{clinic.EventScheduled: "Session scheduled", clinic.EventStarted: "Session started",
	clinic.EventCompleted: "Session completed", clinic.EventNoShow: "Session missed", clinic.EventCancelled: "Session cancelled",
	clinic.EventTest: "Test"}

func eventText(r *web.Request, name string) string {
	if text, known := eventTexts[name]; known {
		return r.T(text)
	}
	return name
}

func eventsText(r *web.Request, names []string) string {
	if len(names) == len(clinic.Events) {
		return r.T("all events")
	}
	text := ""
	for i, name := range names {
		if i > 0 {
			text += ", "
		}
		text += eventText(r, name)
	}
	return text
}
