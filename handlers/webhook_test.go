package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

const (
	webhooksPath = "/settings/webhooks"
	adminEmail   = "admin@northside.example"
)

// webhookForm is the form of the webhook that is to be told of everything at address.
func webhookForm(address string, more ...string) url.Values {
	f := form(append([]string{"url", address}, more...)...)
	f["events"] = clinic.Events
	return f
}

// addWebhook adds a webhook and returns the path of its page.
func (b *browser) addWebhook(address string) string {
	b.t.Helper()
	a := b.send(webhooksPath, webhookForm(address)).expect(b.t, http.StatusOK)
	action := a.Doc.Find(`form[action$="/test"]`).AttrOr("action", "")
	return strings.TrimSuffix(action, "/test")
}

// tried says what came of everything that is due, oldest first.
func (s *site) tried(t *testing.T, o clinic.Outcome) (n int) {
	t.Helper()
	due, _, err := s.Store.UnscopedDueWebhooks(t.Context())
	for _, w := range due {
		var all []store.Dispatch
		if all, err = s.Store.UnscopedClaim(t.Context(), w, 100); err != nil {
			break
		}
		for _, d := range all {
			n++
			if err = s.Store.UnscopedTried(t.Context(), d, o); err != nil {
				break
			}
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// badges returns where the deliveries on a page stand.
func (a answer) badges() (all []string) {
	for _, n := range a.Doc.Find("table .badge").EachIter() {
		all = append(all, squash(n.Text()))
	}
	return all
}

// notice returns what a page says about what was done.
func (a answer) notice() string { return squash(a.Doc.Find(".notice[data-kind]").First().Text()) }

// TestWebhookIsAdded shows the secret this once, and a second send makes no second one.
func TestWebhookIsAdded(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, adminEmail, "")
	page := b.get(webhooksPath).expect(t, http.StatusOK)
	if !strings.Contains(page.Text, "No webhooks yet") || page.Doc.Find("input[name=events][checked]").Length() != len(clinic.Events) {
		t.Error("the first page does not offer one for all events")
	}
	f := webhookForm(" https://ehr.example/hooks?key=1 ", "once", page.Doc.Find("input[name=once]").AttrOr("value", ""))
	added := b.send(webhooksPath, f).expect(t, http.StatusOK)
	secret := added.Doc.Find("#secret").AttrOr("value", "")
	if !strings.HasPrefix(secret, "whsec_") || len(secret) < 40 || !strings.Contains(added.Text, "https://ehr.example/hooks?key=1") {
		t.Errorf("the secret is %q", secret)
	}
	to := b.send(webhooksPath, f).expect(t, http.StatusSeeOther).Header.Get("Location")
	again := b.get(to).expect(t, http.StatusOK)
	if n := s.Count(t, `SELECT count(*) FROM pf_webhooks`); n != 1 || strings.Contains(again.Text, secret) {
		t.Errorf("sent twice: there are %d webhooks", n)
	}
	for _, table := range []string{`SELECT sealed FROM pf_secrets`, `SELECT detail FROM pf_audit`} {
		if text := strings.Join(s.Texts(t, table), " "); strings.Contains(text, strings.TrimPrefix(secret, "whsec_")) {
			t.Errorf("the secret can be read: %s", table)
		}
	}
	row := squash(b.get(webhooksPath).Doc.Find("tbody tr").Text())
	if row != "ehr.exampleall events in use never" {
		t.Errorf("the list says %q", row)
	}
	demo := demoOf(t, s.Desk).as(t, adminEmail, "")
	for _, at := range []string{webhooksPath, to} {
		if !strings.Contains(demo.get(at).expect(t, http.StatusOK).Text, "nothing is sent anywhere") {
			t.Errorf("%s of a demo does not say that it is one", at)
		}
	}
	rolled := b.post(to+"/roll").expect(t, http.StatusOK)
	if next := rolled.Doc.Find("#secret").AttrOr("value", ""); next == secret || !strings.HasPrefix(next, "whsec_") {
		t.Errorf("the next secret is %q", next)
	}
	if !strings.Contains(squash(rolled.Text), "The secret before this one signs as well until Tue") {
		t.Error("it does not say until when the old secret signs")
	}
	s.Clock.Add(25 * time.Hour)
	if text := s.as(t, adminEmail, "").get(to).Text; strings.Contains(text, "signs as well until") {
		t.Error("a day later the old secret is still said to sign")
	}
}

// TestBadWebhooks names the field, keeps what was typed and saves nothing.
func TestBadWebhooks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, adminEmail, "")
	at := b.addWebhook("https://ehr.example/hooks")
	version := b.get(at).Doc.Find("input[name=version]").AttrOr("value", "")
	before := s.Dump(t, s.Northside)
	for _, bad := range []string{"", "ehr.example", "http://ehr.example", "https://127.0.0.1/", "https://10.0.0.1/x", "https://a b/",
		"https://u:p@ehr.example", "https://ehr.example/#x", "https://" + strings.Repeat("x", 3000), `https://"><script>`} {
		for _, to := range []string{webhooksPath, at} {
			a := b.send(to, webhookForm(bad, "version", version)).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf("url") == "" || a.value("url") != bad || a.Doc.Find("#secret").Length() != 0 {
				t.Errorf("%s %q: %q, and the field has %q", to, bad, a.errorOf("url"), a.value("url"))
			}
		}
	}
	none := b.post(webhooksPath, "url", "https://ehr.example", "events", "unknown").expect(t, http.StatusUnprocessableEntity)
	if none.errorOf("events") == "" || none.value("url") != "https://ehr.example" {
		t.Errorf("no event: %q", none.errorOf("events"))
	}
	for _, bad := range []string{"", "yesterday", "2026-02-30"} {
		a := b.post(at+"/replay", "since", bad).expect(t, http.StatusUnprocessableEntity)
		if a.errorOf("since") == "" {
			t.Errorf("since %q is taken", bad)
		}
	}
	if s.Dump(t, s.Northside) != before {
		t.Error("something was saved")
	}
	for range 19 {
		b.addWebhook("https://ehr.example/hooks")
	}
	a := b.send(webhooksPath, webhookForm("https://ehr.example")).expect(t, http.StatusUnprocessableEntity)
	if got := a.errorOf("url"); got != "There are 20 webhooks already, and there can be no more." {
		t.Errorf("one too many: %q", got)
	}
}

