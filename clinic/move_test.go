package clinic_test

import (
	"fmt"
	"slices"
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
	s := clinic.Session{ID: "s", Status: status, StartsAt: ten, EndsAt: ten.Add(30 * time.Minute), CreatedAt: ten, BookedBy: "booker",
		Consent:  clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"},
		Location: clinic.Location{Patient: "home", PatientState: "NY"}}
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
	{clinic.NoShow, clinic.Active}:       "own",
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
	roles := map[string]clinic.RoleID{"org_admin": clinic.OrgAdmin, "manager": clinic.Manager,
		"own": clinic.Provider, "other": clinic.Provider,
		"staff": clinic.Staff, "biller": clinic.Biller, "readonly": clinic.Readonly}
	froms := append([]clinic.Status{"unheard_of"}, clinic.Statuses...)
	tos := append([]clinic.Status{"unheard_of"}, clinic.Statuses...)
	for _, from := range froms {
		for _, to := range tos {
			for name, role := range roles {
				t.Run(string(from)+" to "+string(to)+" by "+name, func(t *testing.T) {
					t.Parallel()
					by := clinic.Mover{Rights: clinic.RightsOf(role), Own: name == "own", Settings: settings()}
					got, err := standing(from).Move(clinic.Move{To: to, Reason: "because"}, by, best(from, to))
					want := outcome(who[[2]clinic.Status{from, to}], name)
					if clinic.KindOf(err) != want && !(err == nil && want == ok) {
						t.Errorf("got %v, want kind %d", err, want)
					}
					if err == nil && got.Status != to {
						t.Errorf("stands in %s after the move, want %s", got.Status, to)
					}
					if err != nil && got.Status != from {
						t.Errorf("stands in %s after the refusal %v, want %s", got.Status, err, from)
					}
				})
			}
		}
	}
}

const ok clinic.Kind = -1

func outcome(allowed, name string) clinic.Kind {
	if allowed == "" {
		return clinic.Invalid
	}
	if slices.Contains(strings.Fields(allowed), name) {
		return ok
	}
	return clinic.Forbidden
}

func TestMoveGuards(t *testing.T) {
	t.Parallel()
	host := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
	desk := clinic.Mover{Rights: clinic.RightsOf(clinic.Staff), Settings: settings()}
	boss := clinic.Mover{Rights: clinic.RightsOf(clinic.Manager), Settings: settings()}
	after := func(d time.Duration) time.Time { return ten.Add(d) }
	late := ten.Add(15*time.Minute + clinic.UndoNoShow) // to take back a no-show, on the next day in Paris
	both := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider, clinic.Manager), Own: true, Settings: settings()}
	booker := clinic.Mover{User: "booker", Rights: clinic.RightsOf(clinic.Provider), Settings: settings()}
	another := clinic.Mover{User: "another", Rights: clinic.RightsOf(clinic.Provider), Settings: settings()}
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
		{"no show taken back in time", clinic.NoShow, clinic.Scheduled, desk, late, "r", ok, ""},
		{"no show taken back in time by the host", clinic.NoShow, clinic.Active, host, late, "r", ok, ""},
		{"no show taken back too late", clinic.NoShow, clinic.Scheduled, desk, late.Add(time.Millisecond), "r", clinic.Forbidden, ""},
		{"no show taken back too late by the host", clinic.NoShow, clinic.Active, host, late.Add(time.Millisecond), "r", clinic.Forbidden, ""},
		{"no show taken back later by one who approves", clinic.NoShow, clinic.Scheduled, boss, late.AddDate(0, 1, 0), "r", ok, ""},
		{"no show started later by one who only approves", clinic.NoShow, clinic.Active, boss, late, "r", clinic.Forbidden, ""},
		{"no show started later by a host who approves", clinic.NoShow, clinic.Active, both, late.AddDate(0, 1, 0), "r", ok, ""},
		{"own booking cancelled in time", clinic.Scheduled, clinic.Cancelled, booker, after(time.Hour), "r", ok, ""},
		{"own booking cancelled without a reason", clinic.Scheduled, clinic.Cancelled, booker, ten, "", clinic.Invalid, "reason"},
		{"own booking cancelled too late", clinic.Scheduled, clinic.Cancelled, booker, after(time.Hour + time.Millisecond), "r",
			clinic.Forbidden, ""},
		{"another's booking cancelled", clinic.Scheduled, clinic.Cancelled, another, ten, "r", clinic.Forbidden, ""},
		{"no show to active without a reason", clinic.NoShow, clinic.Active, host, after(time.Hour), "", clinic.Invalid, "reason"},
		{"cancelled without a reason", clinic.Scheduled, clinic.Cancelled, desk, ten, "", clinic.Invalid, "reason"},
		{"cancelled back before the end", clinic.Cancelled, clinic.Scheduled, desk, after(30 * time.Minute), "", ok, ""},
		{"cancelled back after the end", clinic.Cancelled, clinic.Scheduled, desk, after(30*time.Minute + time.Millisecond), "",
			clinic.Invalid, "to"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := standing(tt.from).Move(clinic.Move{To: tt.to, Reason: tt.reason}, tt.by, tt.at)
			if tt.want == ok && err != nil || tt.want != ok && clinic.KindOf(err) != tt.want {
				t.Errorf("got %v, want kind %d", err, tt.want)
			}
			if f := clinic.FieldsOf(err); tt.field != "" && (len(f) == 0 || f[0].Field != tt.field) {
				t.Errorf("names the fields %v, want %s", f, tt.field)
			}
		})
	}
}

