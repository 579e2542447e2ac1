package jobs_test

import (
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/clinic"
	"televisit/jobs"
	"televisit/outside"
	"televisit/store/storetest"
)

func same(t *testing.T, what string, got []message, want ...string) {
	t.Helper()
	if !slices.Equal(types(got), want) {
		t.Errorf("%s: got %q, want %q", what, types(got), want)
	}
}

func verifies(t *testing.T, m message, secret string) bool {
	t.Helper()
	w, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	return w.VerifyIgnoringTimestamp(m.Body, m.Header) == nil
}

// TestDelivered is how it goes well: what is sent, by whom it is signed, and to whom.
func TestDelivered(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	before, all, ends := o.Session(t, storetest.Row{}), newReceiver(t, nil), newReceiver(t, nil)
	o.move(before, clinic.Active)
	id, secret := o.webhook(all.URL + "/hooks?from=televisit")
	o.webhook(ends.URL, clinic.EventCompleted)
	o.once()
	same(t, "before it was added", all.take())

	v := o.Session(t, storetest.Row{Family: "Secretname", Place: "work"})
	o.move(v, clinic.Active)
	o.Clock.Add(20 * time.Minute)
	o.move(v, clinic.Completed)
	o.once()
	got := all.take()
	same(t, "all events", got, clinic.EventStarted, clinic.EventCompleted)
	same(t, "one event", ends.take(), clinic.EventCompleted)
	for _, m := range got {
		if !verifies(t, m, secret) || verifies(t, m, "whsec_"+strings.Repeat("A", 44)) {
			t.Errorf("%s is signed %q", m.Type, m.Header.Get("webhook-signature"))
		}
		if m.Header.Get("Content-Type") != "application/json" || m.ID == "" || m.Session != string(v) {
			t.Errorf("it came as %v", m)
		}
		for _, personal := range []string{"Secretname", "Ann", "The provider", "a test"} {
			if strings.Contains(string(m.Body), personal) {
				t.Errorf("%q is told: %s", personal, m.Body)
			}
		}
	}
	for _, want := range []string{`{"type":"telehealth_session_completed","timestamp":"2026-03-02T14:20:00Z","data":{"session_id":"`,
		`"status":"completed","modality":"audio_video","starts_at":"2026-03-02T13:00:00Z"`, `"started_at":"2026-03-02T14:00:00Z"`,
		`"duration_minutes":20`, `"patient_location":"work","patient_state":"NY"`} {
		if !strings.Contains(string(got[1].Body), want) {
			t.Errorf("the body lacks %s: %s", want, got[1].Body)
		}
	}
	o.later(48 * time.Hour)
	same(t, "later", all.take())
	log := o.log(id)
	if len(log) != 2 || log[0].State != clinic.Delivered || log[0].Code != 204 || log[0].Tries != 1 || log[0].Event != got[1].ID {
		t.Errorf("the log is %+v", log)
	}
}

// TestOrderOfASession lets a receiver fail for one session: what follows of that one waits,
// and nothing of another.
func TestOrderOfASession(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := newReceiver(t, status(http.StatusInternalServerError))
	id, _ := o.webhook(r.URL)
	bad, good := o.Session(t, storetest.Row{}), o.Session(t, storetest.Row{})
	o.move(bad, clinic.Active)
	o.once()
	first := r.take()
	same(t, "it fails", first, clinic.EventStarted)
	r.setAnswer(nil)
	o.move(bad, clinic.Completed)
	o.move(good, clinic.Active)
	o.once()
	got := r.take()
	if len(got) != 1 || got[0].Session != string(good) {
		t.Errorf("meanwhile came %v, want what another session does", got)
	}
	if log := o.log(id); !log[1].Blocked || log[2].Blocked || log[2].Code != 500 || !log[2].NextAt.After(o.Clock.Now()) {
		t.Errorf("the log is %+v", log)
	}
	o.later(13 * time.Second)
	got = r.take()
	same(t, "then", got, clinic.EventStarted, clinic.EventCompleted)
	if got[0].ID != first[0].ID || string(got[0].Body) != string(first[0].Body) {
		t.Errorf("the same event came as %s and as %s", first[0].ID, got[0].ID)
	}
}