// TestWebhookIsChanged by two hands, paused, resumed and removed.
func TestWebhookIsChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, adminEmail, "")
	at := b.addWebhook("https://ehr.example/hooks")
	version := b.get(at).Doc.Find("input[name=version]").AttrOr("value", "")
	f := form("url", "https://ehr.example/other", "version", version, "events", clinic.EventCompleted)
	b.send(at, f).expect(t, http.StatusSeeOther)
	f.Set("url", "https://ehr.example/third")
	late := b.send(at, f).expect(t, http.StatusConflict)
	if late.value("url") != "https://ehr.example/third" || late.Doc.Find(".summary").Length() != 1 {
		t.Errorf("who was slower finds %q", late.value("url"))
	}
	if row := squash(b.get(webhooksPath).Doc.Find("tbody tr").Text()); !strings.HasPrefix(row, "ehr.exampleSession completed") {
		t.Errorf("the list says %q", row)
	}
	for _, tt := range []struct{ do, badge, gone string }{{"pause", "paused", "pause"}, {"resume", "in use", "resume"},
		{"remove", "removed", "test"}} {
		b.post(at+"/"+tt.do).expect(t, http.StatusSeeOther)
		page := b.get(at).expect(t, http.StatusOK)
		if got := squash(page.Doc.Find(".pagehead .badge").Text()); got != tt.badge ||
			page.Doc.Find(`form[action="`+at+"/"+tt.gone+`"]`).Length() != 0 {
			t.Errorf("after %s: it is %q", tt.do, got)
		}
	}
	for _, do := range []string{"", "/pause", "/resume", "/remove", "/roll", "/test"} {
		b.send(at+do, webhookForm("https://ehr.example")).expect(t, http.StatusNotFound)
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_secrets`); n != 0 {
		t.Errorf("%d secrets of what was removed are kept", n)
	}
	if got := b.get(webhooksPath).badges(); fmt.Sprint(got) != "[removed]" {
		t.Errorf("the list says %q", got)
	}
	want := "[webhook.add webhook.change webhook.pause webhook.resume webhook.remove]"
	if got := fmt.Sprint(s.Texts(t, `SELECT action FROM pf_audit WHERE entity = 'webhook' ORDER BY id`)); got != want {
		t.Errorf("the trail has %s, want %s", got, want)
	}
}

// TestWebhookLog shows what came of each event, page by page, and sends it again.
func TestWebhookLog(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, adminEmail, "")
	at := b.addWebhook("https://ehr.example/hooks")
	move := func(id clinic.SessionID, to clinic.Status) {
		t.Helper()
		o := s.As(t, "provider@northside.example", s.Northside)
		v, err := o.Session(t.Context(), id)
		if err == nil {
			_, err = o.MoveSession(t.Context(), id, v.Version, clinic.Move{To: to})
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	first := s.Session(t, storetest.Row{Family: "Marlow"})
	move(first, clinic.Active)
	s.Clock.Add(time.Minute)
	move(first, clinic.Completed)
	if got := fmt.Sprint(b.get(at).badges()); got != "[waits for an earlier event on its way]" {
		t.Errorf("before any try: %s", got)
	}
	s.tried(t, clinic.Outcome{Code: 503, Fault: clinic.FaultStatus, Reply: "<b>down</b>"})
	page := b.get(at)
	if text := squash(page.Doc.Find("tbody tr").Last().Text()); !strings.Contains(text, "is tried againnext try Mon, Mar 2, 09:01") ||
		!strings.Contains(text, "Answered 5031 try · <b>down</b>") {
		t.Errorf("after a failure: %q", text)
	}
	for fault, want := range map[clinic.Fault]string{clinic.FaultTimeout: "No answer within 5 seconds",
		clinic.FaultDNS: "no host of that name", clinic.FaultTLS: "certificate", clinic.FaultPrivate: "Refused",
		clinic.FaultConnect: "No connection", clinic.FaultRedirect: "leads elsewhere", clinic.FaultSecret: "Make a new one."} {
		s.Clock.Add(3*time.Hour + 26*time.Minute) // with the last one a day is over
		s.tried(t, clinic.Outcome{Fault: fault})
		if text := s.as(t, adminEmail, "").get(at).Text; !strings.Contains(text, want) {
			t.Errorf("%s: the page does not say %q", fault, want)
		}
	}
	b = s.as(t, adminEmail, "")
	if got := fmt.Sprint(b.get(at).badges()); got != "[on its way given up]" {
		t.Errorf("after a day: %s", got)
	}
	if row := squash(b.get(webhooksPath).Doc.Find("tbody tr").Text()); !strings.Contains(row, "1 event was given up") {
		t.Errorf("the list says %q", row)
	}
	s.tried(t, clinic.Outcome{Code: 204})
	if got := fmt.Sprint(b.get(at + "?show=failed").badges()); got != "[given up]" {
		t.Errorf("what was not delivered: %s", got)
	}
	shown := b.post(at+"/replay", "since", "2026-03-02").expect(t, http.StatusOK)
	if shown.notice() != "1 event is sent again." || fmt.Sprint(shown.badges()) != "[delivered on its way]" {
		t.Errorf("%q, and then %q", shown.notice(), shown.badges())
	}
	if got := b.post(at+"/replay", "since", "2026-03-04").notice(); got != "No event was given up since then." {
		t.Errorf("of later days: %q", got)
	}
	s.tried(t, clinic.Outcome{Code: 200})
	b.post(at+"/test").expect(t, http.StatusSeeOther)
	s.tried(t, clinic.Outcome{Code: 410, Fault: clinic.FaultStatus})
	page = b.get(at + "?saved=tested")
	if fmt.Sprint(page.badges()) != "[given up delivered delivered]" || !strings.HasPrefix(page.notice(), "A test") {
		t.Errorf("after a test: %q and %q", page.badges(), page.notice())
	}
	again := page.Doc.Find(`form[action*="/deliveries/"]`).Last().AttrOr("action", "")
	b.post(again).expect(t, http.StatusSeeOther)
	if n := s.tried(t, clinic.Outcome{Code: 200}); n != 1 {
		t.Errorf("%d events are sent again by hand, want one", n)
	}
	b.post(at+"/deliveries/nothing/replay").expect(t, http.StatusNotFound)

	b.post(at+"/pause").expect(t, http.StatusSeeOther)
	for range 24 {
		move(s.Session(t, storetest.Row{}), clinic.Active)
	}
	page = b.get(at)
	if n := len(page.badges()); n != 25 || page.badges()[0] != "held back" || strings.Contains(page.Text, "Marlow") {
		t.Errorf("%d deliveries are on the first page: %q", n, page.badges())
	}
	next := b.get(page.Doc.Find("a[rel=next]").AttrOr("href", "")).expect(t, http.StatusOK)
	if got := fmt.Sprint(next.badges()); got != "[delivered delivered]" || next.Doc.Find("a[rel=first]").AttrOr("href", "") != at {
		t.Errorf("the second page has %s", got)
	}
	if text := b.get(at+"?after=0").expect(t, http.StatusOK).Text; !strings.Contains(text, "There is nothing after that.") {
		t.Error("past the end there is no word of it")
	}
	b.post(at+"/remove").expect(t, http.StatusSeeOther)
	if got := b.get(at).badges()[0]; got != "not sent" {
		t.Errorf("what waited for a removed webhook is %q", got)
	}
}