func TestConsentGuard(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		state    clinic.ConsentState
		required bool
		with     *clinic.Consent
		field    string
	}{
		{"not asked", clinic.ConsentPending, true, nil, "consent"},
		{"declined", clinic.ConsentDeclined, true, nil, "consent"},
		{"declined though not required", clinic.ConsentDeclined, false, nil, "consent"},
		{"not asked and not required", clinic.ConsentPending, false, nil, ""},
		{"granted", clinic.ConsentGranted, true, nil, ""},
		{"needless for this session", clinic.ConsentNotRequired, true, nil, ""},
		{"overridden", clinic.ConsentOverridden, true, nil, ""},
		{"granted with the move", clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}, ""},
		{"granted without a method", clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentGranted}, "method"},
		{"overridden without a reason", clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentOverridden}, "consent_reason"},
		{"declined with the move", clinic.ConsentPending, true, &clinic.Consent{State: clinic.ConsentDeclined}, "consent"},
		{"in an unknown state", clinic.ConsentPending, true, &clinic.Consent{State: "maybe"}, "consent"},
	}
	for _, from := range []clinic.Status{clinic.Scheduled, clinic.NoShow} {
		for _, tt := range tests {
			t.Run(tt.name+" from "+string(from), func(t *testing.T) {
				t.Parallel()
				s, set := standing(from), settings()
				s.Consent, set.RequireConsent = clinic.Consent{State: tt.state}, tt.required
				_, err := s.Move(clinic.Move{To: clinic.Active, Reason: "r", Consent: tt.with},
					clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: set}, ten)
				if tt.field == "" && err != nil {
					t.Errorf("got %v, want no error", err)
				}
				if f := clinic.FieldsOf(err); tt.field != "" && (len(f) == 0 || f[0].Field != tt.field) {
					t.Errorf("got %v about the fields %v, want one about %s", err, f, tt.field)
				}
			})
		}
	}
}

func TestDuration(t *testing.T) {
	t.Parallel()
	by := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
	move := func(t *testing.T, s clinic.Session, to clinic.Status, at time.Time) clinic.Session {
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
		t.Run(fmt.Sprint(tt.spans), func(t *testing.T) {
			t.Parallel()
			s, at := standing(clinic.Scheduled), ten
			for _, span := range tt.spans {
				s = move(t, s, clinic.Active, at)
				if s.Minutes != nil || s.Billing != nil || !s.EndedAt.IsZero() {
					t.Errorf("an active session has minutes %v, billing %v, end %v, want none", s.Minutes, s.Billing, s.EndedAt)
				}
				at = at.Add(span)
				s = move(t, s, clinic.Completed, at)
				at = at.Add(7 * time.Minute) // the gap does not count
			}
			if s.Minutes == nil {
				t.Fatalf("got no minutes, want %d", tt.want)
			}
			if *s.Minutes != tt.want || !s.StartedAt.Equal(ten) {
				t.Errorf("got %d minutes from %v, want %d from %v", *s.Minutes, s.StartedAt, tt.want, ten)
			}
		})
	}
}

// TestTimesOfAnotherDay reads when a move can be made.
func TestTimesOfAnotherDay(t *testing.T) {
	t.Parallel()
	desk := clinic.Mover{Rights: clinic.RightsOf(clinic.Staff), Settings: settings()}
	for _, tt := range []struct {
		name     string
		from, to clinic.Status
		at       time.Time
		want     string
	}{
		{"later that day", clinic.Scheduled, clinic.NoShow, ten, "from 10:15 on"},
		{"from another day on", clinic.Scheduled, clinic.NoShow, ten.AddDate(0, 0, -1), "from 2 Mar, 10:15 on"},
		{"until another day", clinic.NoShow, clinic.Scheduled, ten.AddDate(0, 0, 1), "until 2 Mar, 22:15."},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := standing(tt.from).Move(clinic.Move{To: tt.to, Reason: "r"}, desk, tt.at)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s to %s at %s: got %v, want %q", tt.from, tt.to, tt.at, err, tt.want)
			}
		})
	}
}
