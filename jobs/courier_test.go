package jobs_test

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/clinic"
	"televisit/jobs"
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
	if log := o.log(id); !log[1].Held || log[2].Held || log[2].Code != 500 || !log[2].NextAt.After(o.Clock.Now()) {
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
			o.courier.SetPatience(300 * time.Millisecond)
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
	o.courier = jobs.NewCourier(o.Store, jobs.Internet(false), testLog(t))
	o.move(o.Session(t, storetest.Row{}), clinic.Active)
	o.once()
	if d := o.log(id)[0]; d.Fault != clinic.FaultPrivate || len(r.take()) != 0 {
		t.Errorf("got %+v, want it refused", d)
	}
}

// TestClaims lets several couriers work on one database, and one of them vanish.
func TestClaims(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := newReceiver(t, nil)
	id, _ := o.webhook(r.URL)
	var sessions []clinic.SessionID
	for range 12 {
		v := o.Session(t, storetest.Row{})
		o.move(v, clinic.Active)
		sessions = append(sessions, v)
	}
	due, _, err := o.Store.UnscopedDueWebhooks(t.Context())
	if err != nil || len(due) != 1 {
		t.Fatal(due, err)
	}
	lost, err := o.Store.UnscopedClaim(t.Context(), due[0], 2)
	if err != nil || len(lost) != 2 {
		t.Fatal(lost, err)
	}
	o.move(sessions[0], clinic.Completed) // waits for what is lost
	var all sync.WaitGroup
	for range 3 {
		courier := jobs.NewCourier(o.Store, jobs.Internet(true), testLog(t))
		all.Go(func() {
			if err := courier.Once(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	ids := map[string]int{}
	for _, m := range r.take() {
		ids[m.ID]++
	}
	if len(ids) != 10 {
		t.Errorf("%d events came, want 10", len(ids))
	}
	for id, n := range ids {
		if n != 1 {
			t.Errorf("%s came %d times", id, n)
		}
	}
	o.later(16 * time.Second)
	got := r.take()
	isLost := func(m message) bool { return m.ID == lost[0].Event }
	if len(got) != 3 || got[2].Type != clinic.EventCompleted || !slices.ContainsFunc(got[:2], isLost) {
		t.Errorf("when the claim is over came %q, want what was lost and then what waited for it", types(got))
	}
	if err := o.Store.UnscopedTried(t.Context(), lost[0], clinic.Outcome{Fault: clinic.FaultTimeout}); err != nil {
		t.Fatal(err)
	}
	for _, d := range o.log(id) {
		if d.State != clinic.Delivered {
			t.Errorf("who is back too late changed %+v", d)
		}
	}
}

// TestPausedAndRemoved holds back what is for one, and drops what is for the other.
func TestPausedAndRemoved(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r, gone := newReceiver(t, nil), newReceiver(t, nil)
	id, secret := o.webhook(r.URL)
	removed, _ := o.webhook(gone.URL)
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	do(o.admin.PauseWebhook(t.Context(), id))
	v := o.Session(t, storetest.Row{})
	o.move(v, clinic.Active)
	do(o.admin.RemoveWebhook(t.Context(), removed))
	do(o.admin.TestWebhook(t.Context(), id))
	o.once()
	same(t, "while it is paused", r.take(), clinic.EventTest)
	same(t, "of what was removed", gone.take())
	if d := o.log(removed)[0]; d.State != clinic.Dropped {
		t.Errorf("of what was removed: %+v", d)
	}
	o.Clock.Add(48 * time.Hour)
	next, err := o.admin.RollWebhook(t.Context(), id)
	do(err)
	do(o.admin.ResumeWebhook(t.Context(), id))
	o.once()
	got := r.take()
	same(t, "resumed", got, clinic.EventStarted)
	if !verifies(t, got[0], secret) || !verifies(t, got[0], next) {
		t.Error("not both secrets sign")
	}
	o.Clock.Add(clinic.OldSecretLasts)
	do(o.Store.UnscopedPurgeExpired(t.Context()))
	if n := o.Count(t, `SELECT count(*) FROM pf_secrets`); n != 1 {
		t.Errorf("there are %d secrets, want one", n)
	}
	do(o.admin.TestWebhook(t.Context(), id))
	o.once()
	got = r.take()
	if len(got) != 1 || verifies(t, got[0], secret) || !verifies(t, got[0], next) {
		t.Error("a day later the old secret signs, or the new one does not")
	}
	o.Clock.Add(91 * 24 * time.Hour)
	do(o.Store.UnscopedPurgeExpired(t.Context()))
	if left := o.log(id); len(left) != 0 {
		t.Errorf("after 91 days the log is %+v", left)
	}
}

// TestWoken delivers at once what is committed while the courier waits.
func TestWoken(t *testing.T) {
	t.Parallel()
	o := officeOf(t, storetest.NewAt(t, time.Now))
	came := make(chan string, 9)
	r := newReceiver(t, func(_ http.ResponseWriter, r *http.Request) { came <- r.Header.Get("webhook-id") })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { o.courier.Run(ctx); close(ended) }()
	o.webhook(r.URL)
	for range 2 {
		begun := time.Now()
		o.move(o.Session(t, storetest.Row{}), clinic.Active)
		if <-came; time.Since(begun) > 5*time.Second {
			t.Errorf("it took %v", time.Since(begun))
		}
	}
	stop()
	<-ended
}
