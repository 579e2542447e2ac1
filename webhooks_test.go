package main

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/jobs"
	"televisit/outside"
	"televisit/store"
)

// openData opens the database of a data directory beside or after the program, with a
// clock that is ahead.
func openData(t *testing.T, data string, ahead time.Duration) *store.Store {
	t.Helper()
	now := func() time.Time { return time.Now().Add(ahead) }
	s, err := store.Open(filepath.Join(data, "televisit.db"), os.DirFS("migrations"), now)
	if err != nil {
		t.Fatal(err)
	}
	s.AllowPrivateWebhooks()
	if err := s.UseKeys(t.Context(), filepath.Join(data, "secrets.key")); err != nil {
		t.Fatal(err)
	}
	return s
}

// lakeside makes a practice with one provider, a visit that is scheduled, and a webhook.
func lakeside(t *testing.T, data, address string) clinic.SessionID {
	t.Helper()
	founded(t, data)
	s := openData(t, data, 0)
	defer s.Close()
	org, err := s.UnscopedOrgNamed(t.Context(), "Lakeside")
	if err != nil {
		t.Fatal(err)
	}
	actor, err := s.UnscopedActor(t.Context(), "ann@lakeside.example", org)
	if err != nil {
		t.Fatal(err)
	}
	ann := s.For(&actor)
	patient, err := ann.AddPatient(t.Context(), clinic.Patient{Given: "Pat", Family: "Pond", MRN: "1", Born: "1980-05-17",
		PayerClass: "other"})
	if err != nil {
		t.Fatal(err)
	}
	platforms, err := ann.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now().Add(time.Hour).Truncate(time.Minute)
	a, err := ann.BookAppointment(t.Context(), clinic.Booking{PatientID: patient.ID, ProviderID: ann.User(), PlatformID: platforms[0].ID,
		Telehealth: true, StartsAt: start, EndsAt: start.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := ann.AddWebhook(t.Context(), clinic.Webhook{URL: address, Events: clinic.Events}); err != nil {
		t.Fatal(err)
	}
	return a.SessionID
}

// What was committed is delivered, also when the program is killed before it knows what
// came of it: once more, by the same id.
func TestKilledBeforeDelivery(t *testing.T) {
	t.Parallel()
	came, killed := make(chan string, 9), make(chan struct{})
	r := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		came <- r.Header.Get("webhook-id")
		<-killed
		w.WriteHeader(http.StatusNoContent)
	}))
	t.Cleanup(r.Close)
	data := t.TempDir()
	id := lakeside(t, data, r.URL)
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0", "--webhooks-private")
	c := browse(t)
	fill(t, c, s.url+"/login", "email", "ann@lakeside.example", "password", "a long password")
	code, _, text := fill(t, c, s.url+"/pm/telehealth/sessions/"+string(id)+"/status", "to", "cancelled", "version", "1", "reason", "a test")
	if code != http.StatusOK {
		t.Fatal(code, text)
	}
	first := <-came
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = s.cmd.Wait()
	close(killed)

	after := openData(t, data, time.Minute)
	defer after.Close()
	courier := jobs.NewCourier(after, outside.Internet(true), slog.New(slog.NewTextHandler(t.Output(), nil)))
	for range 2 { // the second has nothing to do
		if err := courier.Once(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
	}
	if again := <-came; first == "" || again != first {
		t.Errorf("it came again as %q, want %q", again, first)
	}
	if len(came) > 0 {
		t.Errorf("it came once more as %q", <-came)
	}
	if strings.Contains(s.log(), "webhook") {
		t.Errorf("the log tells of it: %s", s.log())
	}
}

var example = regexp.MustCompile("(?s)### `(\\w+)`\n.*?```json\n(.*?)```")

// Each event has an example, in which is what is sent and nothing else.
func TestEventsAreDocumented(t *testing.T) {
	t.Parallel()
	examples := map[string]string{}
	for _, m := range example.FindAllStringSubmatch(read(t, "docs/webhooks.md"), -1) {
		examples[m[1]] = m[2]
	}
	for _, name := range clinic.Events {
		var body struct {
			Type      string           `json:"type"`
			Timestamp time.Time        `json:"timestamp"`
			Data      clinic.EventData `json:"data"`
		}
		d := json.NewDecoder(strings.NewReader(examples[name]))
		d.DisallowUnknownFields()
		if err := d.Decode(&body); err != nil || body.Type != name || body.Timestamp.IsZero() {
			t.Errorf("the example of %s: %v, %+v", name, err, body)
		}
		var again, want bytes.Buffer
		sent, err := json.Marshal(body)
		if err == nil {
			err = json.Indent(&again, sent, "", "  ")
		}
		if want.WriteString(strings.TrimSpace(examples[name])); err != nil || again.String() != want.String() {
			t.Errorf("the example of %s is sent as\n%s %v", name, again.String(), err)
		}
	}
}
