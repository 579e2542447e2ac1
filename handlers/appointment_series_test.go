package handlers

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/clinic"
)

// weekly is the form of a visit that repeats each week from Tuesday, 3 March 2026, with
// some fields changed.
func (d *frontDesk) weekly(count string, fields ...string) url.Values {
	return d.wish(append([]string{"repeat", "1", "repeat_count", count}, fields...)...)
}

// series are the booked appointments of the practice in New York, as "3 Mar 10:00-10:30",
// each with the letters of its provider and "*" if it has a session.
func (d *frontDesk) series() (all []string) {
	d.t.Helper()
	for _, id := range d.Texts(d.t, `SELECT id FROM pm_appointments WHERE status = 'booked' ORDER BY starts_at, id`) {
		a := d.appointment(clinic.AppointmentID(id))
		zone := d.org.Settings().Zone()
		text := a.StartsAt.In(zone).Format("2 Jan 15:04") + a.EndsAt.In(zone).Format("-15:04")
		if a.ProviderID == d.solo {
			text += " solo"
		}
		if a.SessionAt == clinic.Scheduled {
			text += "*"
		}
		all = append(all, text)
	}
	return all
}

// expectSeries fails the test unless those are the booked appointments.
func (d *frontDesk) expectSeries(want ...string) {
	d.t.Helper()
	if got := d.series(); strings.Join(got, ", ") != strings.Join(want, ", ") {
		d.t.Errorf("got the appointments %q, want %q", got, want)
	}
}

// asked returns the days or ids that a form asks about, in order.
func (a answer) asked() (keys []string) {
	for _, key := range a.Doc.Find("fieldset input[name=each]").EachIter() {
		keys = append(keys, key.AttrOr("value", ""))
	}
	return keys
}

// sameForm returns what a form would send that came back.
func (a answer) sameForm() url.Values {
	f := url.Values{}
	for _, field := range a.Doc.Find("main form").Find("input, select, textarea").EachIter() {
		name, kind := field.AttrOr("name", ""), field.AttrOr("type", "")
		_, checked := field.Attr("checked")
		switch {
		case name == "" || (kind == "radio" || kind == "checkbox") && !checked:
		case field.Is("select"):
			f.Add(name, field.Find("option[selected]").AttrOr("value", ""))
		case field.Is("textarea"):
			f.Add(name, strings.TrimPrefix(field.Text(), "\n"))
		default:
			f.Add(name, field.AttrOr("value", ""))
		}
	}
	return f
}

// notice returns what the day that a leads to says of a series, after what it says of the
// one appointment.
func (b *browser) notice(a answer) string {
	b.t.Helper()
	page, _, _ := strings.Cut(a.Header.Get("Location"), "#")
	shown := squash(b.get(page).expect(b.t, http.StatusOK).Doc.Find("main > .notice p").First().Text())
	_, ofSeries, _ := strings.Cut(shown, ". ")
	return ofSeries
}

func TestSeriesIsBookedAtOnce(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	staff := d.by("staff")
	f := d.remote("repeat", "1", "repeat_count", "3", "once", "a key")
	first := staff.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
	d.expectSeries("3 Mar 10:00-10:30*", "10 Mar 10:00-10:30*", "17 Mar 10:00-10:30*")
	if got := staff.notice(first); got != "3 appointments in all, until Mar 17, 2026." {
		t.Errorf("the day says %q", got)
	}
	for action, want := range map[string]int{"appointment.book": 3, "session.create": 3} {
		if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = $1`, action); n != want {
			t.Errorf("got %d audit rows of %s, want %d", n, action, want)
		}
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_events WHERE name = 'telehealth_session_scheduled'`); n != 3 {
		t.Errorf("got %d events, want 3", n)
	}
	before := d.rows()
	again := staff.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
	if got, want := again.Header.Get("Location"), first.Header.Get("Location"); got != want || d.rows() != before {
		t.Errorf("a second send leads to %s, want %s, and the rows went from %s to %s", got, want, before, d.rows())
	}
	for day, want := range map[string]string{"2026-03-03": "1 of 3 in a series", "2026-03-10": "2 of 3 in a series",
		"2026-03-17": "3 of 3 in a series"} {
		if got := squash(staff.get("/pm/appointments?day=" + day).Doc.Find(".agenda").Text()); !strings.Contains(got, want) {
			t.Errorf("the row of %s says %q, want %q", day, got, want)
		}
	}
	if got := squash(staff.get("/pm/patients/" + string(d.ana.ID)).Doc.Find("#visits-next + ol").Text()); !strings.Contains(got,
		"2 of 3 in a series") {
		t.Errorf("the patient's page says %q", got)
	}
}

// How many and until when: whichever comes first, within the limits of a series.
func TestSeriesCountAndUntil(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		every, count, until string
		want                int
		last                string
	}{
		{"1", "26", "", 26, "Aug 25, 2026"}, {"4", "2", "", 2, "Mar 31, 2026"}, {"2", "", "2026-04-13", 3, "Mar 31, 2026"},
		{"2", "", "2026-04-14", 4, "Apr 14, 2026"}, {"1", "5", "2026-03-17", 3, "Mar 17, 2026"}, {"3", "2", "2030-01-01", 2, "Mar 24, 2026"},
	} {
		t.Run(fmt.Sprint(c.every, " weeks, ", c.count, " until ", c.until), func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			a := d.by("staff").send("/pm/appointments/new", d.wish("repeat", c.every, "repeat_count", c.count, "repeat_until", c.until)).
				expect(t, http.StatusSeeOther)
			want := fmt.Sprintf("%d appointments in all, until %s.", c.want, c.last)
			if got := d.by("staff").notice(a); got != want || len(d.series()) != c.want {
				t.Errorf("got %q with %d, want %q", got, len(d.series()), want)
			}
		})
	}
}

