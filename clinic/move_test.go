package clinic_test

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

var (
	newYork = "America/New_York"
	ten     = time.Date(2026, 3, 2, 15, 0, 0, 0, time.UTC) // Monday, 10:00 in New York
)

func settings() clinic.Settings {
	s := clinic.DefaultSettings()
	s.TimeZone = newYork
	return s
}

// standing returns a session planned for ten that stands in status, as moves
// would have brought it there.
func standing(status clinic.Status) clinic.Session {
	s := clinic.Session{ID: "s", Status: status, StartsAt: ten, EndsAt: ten.Add(30 * time.Minute),
		Consent: clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}}
	switch status {
	case clinic.Active:
		s.StartedAt, s.SpanAt = ten, ten
	case clinic.Completed:
		n := 20
		s.StartedAt, s.EndedAt, s.Before, s.Minutes = ten, ten.Add(20*time.Minute), 20*time.Minute, &n
	case clinic.NoShow:
		s.NoShowAt = ten.Add(15 * time.Minute)
	}
	return s
}

// who may make each move at the best time for it, by role; own is the provider
// of the session, other a provider who is not.
var who = map[[2]clinic.Status]string{
	{clinic.Scheduled, clinic.Active}:    "own",
	{clinic.Active, clinic.Completed}:    "own org_admin manager",
	{clinic.Active, clinic.Scheduled}:    "own",
	{clinic.Completed, clinic.Active}:    "own org_admin manager",
	{clinic.Scheduled, clinic.NoShow}:    "own org_admin manager staff",
	{clinic.NoShow, clinic.Scheduled}:    "own org_admin manager staff",
	{clinic.NoShow, clinic.Active}:       "own org_admin manager staff",
	{clinic.Scheduled, clinic.Cancelled}: "own org_admin manager staff",
	{clinic.Cancelled, clinic.Scheduled}: "own other org_admin manager staff",
}

// best is when each status can best be left.
func best(from, to clinic.Status) time.Time {
	switch {
	case from == clinic.Active && to == clinic.Scheduled:
		return ten.Add(time.Minute)
	case from == clinic.Cancelled:
		return ten
	}
	return ten.Add(25 * time.Minute)
}

func TestEveryStatusEveryRole(t *testing.T) {
	t.Parallel()
	roles := map[string]clinic.RoleID{"org_admin": clinic.OrgAdmin, "manager": clinic.Manager, "own": clinic.Provider,
		"other": clinic.Provider,
		"staff": clinic.Staff, "biller": clinic.Biller, "readonly": clinic.Readonly}
	froms := append([]clinic.Status{"unheard_of"}, clinic.Statuses...)
	tos := append([]clinic.Status{"unheard_of"}, clinic.Statuses...)
	for _, from := range froms {
		for _, to := range tos {
			for name, role := range roles {
				by := clinic.Mover{Rights: clinic.RightsOf(role), Own: name == "own", Settings: settings()}
				s := standing(from)
				got, err := s.Move(clinic.Move{To: to, Reason: "because"}, by, best(from, to))
				want := outcome(who[[2]clinic.Status{from, to}], name)
				if clinic.KindOf(err) != want && !(err == nil && want == ok) {
					t.Errorf("%s → %s by %s: %v, want kind %d", from, to, name, err, want)
				}
				if err == nil && got.Status != to || err != nil && got.Status != from {
					t.Errorf("%s → %s by %s: stands in %s after %v", from, to, name, got.Status, err)
				}
			}
		}
	}
}

const ok clinic.Kind = -1

func outcome(allowed, name string) clinic.Kind {
	if allowed == "" {
		return clinic.Invalid
	}
	for _, a := range split(allowed) {
		if a == name {
			return ok
		}
	}
	return clinic.Forbidden
}

func split(text string) (expected []string) {
	word := ""
	for _, c := range text + " " {
		if c != ' ' {
			word += string(c)
			continue
		}
		expected, word = append(expected, word), ""
	}
	return expected
}

