package admin

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// webhookView is the page of one webhook and of what was sent to it.
	webhookView struct {
		Org                clinic.OrgID // that the forms are of
		Demo               bool
		Host, Address      string
		Badge              ui.Badge
		Active, Paused     bool // neither: it was removed
		Back, URL          string
		Notice             *ui.Notice
		Secret             string // shown this once, "" else
		OldSecret          string // until when the secret before signs, "" when it does not
		Summary            ui.Summary
		Version            int64
		Form               webhookForm
		Since              ui.Field
		Log                deliveryLog
		Added, Rolled, End *ui.Moment
	}
	// webhookShown is what is shown of a webhook beside what it is.
	webhookShown struct {
		secret string
		done   string // one of webhookNotices
		notice *ui.Notice
		typed  *clinic.Webhook // what was typed and not saved
		since  string
		cause  error
	}
)

var webhookPage = ui.NewPage[webhookView]("admin/webhook-page")

// webhookNotices is what is said after something was done.
var webhookNotices = map[string]string{
	"added":   "The webhook was added. What happens from now on is sent to it.",
	"changed": "The webhook was saved.",
	"paused":  "The webhook is paused. What happens meanwhile is kept for it.",
	"resumed": "The webhook is active again. What was kept for it is sent now.",
	"removed": "The webhook was removed. Nothing more is sent to it.",
	"rolled":  "The webhook has a new secret.",
	"tested":  "A test is on its way. What comes of it is shown below within seconds: load the page again.",
	"again":   "The event is sent again. What comes of it is shown below within seconds: load the page again.",
}

func webhookID(r *web.Request) clinic.WebhookID { return clinic.WebhookID(mux.Vars(r.Request)["id"]) }

// webhookPath returns the address of a webhook's page, or of what lies below it.
func webhookPath(r *web.Request, id clinic.WebhookID, below string) string {
	return r.Path(webhooks + "/" + string(id) + below)
}

// GET /settings/webhooks/{id}
func webhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showWebhook(w, r, org, webhookID(r), webhookShown{done: r.URL.Query().Get("saved")})
}

// POST /settings/webhooks/{id} changes it: version, url, events.
func changeWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := webhookTyped(r)
	typed.ID, typed.Version = webhookID(r), seenVersion(r)
	err := org.ChangeWebhook(r.Context(), typed)
	if web.IsForm(err) {
		return showWebhook(w, r, org, typed.ID, webhookShown{typed: &typed, cause: err})
	}
	return webhookDone(w, r, "changed", err)
}

// seenVersion returns which version a form was made of, 0 when it does not say.
func seenVersion(r *web.Request) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // then it is none that there is
	return n
}

// webhookDone answers a change by going to the page of the webhook.
func webhookDone(w http.ResponseWriter, r *web.Request, saved string, err error) error {
	if err == nil {
		r.Redirect(w, webhookPath(r, webhookID(r), "?saved="+saved))
	}
	return err
}

// POST /settings/webhooks/{id}/pause
func pauseWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return webhookDone(w, r, "paused", org.PauseWebhook(r.Context(), webhookID(r)))
}

// POST /settings/webhooks/{id}/resume
func resumeWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return webhookDone(w, r, "resumed", org.ResumeWebhook(r.Context(), webhookID(r)))
}

// POST /settings/webhooks/{id}/remove
func removeWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return webhookDone(w, r, "removed", org.RemoveWebhook(r.Context(), webhookID(r)))
}

// POST /settings/webhooks/{id}/test
func testWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return webhookDone(w, r, "tested", org.TestWebhook(r.Context(), webhookID(r)))
}

// POST /settings/webhooks/{id}/deliveries/{event}/replay sends an event again.
func replay(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return webhookDone(w, r, "again", org.ReplayDelivery(r.Context(), webhookID(r), mux.Vars(r.Request)["event"]))
}

// POST /settings/webhooks/{id}/roll makes another secret and shows it.
func rollWebhook(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	secret, err := org.RollWebhook(r.Context(), webhookID(r))
	if err != nil {
		return err
	}
	return showWebhook(w, r, org, webhookID(r), webhookShown{secret: secret, done: "rolled"})
}

// POST /settings/webhooks/{id}/replay sends what was given up since a day again: since.
func replayFailed(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	shown := webhookShown{since: strings.TrimSpace(r.PostFormValue("since"))}
	day, err := clinic.ParseDay(shown.since)
	if err != nil {
		shown.cause = clinic.FieldErrorf("since", "Enter a date as YYYY-MM-DD.")
		return showWebhook(w, r, org, webhookID(r), shown)
	}
	since, _ := day.Bounds(org.Settings().Zone())
	n, err := org.ReplayFailed(r.Context(), webhookID(r), since)
	if err != nil {
		return err
	}
	shown.notice = &ui.Notice{Kind: "info", Text: r.T("No event was given up since then.")}
	if n > 0 {
		shown.notice = &ui.Notice{Kind: "success", Text: r.N("%d events are sent again.", int(n))}
	}
	return showWebhook(w, r, org, webhookID(r), shown)
}

func showWebhook(w http.ResponseWriter, r *web.Request, org *store.Org, id clinic.WebhookID, shown webhookShown) error {
	v, err := org.Webhook(r.Context(), id)
	if err != nil {
		return err
	}
	log, err := deliveries(r, org, v.Webhook)
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	typed := v.Webhook
	if shown.typed != nil {
		typed.URL, typed.Events = shown.typed.URL, shown.typed.Events
	}
	if shown.since == "" {
		shown.since = string(clinic.DayIn(r.Now(), zone))
	}
	view := webhookView{Org: org.ID(), Demo: r.IsDemo(), Host: hostOf(v.URL), Address: v.URL, Badge: webhookBadge(r, v.Webhook),
		Active: v.EndedAt.IsZero() && v.PausedAt.IsZero(), Paused: v.EndedAt.IsZero() && !v.PausedAt.IsZero(), Back: r.Path(webhooks),
		URL: webhookPath(r, id, ""), Notice: shown.notice, Secret: shown.secret, Summary: r.SummaryOf(shown.cause), Version: v.Version,
		Form: formOf(r, typed, shown.cause), Log: log, Since: ui.Field{Name: "since", Label: r.T("Since"), Type: "date",
			Value: shown.since, Required: true, Error: r.MessageFor(shown.cause, "since")}}
	if text, known := webhookNotices[shown.done]; known {
		view.Notice = &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	if v.Rolling(r.Now()) && v.EndedAt.IsZero() {
		view.OldSecret = r.Date(v.RolledAt.Add(clinic.OldSecretLasts).In(zone), "Mon 2 Jan, 15:04")
	}
	view.Added, view.Rolled, view.End = moment(r, v.CreatedAt, zone), moment(r, v.RolledAt, zone), moment(r, v.EndedAt, zone)
	return webhookPage.Render(w, r.Views, web.StatusOf(shown.cause), r.Frame(r.T("Webhook"), webhooks), view)
}

// moment returns t as it is shown, nil for none.
func moment(r *web.Request, t time.Time, zone *time.Location) *ui.Moment {
	if t.IsZero() {
		return nil
	}
	m := r.MomentOf(t, r.Now(), zone)
	return &m
}
