package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

func TestTally(t *testing.T) {
	t.Parallel()
	var none, all clinic.Tally
	if _, ok := none.Delay(50); ok {
		t.Error("nothing has a delay")
	}
	if _, ok := none.NoShowRate(); ok {
		t.Error("nothing has a rate")
	}
	at := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for minutes := -5; minutes <= 14; minutes++ { // 20 sessions: 6 of them on time
		all.Add(clinic.Session{Status: clinic.Completed, StartsAt: at, StartedAt: at.Add(time.Duration(minutes) * time.Minute)})
	}
	for _, before := range []time.Duration{-time.Minute, 24*time.Hour - time.Second, 24 * time.Hour} {
		all.Add(clinic.Session{Status: clinic.Cancelled, StartsAt: at, CancelledAt: at.Add(-before)})
	}
	all.Add(clinic.Session{Status: clinic.Cancelled, StartsAt: at}) // nobody knows when
	for range 5 {
		all.Add(clinic.Session{Status: clinic.NoShow, StartsAt: at})
	}
	all.Add(clinic.Session{Status: clinic.Scheduled, StartsAt: at})
	for percent, want := range map[int]int{50: 4, 90: 12, 100: 14, 0: 0} {
		if got, ok := all.Delay(percent); !ok || got != want {
			t.Errorf("the %dth percentile is %d, want %d", percent, got, want)
		}
	}
	noShows, _ := all.NoShowRate()
	late, _ := all.LateCancelRate()
	if all.Sessions != 30 || all.Started != 20 || noShows != .2 || all.LateCancels != 2 || late != 2./27 {
		t.Errorf("got %+v, rates %v and %v", all, noShows, late)
	}
}

func TestPeriods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, until, wrong string }{
		{"2026-03-01", "2026-03-31", ""}, {"2026-03-01", "2026-03-01", ""}, {"2026-03-02", "2026-03-01", "until"},
		{"", "2026-03-01", "from"},
		{"2026-02-30", "2026-03-01", "from"}, {"2026-03-01", "soon", "until"}, {"2026-03-01", "2026-04-01", "until"},
	} {
		p, err := clinic.ParsePeriod(c.from, c.until, 31)
		fields := clinic.FieldsOf(err)
		if c.wrong == "" && (err != nil || p.Days() < 1) || c.wrong != "" && (len(fields) != 1 || fields[0].Field != c.wrong) {
			t.Errorf("%s to %s: got %v, want %q", c.from, c.until, err, c.wrong)
		}
	}
	for d, want := range map[clinic.Day]clinic.Period{"2024-02-29": {From: "2024-01-01", Until: "2024-01-31"},
		"2026-01-15": {From: "2025-12-01", Until: "2025-12-31"}, "2026-03-31": {From: "2026-02-01", Until: "2026-02-28"}} {
		if got := clinic.MonthOf(d, -1); got != want {
			t.Errorf("the month before %s: got %v, want %v", d, got, want)
		}
	}
	for d, want := range map[clinic.Day]clinic.Day{"2026-03-02": "2026-03-02", "2026-03-08": "2026-03-02", "2026-01-01": "2025-12-29"} {
		if got := d.Monday(); got != want {
			t.Errorf("the Monday of %s: got %s, want %s", d, got, want)
		}
	}
	zone := clinic.Settings{TimeZone: "America/New_York"}.Zone()
	if from, to := (clinic.Period{From: "2026-03-08", Until: "2026-03-08"}).Bounds(zone); to.Sub(from) != 23*time.Hour {
		t.Errorf("the day when clocks go forward has %v", to.Sub(from))
	}
}

// Two rules overlap when they speak of the same case on the same day.
func TestRuleOverlap(t *testing.T) {
	t.Parallel()
	of := func(id, payer string, from, to clinic.Day) clinic.BillingRule {
		return clinic.BillingRule{ID: id, PayerClass: payer, OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home", From: from, To: to}
	}
	all := []clinic.BillingRule{of("a", "medicare", "2024-01-01", "2025-12-31"), of("b", "medicare", "2026-07-01", ""),
		of("c", "other", "", "")}
	for _, c := range []struct {
		rule    clinic.BillingRule
		refused bool
	}{
		{of("n", "medicare", "2026-01-01", "2026-06-30"), false}, {of("n", "medicare", "2025-12-31", "2026-01-31"), true},
		{of("n", "medicare", "2026-06-30", "2026-07-01"), true}, {of("n", "medicare", "2026-01-01", ""), true},
		{of("n", "medicare", "", "2023-12-31"), false}, {of("n", "medicare", "", "2024-01-01"), true}, {of("n", "any", "", ""), false},
		{of("a", "medicare", "2024-01-01", "2026-06-30"), false}, {of("n", "other", "2000-01-01", "2000-01-01"), true},
	} {
		err := clinic.CheckOverlap(all, c.rule, "valid_from")
		if got := err != nil; got != c.refused || got && clinic.FieldsOf(err)[0].Field != "valid_from" {
			t.Errorf("%s for %s from %q to %q: %v", c.rule.ID, c.rule.PayerClass, c.rule.From, c.rule.To, err)
		}
	}
}
