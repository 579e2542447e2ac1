package e2e

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/jobs"
	"televisit/outside"
)

// An administrator adds a webhook, tries it, sees what came of it, and removes it: with
// scripts and without.
func TestAWebhookIsTried(t *testing.T) {
	t.Parallel()
	for name, plain := range map[string]bool{"with scripts": false, "without": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			s.Store.AllowPrivateWebhooks()
			r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }))
			t.Cleanup(r.Close)
			p := s.person(t)
			if plain {
				p = s.plain(t)
			}
			p.forgive("status of 422") // a bad address
			p.signIn(admin)
			p.open("/settings/webhooks")
			p.fill("url", "ehr.example/hooks")
			p.follow("main form .btn", "Add webhook")
			if got := p.text("#f-url-msg"); got != "The address must begin with https://." {
				t.Errorf("a bad address: %q", got)
			}
			p.fill("url", r.URL+"/hooks")
			p.follow("main form .btn", "Add webhook")
			if got := p.text(".notice"); !strings.HasPrefix(got, "The webhook was added.") {
				t.Errorf("the page says %q", got)
			}
			p.follow("main form .btn", "Send a test")
			courier := jobs.NewCourier(s.Store, outside.Internet(true), slog.New(slog.DiscardHandler))
			if err := courier.Once(t.Context()); err != nil {
				t.Fatal(err)
			}
			p.follow(".segmented a", "All")
			if got := p.text("table tbody tr"); !strings.Contains(got, "delivered") || !strings.Contains(got, "Answered 202") {
				t.Errorf("the log says %q", got)
			}
			p.follow("main form .btn", "Pause")
			p.follow("main form .btn", "Resume")
			p.press("main details summary")
			p.follow("main form .btn", "Remove webhook")
			if got := p.text(".pagehead .badge"); got != "removed" {
				t.Errorf("it is %q", got)
			}
		})
	}
}
