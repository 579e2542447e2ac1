package handlers

import (
	"net/http"
	"strings"
	"testing"
)

// Each that clashes is named before anything is saved, and is skipped or moved.
func TestSeriesClash(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish("day", "2026-03-10", "patient_id", string(d.ben.ID)))
	d.booked(d.wish("day", "2026-03-24", "provider_id", string(d.solo)))
	d.booked(d.wish("day", "2026-03-25", "patient_id", string(d.ben.ID), "starts", "08:00", "ends", "09:00"))
	staff, before := d.by("staff"), d.rows()
	page := staff.send("/pm/appointments/new", d.weekly("5", "find", "Ana", "found", "Ana")).expect(t, http.StatusUnprocessableEntity)
	if got := strings.Join(page.asked(), " "); got != "2026-03-10 2026-03-24" || d.rows() != before {
		t.Fatalf("asked about %s, and the rows went from %s to %s", got, before, d.rows())
	}
	for key, want := range map[string]string{
		"each-2026-03-10": "Mar 10, 2026: The provider@northside is booked from 10:00 to 10:30 (Ben Okafor). Choose another time.",
		"each-2026-03-24": "Mar 24, 2026: Ana Silva has an appointment from 10:00 to 10:30 (The solo@northside). Choose another time.",
	} {
		if got := page.errorOf(key); got != want || page.Doc.Find(`[data-summary] a[href="#f-`+key+`"]`).Length() != 1 {
			t.Errorf("%s says %q, want %q there and in the summary", key, got, want)
		}
	}
	f := page.sameForm()
	if f.Get("repeat") != "1" || f.Get("repeat_count") != "5" || f.Get("day") != "2026-03-03" || f.Get("patient_id") != string(d.ana.ID) ||
		f.Get("each_day-2026-03-24") != "2026-03-24" || f.Get("each_starts-2026-03-24") != "10:00" {
		t.Errorf("the form lost what was typed, or does not offer when it was to be: %v", f)
	}
	// One is skipped, the other one moved to where it clashes again.
	f.Set("each-2026-03-10", "skip")
	f.Set("each-2026-03-24", "move")
	f.Set("each_day-2026-03-24", "2026-03-25")
	f.Set("each_starts-2026-03-24", "08:45")
	page = staff.send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2026-03-24"); !strings.HasPrefix(got, "Mar 25, 2026: The provider@northside is booked from 08:00 to 09:00") ||
		page.errorOf("each-2026-03-10") != "" || page.Doc.Find("[data-summary] li").Length() != 1 || d.rows() != before {
		t.Errorf("got %q", squash(page.Doc.Find("[data-summary]").Text()))
	}
	again := page.sameForm()
	for field, want := range f {
		if strings.HasPrefix(field, "each") && strings.Join(again[field], " ") != strings.Join(want, " ") {
			t.Errorf("%s is %q, want %q as chosen", field, again[field], want)
		}
	}
	again.Set("each_starts-2026-03-24", "09:00")
	done := staff.send("/pm/appointments/new", again).expect(t, http.StatusSeeOther)
	d.expectSeries("3 Mar 10:00-10:30", "10 Mar 10:00-10:30", "17 Mar 10:00-10:30", "24 Mar 10:00-10:30 solo", "25 Mar 08:00-09:00",
		"25 Mar 09:00-09:30", "31 Mar 10:00-10:30")
	if got := staff.notice(done); got != "4 appointments in all, until Mar 31, 2026. Skipped: Mar 10, 2026." {
		t.Errorf("the day says %q", got)
	}
}

// What was chosen for a day stays while the number changes, and while a patient is looked
// for.
func TestSeriesKeepsChoices(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish("day", "2026-03-17", "patient_id", string(d.ben.ID)))
	staff := d.by("staff")
	f := staff.send("/pm/appointments/new", d.weekly("3")).expect(t, http.StatusUnprocessableEntity).sameForm()
	f.Set("each-2026-03-17", "skip")
	f.Set("repeat_count", "2")
	f.Set("ends", "09:00")
	page := staff.send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if len(page.asked()) != 0 {
		t.Errorf("asked about %v, which are not in the series", page.asked())
	}
	f = page.sameForm()
	f.Set("repeat_count", "4")
	f.Set("do", "find")
	page = staff.send("/pm/appointments/new", f).expect(t, http.StatusOK)
	if f = page.sameForm(); f.Get("each-2026-03-17") != "skip" || strings.Join(page.asked(), " ") != "2026-03-17" {
		t.Errorf("asked about %v, chosen is %q, want it as before", page.asked(), f.Get("each-2026-03-17"))
	}
	f.Set("ends", "10:30")
	f.Set("each-2026-03-17", "") // as planned, which clashes
	page = staff.send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if page.errorOf("each-2026-03-17") == "" {
		t.Error("as planned it clashes, and that is not said")
	}
}

// A moved one that meets another one of the series is the one to be moved again.
func TestSeriesClashesWithItself(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish("day", "2026-03-10", "patient_id", string(d.ben.ID)))
	f := d.weekly("3", "each", "2026-03-10", "each-2026-03-10", "move", "each_day-2026-03-10", "2026-03-17", "each_starts-2026-03-10", "10:15")
	page := d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2026-03-10"); !strings.Contains(got, "is booked from 10:00 to 10:30 (Ana Silva)") ||
		len(page.asked()) != 1 {
		t.Errorf("asked about %v: %q", page.asked(), got)
	}
	f.Set("each_starts-2026-03-10", "10:00")
	page = d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2026-03-10"); !strings.Contains(got, "has this appointment with The provider@northside already") {
		t.Errorf("got %q", got)
	}
	f.Set("each_starts-2026-03-10", "x")
	page = d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2026-03-10"); !strings.Contains(got, "Enter a time as HH:MM.") {
		t.Errorf("got %q", got)
	}
	f.Set("each_day-2026-03-10", "2026-03-01")
	f.Set("each_starts-2026-03-10", "10:00")
	page = d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2026-03-10"); got != "Mar 1, 2026: This is in the past." {
		t.Errorf("got %q", got)
	}
}

