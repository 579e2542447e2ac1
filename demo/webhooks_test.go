package demo_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/demo"
	"televisit/store"
	"televisit/store/storetest"
)

// The demo has webhooks in each state, and what is sent to them leads nowhere.
func TestWebhooksAreOfEveryKind(t *testing.T) {
	t.Parallel()
	s, _, path := small(t)
	o := as(t, s, "admin@northside.example", northside)
	all, err := o.Webhooks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	states := map[clinic.DeliveryState]bool{}
	var active, paused, removed int
	for _, w := range all {
		switch {
		case !w.EndedAt.IsZero():
			removed++
		case !w.PausedAt.IsZero():
			paused++
		default:
			active++
		}
		log, _, err := o.Deliveries(t.Context(), w.ID, store.DeliveryFilter{Limit: 100})
		if err != nil {
			t.Fatal(err)
		}
		for i, d := range log {
			states[d.State] = true
			if i > 0 && d.At.After(log[i-1].At) {
				t.Errorf("%s: the log is out of order", w.URL)
			}
		}
		answer, err := (demo.Receivers{}).RoundTrip(request(t, w.URL))
		if err != nil || (answer.StatusCode == http.StatusOK) == strings.Contains(w.URL, "billing") {
			t.Errorf("%s answers %v %v", w.URL, answer, err)
		}
	}
	if active < 2 || paused != 1 || removed != 1 || len(states) != 4 {
		t.Errorf("%d are active, %d paused, %d removed, and deliveries are %v", active, paused, removed, states)
	}
	if n := rows(t, path, `SELECT count(*) FROM pf_webhook_deliveries WHERE at > `+ms(storetest.Start)); n[0] != "0" {
		t.Errorf("%s events are of the future", n[0])
	}
}

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, io.NopCloser(strings.NewReader("{}")))
	if err != nil {
		t.Fatal(err)
	}
	return r
}
