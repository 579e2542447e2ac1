package demo_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/demo"
	"televisit/store"
	"televisit/store/storetest"
)

// play takes steps and returns how many changes there were.
func play(t *testing.T, s *store.Store, c *clock, log *slog.Logger, sequence int, pace time.Duration) (changes int) {
	t.Helper()
	m := demo.NewSimulator(s, c.Now, log)
	for range sequence {
		c.Add(pace)
		n, err := demo.Step(m, t.Context())
		if err != nil {
			t.Fatal(err)
		}
		changes += n
	}
	return changes
}

func TestListChangesAllTheTime(t *testing.T) {
	t.Parallel()
	s, c, path := small(t)
	var log bytes.Buffer
	const sequence = 60 // six minutes; each org changes at least every ten seconds
	if n := play(t, s, c, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})), sequence,
		6*time.Second); n < 2*36 {
		t.Errorf("%d changes in %d steps of two orgs", n, sequence)
	}
	sound(t, path)
	for _, to := range []string{"active", "completed"} {
		n := rows(t, path, `SELECT count(*) FROM pf_audit
			WHERE action = 'session.move' AND detail LIKE '%"to":"`+to+`"%' AND at > `+ms(storetest.Start))
		if len(n[0]) < 2 {
			t.Errorf("%s became %s", n[0], to)
		}
	}
	for _, name := range rows(t, path, `SELECT family_name FROM pm_patients UNION SELECT name FROM pf_users`) {
		if strings.Contains(log.String(), name) {
			t.Errorf("the log names %s", name)
		}
	}
}

func TestDaysStayBounded(t *testing.T) {
	t.Parallel()
	s, c, path := small(t)
	quiet := slog.New(slog.DiscardHandler)
	if n := play(t, s, c, quiet, 48, 30*time.Minute); n < 48 {
		t.Errorf("%d changes in a day", n)
	}
	sound(t, path)
	n := rows(t, path, `SELECT count(*) > 140, count(*) < 1000, max(version) < 30 FROM pm_telehealth_sessions`)
	if n[0] != "1|1|1" {
		t.Errorf("sessions many, not too many, none to and fro all day: %s", n[0])
	}
	// Gone on with after days, it tidies up and goes on.
	c.Add(50 * time.Hour)
	if n := play(t, s, c, quiet, 20, 10*time.Second); n < 20 {
		t.Errorf("%d changes after a pause", n)
	}
	sound(t, path)
}

func TestWhatAPersonChangedIsLeftAlone(t *testing.T) {
	t.Parallel()
	s, c, _ := small(t)
	host := as(t, s, "provider2@northside.example", northside)
	l, err := host.Sessions(t.Context(), store.SessionFilter{Status: clinic.Scheduled, Provider: host.User(), To: storetest.Start,
		Limit: 1})
	if err != nil || len(l.Rows) != 1 {
		t.Fatal(l, err)
	}
	yes := clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
	v, err := host.MoveSession(t.Context(), l.Rows[0].ID, l.Rows[0].Version, clinic.Move{To: clinic.Active, Consent: &yes,
		NoLocation: true})
	if err != nil {
		t.Fatal(err)
	}
	quiet := slog.New(slog.DiscardHandler)
	play(t, s, c, quiet, 11, 10*time.Second)
	if now, err := host.Session(t.Context(), v.ID); err != nil || now.Version != v.Version {
		t.Errorf("the simulator moved to %s what a person had just made active: %v", now.Status, err)
	}
	play(t, s, c, quiet, 30, time.Minute)
	if now, err := host.Session(t.Context(), v.ID); err != nil || now.Version == v.Version {
		t.Errorf("and never came back to it: %v", err)
	}
}

func TestSimulatorToleratesAnEmptyDesk(t *testing.T) {
	t.Parallel()
	s, c := opened(t, filepath.Join(t.TempDir(), "televisit.db"), storetest.Start)
	m := demo.NewSimulator(s, c.Now, slog.New(slog.DiscardHandler))
	for range 5 {
		if n, err := demo.Step(m, t.Context()); n != 0 || err != nil {
			t.Fatal(n, err)
		}
	}
}

func TestSimulateEndsWithItsContext(t *testing.T) {
	t.Parallel()
	s, c, _ := small(t)
	ctx, stop := context.WithCancel(t.Context())
	stop()
	demo.Simulate(ctx, s, c.Now, slog.New(slog.DiscardHandler)) // returns, or the test never ends
}