func TestMoveGuards(t *testing.T) {
	t.Parallel()
	host := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
	desk := clinic.Mover{Rights: clinic.RightsOf(clinic.Staff), Settings: settings()}
	boss := clinic.Mover{Rights: clinic.RightsOf(clinic.Manager), Settings: settings()}
	after := func(d time.Duration) time.Time { return ten.Add(d) }
	midnight := time.Date(2026, 3, 3, 5, 0, 0, 0, time.UTC) // in New York
	tests := []struct {
		name     string
		from, to clinic.Status
		by       clinic.Mover
		at       time.Time
		reason   string
		want     clinic.Kind
		field    string
	}{
		{"start taken back in time", clinic.Active, clinic.Scheduled, host, after(2 * time.Minute), "r", ok, ""},
		{"start taken back too late", clinic.Active, clinic.Scheduled, host, after(2*time.Minute + time.Millisecond), "r",
			clinic.Forbidden, ""},
		{"start taken back without a reason", clinic.Active, clinic.Scheduled, host, after(time.Minute), " ", clinic.Invalid, "reason"},
		{"reopened by the host in time", clinic.Completed, clinic.Active, host, after(50 * time.Minute), "r", ok, ""},
		{"reopened by the host too late", clinic.Completed, clinic.Active, host, after(50*time.Minute + time.Millisecond), "r",
			clinic.Forbidden, ""},
		{"reopened later by one who approves", clinic.Completed, clinic.Active, boss, after(500 * time.Hour), "r", ok, ""},
		{"reopened without a reason", clinic.Completed, clinic.Active, boss, after(time.Hour), "", clinic.Invalid, "reason"},
		{"completed by the host without a reason", clinic.Active, clinic.Completed, host, after(time.Hour), "", ok, ""},
		{"completed by another without a reason", clinic.Active, clinic.Completed, boss, after(time.Hour), "", clinic.Invalid, "reason"},
		{"no show before the grace", clinic.Scheduled, clinic.NoShow, desk, after(15*time.Minute - time.Millisecond), "", clinic.Invalid,
			"to"},
		{"no show after the grace", clinic.Scheduled, clinic.NoShow, desk, after(15 * time.Minute), "", ok, ""},
		{"no show taken back the same day", clinic.NoShow, clinic.Scheduled, desk, midnight.Add(-time.Millisecond), "r", ok, ""},
		{"no show taken back the next day", clinic.NoShow, clinic.Scheduled, desk, midnight, "r", clinic.Forbidden, ""},
		{"no show taken back later by one who approves", clinic.NoShow, clinic.Scheduled, boss, midnight.AddDate(0, 1, 0), "r", ok, ""},
		{"no show to active without a reason", clinic.NoShow, clinic.Active, host, after(time.Hour), "", clinic.Invalid, "reason"},
		{"cancelled without a reason", clinic.Scheduled, clinic.Cancelled, desk, ten, "", clinic.Invalid, "reason"},
		{"cancelled back before the end", clinic.Cancelled, clinic.Scheduled, desk, after(30 * time.Minute), "", ok, ""},
		{"cancelled back after the end", clinic.Cancelled, clinic.Scheduled, desk, after(30*time.Minute + time.Millisecond), "",
			clinic.Invalid, "to"},
	}
	for _, tt := range tests {
		_, err := standing(tt.from).Move(clinic.Move{To: tt.to, Reason: tt.reason}, tt.by, tt.at)
		if tt.want == ok && err != nil || tt.want != ok && clinic.KindOf(err) != tt.want {
			t.Errorf("%s: %v", tt.name, err)
		}
		if f := clinic.FieldsOf(err); tt.field != "" && (len(f) == 0 || f[0].Field != tt.field) {
			t.Errorf("%s: names %v, want %s", tt.name, f, tt.field)
		}
	}
}