// With all later ones skipped it is an appointment like any other.
func TestSeriesOfOne(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	f := d.weekly("2", "each", "2026-03-10", "each-2026-03-10", "skip")
	a := d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
	if got := d.by("staff").notice(a); got != "Skipped: Mar 10, 2026." {
		t.Errorf("the day says %q", got)
	}
	if n := d.Count(t, `SELECT count(*) FROM pm_appointments WHERE series_id IS NULL`); n != 1 {
		t.Errorf("got %d appointments that stand alone, want 1", n)
	}
}

// A visit stays at its time of day when clocks change, and where there is no such time, or
// there are two, that is said of its day.
func TestSeriesAcrossClockChange(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields []string
		asked  string
		want   string // beginning of what is said
	}{
		"at ten": {[]string{"day", "2026-03-01", "afterwards", "yes"}, "", ""},
		"no time": {[]string{"day", "2026-03-01", "starts", "02:30", "ends", "03:15", "afterwards", "yes"}, "2026-03-08",
			"Mar 8, 2026: Starts: "},
		"two times": {[]string{"day", "2026-10-25", "starts", "01:15", "ends", "01:45"}, "2026-11-01",
			"Nov 1, 2026: Clocks change in that night"},
		"shorter": {[]string{"day", "2026-03-01", "starts", "01:30", "ends", "03:15", "afterwards", "yes"}, "2026-03-08",
			"Mar 8, 2026: Clocks change in that night"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			a := d.by("staff").send("/pm/appointments/new", d.weekly("3", c.fields...))
			if c.asked == "" {
				a.expect(t, http.StatusSeeOther)
				d.expectSeries("1 Mar 10:00-10:30", "8 Mar 10:00-10:30", "15 Mar 10:00-10:30")
				return
			}
			a.expect(t, http.StatusUnprocessableEntity)
			if got := a.errorOf("each-" + c.asked); strings.Join(a.asked(), " ") != c.asked || !strings.HasPrefix(got, c.want) {
				t.Errorf("asked about %v: %q, want %s: %q", a.asked(), got, c.asked, c.want)
			}
			f := a.sameForm()
			f.Set("each-"+c.asked, "move")
			f.Set("each_starts-"+c.asked, "12:00")
			d.by("staff").send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
			if n := len(d.series()); n != 3 {
				t.Errorf("got %d appointments, want 3", n)
			}
		})
	}
}

// A reason is for the first one alone; that a room is shared is known of all.
func TestSeriesOverrideAndSharedRoom(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for _, day := range []string{"2026-03-03", "2026-03-10"} {
		d.booked(d.remote("day", day, "patient_id", string(d.ben.ID), "platform_id", string(d.platforms["Video room"])))
	}
	manager := d.by("manager")
	f := d.weekly("3", "override_reason", "They are siblings")
	page := manager.send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if strings.Join(page.asked(), " ") != "2026-03-10" || page.errorOf("starts") != "" ||
		page.errorOf("each-2026-03-10") != "Mar 10, 2026: The provider@northside is booked from 10:00 to 10:30 (Ben Okafor)." {
		t.Errorf("asked about %v: %q", page.asked(), squash(page.Doc.Find("[data-summary]").Text()))
	}
	f = d.weekly("3", "provider_id", string(d.solo), "telehealth", "on", "platform_id", string(d.platforms["Video room"]), "day", "2026-03-03")
	page = manager.send("/pm/appointments/new", f).expect(t, http.StatusUnprocessableEntity)
	if page.errorOf("platform_id") == "" || page.errorOf("shared") == "" ||
		!strings.Contains(page.errorOf("each-2026-03-10"), "Ben Okafor is in this room from 10:00 to 10:30") {
		t.Errorf("got %q", squash(page.Doc.Find("[data-summary]").Text()))
	}
	f.Set("shared", "yes")
	manager.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
}

// The first one clashes and so do others: all is said at once.
func TestSeriesSaysAllAtOnce(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish("patient_id", string(d.ben.ID)))
	d.booked(d.wish("day", "2026-03-17", "patient_id", string(d.ben.ID)))
	page := d.by("staff").send("/pm/appointments/new", d.weekly("4", "telehealth", "on", "platform_id", "nowhere")).expect(t,
		http.StatusUnprocessableEntity)
	if page.errorOf("starts") == "" || page.errorOf("platform_id") == "" || strings.Join(page.asked(), " ") != "2026-03-17" {
		t.Errorf("asked about %v: %q", page.asked(), squash(page.Doc.Find("[data-summary]").Text()))
	}
}

// Years ahead there are no appointments, also not as later ones of a series.
func TestSeriesYearsAhead(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	page := d.by("staff").send("/pm/appointments/new", d.weekly("3", "day", "2031-02-20")).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("each-2031-03-06"); strings.Join(page.asked(), " ") != "2031-03-06" || !strings.Contains(got, "Check the year") {
		t.Errorf("asked about %v: %q", page.asked(), got)
	}
}