// TestGivenUp lets a receiver fail for a day and an hour.
func TestGivenUp(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := newReceiver(t, func(w http.ResponseWriter, _ *http.Request) {
		http.Error(w, "<b>no\n\x00such</b> "+strings.Repeat("x", 5000), http.StatusNotFound)
	})
	id, _ := o.webhook(r.URL)
	v, begun := o.Session(t, storetest.Row{}), o.Clock.Now()
	o.move(v, clinic.Active)
	o.Clock.Add(time.Second)
	o.move(v, clinic.Completed)
	for range 25 * 60 {
		o.later(time.Minute)
	}
	log := o.log(id)
	started, completed := log[1], log[0]
	if started.State != clinic.Failed || started.Tries < 8 || started.Tries > 16 || started.TriedAt.Sub(begun) < 24*time.Hour ||
		!started.NextAt.IsZero() {
		t.Errorf("after a day: %+v", started)
	}
	if completed.State != clinic.Waiting || completed.Tries == 0 {
		t.Errorf("what follows: %+v, want it to be tried", completed)
	}
	if r := started.Reply; !strings.HasPrefix(r, "<b>no such</b> xx") || len(r) > 130 {
		t.Errorf("of the answer is kept %q", r)
	}
	r.setAnswer(nil)
	r.take()
	if n, err := o.admin.ReplayFailed(t.Context(), id, begun); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	o.later(4 * time.Hour * 6 / 5)
	same(t, "by hand", r.take(), clinic.EventStarted, clinic.EventCompleted)
	if err := o.admin.ReplayDelivery(t.Context(), id, started.Event); err != nil {
		t.Fatal(err)
	}
	o.once()
	if got := r.take(); len(got) != 1 || got[0].ID != started.Event {
		t.Errorf("once more: %v", got)
	}
}

// TestBadReceivers are those that no sender should suffer from.
func TestBadReceivers(t *testing.T) {
	t.Parallel()
	var sent int64
	hang := make(chan struct{})
	t.Cleanup(func() { close(hang) })
	var loop *receiver
	for name, tt := range map[string]struct {
		answer http.HandlerFunc
		fault  clinic.Fault
		code   int
	}{
		"hangs": {func(_ http.ResponseWriter, r *http.Request) {
			select {
			case <-hang:
			case <-r.Context().Done():
			}
		}, clinic.FaultTimeout, 0},
		"answers no end": {func(w http.ResponseWriter, _ *http.Request) {
			for {
				n, err := w.Write(make([]byte, 32<<10))
				if sent += int64(n); err != nil || sent > 64<<20 {
					return
				}
			}
		}, "", 200},
		"redirects": {func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, loop.URL, http.StatusTemporaryRedirect)
		}, clinic.FaultRedirect, 307},
		"hangs up": {func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }, clinic.FaultConnect, 0},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			if tt.fault == clinic.FaultTimeout {
				o.courier.SetPatience(300 * time.Millisecond)
			}
			r := newReceiver(t, tt.answer)
			loop = r
			id, _ := o.webhook(r.URL)
			o.move(o.Session(t, storetest.Row{}), clinic.Active)
			o.once()
			if d := o.log(id)[0]; d.Fault != tt.fault || d.Code != tt.code || d.Tries != 1 {
				t.Errorf("got %+v, want fault %q", d, tt.fault)
			}
			if got := r.take(); len(got) != 1 {
				t.Errorf("it was asked %d times, want once", len(got))
			}
		})
	}
	if sent > 16<<20 {
		t.Errorf("%d bytes were taken", sent)
	}
}

// TestRestarts lets a receiver be away for a while.
func TestRestarts(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := newReceiver(t, nil)
	address := r.Listener.Addr().String()
	id, _ := o.webhook("http://" + address)
	r.Close()
	v := o.Session(t, storetest.Row{})
	o.move(v, clinic.Active)
	o.once()
	if d := o.log(id)[0]; d.Fault != clinic.FaultConnect || d.State != clinic.Waiting {
		t.Errorf("while it is away: %+v", d)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	back := &http.Server{Handler: r}
	go func() { _ = back.Serve(l) }()
	t.Cleanup(func() { _ = back.Close() })
	o.later(13 * time.Second)
	same(t, "when it is back", r.take(), clinic.EventStarted)
}

// TestInside refuses what is none of the internet when it is called, whatever its name.
func TestInside(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := newReceiver(t, nil)
	id, _ := o.webhook(r.URL)
	o.courier = jobs.NewCourier(o.Store, outside.Internet(false), testLog(t, o.Desk))
	o.move(o.Session(t, storetest.Row{}), clinic.Active)
	o.once()
	if d := o.log(id)[0]; d.Fault != clinic.FaultPrivate || len(r.take()) != 0 {
		t.Errorf("got %+v, want it refused", d)
	}
}