func TestBadInputOfASeries(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for _, c := range []struct{ every, count, until, field string }{
		{"1", "1", "", "repeat_count"}, {"1", "27", "", "repeat_count"}, {"1", "0", "", "repeat_count"}, {"1", "-3", "", "repeat_count"},
		{"1", "many", "", "repeat_count"}, {"1", "", "", "repeat_count"}, {"1", "99999999999999999999", "", "repeat_count"},
		{"5", "3", "", "repeat"}, {"0", "3", "", "repeat"}, {"x", "3", "", "repeat"}, {"", "3", "", "repeat"}, {"", "", "2026-04-01", "repeat"},
		{"1", "", "soon", "repeat_until"}, {"1", "", "2026-03-03", "repeat_until"}, {"1", "5", "2026-01-01", "repeat_until"},
		{"1", "", "2026-09-01", "repeat_until"}, {"1", "", "9999-12-31", "repeat_until"},
	} {
		t.Run(fmt.Sprintf("%q %q %q", c.every, c.count, c.until), func(t *testing.T) {
			d := d.in(t)
			before := d.rows()
			page := d.by("staff").send("/pm/appointments/new",
				d.wish("repeat", c.every, "repeat_count", c.count, "repeat_until", c.until)).expect(t, http.StatusUnprocessableEntity)
			if page.errorOf(c.field) == "" || page.Doc.Find("[data-summary] li").Length() != 1 {
				t.Errorf("got %q, want one fault at %s", squash(page.Doc.Find("[data-summary]").Text()), c.field)
			}
			if page.value("repeat_count") != c.count || page.value("repeat_until") != c.until {
				t.Errorf("the form holds %q and %q, want what was typed", page.value("repeat_count"), page.value("repeat_until"))
			}
			if _, open := page.Doc.Find("details:has(#f-repeat)").Attr("open"); !open || d.rows() != before {
				t.Error("the fields are folded away, or something was saved")
			}
		})
	}
	page := d.by("staff").send("/pm/appointments/new", d.weekly("99", "starts", "x", "day", "2026-03-03")).expect(t,
		http.StatusUnprocessableEntity)
	if page.errorOf("starts") == "" || page.errorOf("repeat_count") == "" {
		t.Errorf("got %q, want both faults at once", squash(page.Doc.Find("[data-summary]").Text()))
	}
}

// An address that says what nobody did says it at most in numbers and days.
func TestSaidOfASeries(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish())
	for query, want := range map[string]string{
		"done=booked&n=3&to=2026-03-17&skipped=x&skipped=2026-03-10": "3 appointments in all, until Mar 17, 2026. Skipped: Mar 10, 2026.",
		"done=booked&n=3": "", "done=booked&n=27&to=2026-03-17": "", "done=booked&n=x&to=2026-03-17": "", "done=booked&n=-1": "",
		"done=changed&n=1&left=99": "", "done=cancelled&n=4&left=1": "4 appointments are cancelled. 1 later one stays as it is.",
	} {
		t.Run(query, func(t *testing.T) {
			page := d.in(t).by("staff").get("/pm/appointments?day=2026-03-03&id="+string(a.ID)+"&"+query).expect(t, http.StatusOK)
			_, got, _ := strings.Cut(squash(page.Doc.Find("main > .notice p").First().Text()), ". ")
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// The message to the patient has every day of the series, by the patient's own clock.
func TestMessageOfASeries(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.Exec(t, `UPDATE pm_patients SET time_zone = 'America/Los_Angeles' WHERE id = $1`, d.ana.ID)
	a := d.by("staff").send("/pm/appointments/new", d.remote("repeat", "1", "repeat_count", "2")).expect(t, http.StatusSeeOther)
	page := d.by("staff").get(strings.Split(a.Header.Get("Location"), "#")[0])
	got := strings.TrimPrefix(page.Doc.Find("#message").Text(), "\n")
	for _, want := range []string{"Your visits with ", "Tuesday, March 3, 2026, 07:00 PST", "Tuesday, March 10, 2026, 07:00 PDT",
		"Join the first one here: https://"} {
		if !strings.Contains(got, want) {
			t.Errorf("the message is %q, want %q in it", got, want)
		}
	}
}

// What was booked by mistake is taken back at once, all of it.
func TestUndoOfASeries(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	staff := d.by("staff")
	f := d.remote("repeat", "1", "repeat_count", "3", "each", "2026-03-10", "each-2026-03-10", "move", "each_day-2026-03-10", "2026-03-02",
		"each_starts-2026-03-10", "16:00") // before the first one
	a := staff.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
	d.expectSeries("2 Mar 16:00-16:30*", "3 Mar 10:00-10:30*", "17 Mar 10:00-10:30*")
	undo := staff.get(strings.Split(a.Header.Get("Location"), "#")[0]).Doc.Find(".notice form")
	back := url.Values{}
	for _, field := range undo.Find("input").EachIter() {
		back.Set(field.AttrOr("name", ""), field.AttrOr("value", ""))
	}
	done := staff.send(undo.AttrOr("action", ""), back).expect(t, http.StatusSeeOther)
	d.expectSeries()
	if got := staff.notice(done); got != "3 appointments are cancelled." {
		t.Errorf("the day says %q", got)
	}
}
