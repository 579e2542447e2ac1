package jobs_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/jobs"
	"televisit/outside"
	"televisit/store"
	"televisit/store/storetest"
)

// A message is what a receiver got.
type message struct {
	ID, Type, Session string
	Header            http.Header
	Body              []byte
}

// A receiver is another program on this machine, which answers as it is told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	got    []message
	answer http.HandlerFunc // 204 if nil
}

func newReceiver(t *testing.T, answer http.HandlerFunc) *receiver {
	t.Helper()
	r := &receiver{answer: answer}
	r.Server = httptest.NewServer(r)
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	m := message{ID: q.Header.Get("webhook-id"), Header: q.Header}
	m.Body, _ = io.ReadAll(q.Body)
	var body struct {
		Type string
		Data clinic.EventData
	}
	_ = json.Unmarshal(m.Body, &body)
	m.Type, m.Session = body.Type, string(body.Data.Session)
	r.mu.Lock()
	r.got = append(r.got, m)
	answer := r.answer
	r.mu.Unlock()
	if answer == nil {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	answer(w, q)
}

// setAnswer lets r answer otherwise from now on.
func (r *receiver) setAnswer(answer http.HandlerFunc) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = answer
}

// take returns what came since it was last asked.
func (r *receiver) take() []message {
	r.mu.Lock()
	defer r.mu.Unlock()
	got := r.got
	r.got = nil
	return got
}

func status(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// types returns what happened, in the order it came.
func types(all []message) (names []string) {
	for _, m := range all {
		names = append(names, m.Type)
	}
	return names
}

// An office is a practice whose events go out.
type office struct {
	*storetest.Desk
	t       *testing.T
	courier *jobs.Courier
	admin   *store.Org
}

func newOffice(t *testing.T) *office { return officeOf(t, storetest.New(t)) }

func officeOf(t *testing.T, d *storetest.Desk) *office {
	t.Helper()
	d.Store.AllowPrivateWebhooks()
	o := &office{Desk: d, t: t, admin: d.As(t, "admin@northside.example", d.Northside)}
	o.courier = jobs.NewCourier(d.Store, outside.Internet(true), testLog(t, d))
	return o
}

// webhook lets all events, or those of names, go to an address.
func (o *office) webhook(address string, names ...string) (clinic.WebhookID, string) {
	o.t.Helper()
	if names == nil {
		names = clinic.Events
	}
	w, secret, err := o.admin.AddWebhook(o.t.Context(), clinic.Webhook{URL: address, Events: names})
	if err != nil {
		o.t.Fatal(err)
	}
	return w.ID, secret
}

// move moves a session on, as its provider.
func (o *office) move(id clinic.SessionID, to clinic.Status) {
	o.t.Helper()
	org := o.As(o.t, "provider@northside.example", o.Northside)
	v, err := org.Session(o.t.Context(), id)
	if err == nil {
		_, err = org.MoveSession(o.t.Context(), id, v.Version, clinic.Move{To: to, Reason: "a test"})
	}
	if err != nil {
		o.t.Fatal(err)
	}
}

// once lets the courier deliver what is due.
func (o *office) once() {
	o.t.Helper()
	if err := o.courier.Once(o.t.Context()); err != nil {
		o.t.Fatal(err)
	}
}

// later does so after a time.
func (o *office) later(d time.Duration) {
	o.t.Helper()
	o.Clock.Add(d)
	o.once()
}

// log returns what is on record of a webhook, the latest first.
func (o *office) log(id clinic.WebhookID) []clinic.Delivery {
	o.t.Helper()
	all, _, err := o.admin.Deliveries(o.t.Context(), id, store.DeliveryFilter{Limit: 100})
	if err != nil {
		o.t.Fatal(err)
	}
	return all
}

// testLog returns a log for a courier of d: the test shows it, and fails when it says anything of a patient.
func testLog(t *testing.T, d *storetest.Desk) *slog.Logger {
	t.Helper()
	return slog.New(slog.NewTextHandler(io.MultiWriter(t.Output(), d.Log(t)), nil))
}
