package jobs_test

import (
	"context"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/jobs"
	"televisit/outside"
	"televisit/store/storetest"
)

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
		courier := jobs.NewCourier(o.Store, outside.Internet(true), testLog(t, o.Desk))
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
	o.Exec(t, `DELETE FROM pf_secrets`) // given up with a key file that was lost
	do(o.admin.TestWebhook(t.Context(), id))
	o.once()
	if d := o.log(id)[0]; d.Fault != clinic.FaultSecret || len(r.take()) != 0 {
		t.Errorf("without a secret: %+v, want nothing sent", d)
	}
	next, err = o.admin.RollWebhook(t.Context(), id)
	do(err)
	do(o.admin.TestWebhook(t.Context(), id))
	o.once()
	if got = r.take(); len(got) != 1 || !verifies(t, got[0], next) {
		t.Error("the webhook does not work with a new secret")
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

// TestOneHangs lets a receiver hang until another one was served.
func TestOneHangs(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.courier.SetPatience(time.Minute)
	came := make(chan struct{})
	hangs := newReceiver(t, func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-came:
		case <-r.Context().Done():
			t.Error("the other one had to wait")
		}
	})
	good := newReceiver(t, func(http.ResponseWriter, *http.Request) { close(came) })
	o.webhook(hangs.URL)
	o.webhook(good.URL)
	o.move(o.Session(t, storetest.Row{}), clinic.Active)
	o.once()
	same(t, "who hangs", hangs.take(), clinic.EventStarted)
	same(t, "who does not", good.take(), clinic.EventStarted)
}