func TestConsentGuard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		state    clinic.ConsentState
		required bool
		with     *clinic.Consent
		field    string
	}{
		{clinic.ConsentPending, true, nil, "consent"},
		{clinic.ConsentDeclined, true, nil, "consent"},
		{clinic.ConsentDeclined, false, nil, "consent"},
		{clinic.ConsentPending, false, nil, ""},
		{clinic.ConsentGranted, true, nil, ""},
		{clinic.ConsentNotRequired, true, nil, ""},
		{clinic.ConsentOverridden, true, nil, ""},
		{clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}, ""},
		{clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentGranted}, "method"},
		{clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentOverridden}, "consent_reason"},
		{clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentDeclined}, "consent"},
		{clinic.ConsentPending, true, &clinic.Consent{State: "maybe"}, "consent"},
	}
	for _, from := range []clinic.Status{clinic.Scheduled, clinic.NoShow} {
		for _, tt := range tests {
			s, set := standing(from), settings()
			s.Consent, set.RequireConsent = clinic.Consent{State: tt.state}, tt.required
			_, err := s.Move(clinic.Move{To: clinic.Active, Reason: "r", Consent: tt.with},
				clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: set}, ten)
			if f := clinic.FieldsOf(err); tt.field == "" && err != nil || tt.field != "" && (len(f) == 0 || f[0].Field != tt.field) {
				t.Errorf("%s from %s, required %v, with %v: %v", tt.state, from, tt.required, tt.with, err)
			}
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	by := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
	move := func(s clinic.Session, to clinic.Status, at time.Time) clinic.Session {
		t.Helper()
		next, err := s.Move(clinic.Move{To: to, Reason: "r"}, by, at)
		if err != nil {
			t.Fatal(err)
		}
		return next
	}
	for _, tt := range []struct {
		spans []time.Duration
		want  int
	}{
		{[]time.Duration{29 * time.Second}, 0}, {[]time.Duration{30 * time.Second}, 1}, {[]time.Duration{89 * time.Second}, 1},
		{[]time.Duration{90 * time.Second}, 2},
		{[]time.Duration{10 * time.Minute, 5 * time.Minute}, 15}, {[]time.Duration{0}, 0},
	} {
		s, at := standing(clinic.Scheduled), ten
		for _, span := range tt.spans {
			s = move(s, clinic.Active, at)
			if s.Minutes != nil || s.Billing != nil || !s.EndedAt.IsZero() {
				t.Error("an active session has an end")
			}
			at = at.Add(span)
			s = move(s, clinic.Completed, at)
			at = at.Add(7 * time.Minute) // the gap does not count
		}
		if s.Minutes == nil || *s.Minutes != tt.want || !s.StartedAt.Equal(ten) {
			t.Errorf("%v lasts %v minutes from %v, want %d", tt.spans, s.Minutes, s.StartedAt, tt.want)
		}
	}
}

// TestTimesOfAnotherDay reads when a move can be made.
func TestTimesOfAnotherDay(t *testing.T) {
	t.Parallel()
	desk := clinic.Mover{Rights: clinic.RightsOf(clinic.Staff), Settings: settings()}
	for _, tt := range []struct {
		from, to clinic.Status
		at       time.Time
		want     string
	}{
		{clinic.Scheduled, clinic.NoShow, ten, "from 10:15 on"},
		{clinic.Scheduled, clinic.NoShow, ten.AddDate(0, 0, -1), "from 2 Mar, 10:15 on"},
		{clinic.NoShow, clinic.Scheduled, ten.AddDate(0, 0, 1), "until 2 Mar, 23:59."},
	} {
		_, err := standing(tt.from).Move(clinic.Move{To: tt.to, Reason: "r"}, desk, tt.at)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s to %s at %s: %v, want %q", tt.from, tt.to, tt.at, err, tt.want)
		}
	}
}
