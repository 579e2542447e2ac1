package handlers

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"televisit/clinic"
)

// TestTheSameFormTwice sends a form again, as a double press or a browser that
// tries again does. The second send answers with what the first made.
func TestTheSameFormTwice(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.remote("patient_id", string(d.ben.ID)))
	b := d.by("manager")
	once := b.get("/pm/appointments/new").Doc.Find("input[name=once]").AttrOr("value", "")
	if again := b.get("/pm/appointments/new").Doc.Find("input[name=once]").AttrOr("value", ""); once == "" || again == once {
		t.Fatalf("two forms have the keys %q and %q", once, again)
	}
	f := d.remote("override_reason", "They are siblings", "once", once)
	first := b.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther).Header.Get("Location")
	rows := d.rows()
	if second := b.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther).Header.Get("Location"); second != first {
		t.Errorf("the second send leads to %s, want %s", second, first)
	}
	if after := d.rows(); after != rows {
		t.Errorf("got the rows %s, want %s as before", after, rows)
	}
	// Who goes back and changes something wants another one.
	f.Set("starts", "15:00")
	f.Set("ends", "15:30")
	if third := b.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther).Header.Get("Location"); third == first {
		t.Error("a form that was changed leads to the first appointment, want its own")
	}
	page := b.send("/pm/appointments/new", d.wish("ends", "nonsense", "once", once)).expect(t, http.StatusUnprocessableEntity)
	if got := page.Doc.Find("input[name=once]").AttrOr("value", ""); got != once {
		t.Errorf("a form that comes back has the key %q, want its own %q", got, once)
	}
}

// TestTheSameFormAtOnce sends one form from two hands in the same moment.
func TestTheSameFormAtOnce(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	f := d.wish("once", "a key")
	var all sync.WaitGroup
	places := make([]string, 8)
	for i := range places {
		b := d.as(t, "staff@northside.example", d.Northside)
		all.Go(func() { places[i] = b.send("/pm/appointments/new", f).Header.Get("Location") })
	}
	all.Wait()
	for _, place := range places {
		if place == "" || place != places[0] {
			t.Errorf("led to %q, want one place for all", places)
		}
	}
	if n := d.Count(t, `SELECT count(*) FROM pm_appointments`); n != 1 {
		t.Errorf("got %d appointments, want 1", n)
	}
}

// TestEqualBookingIsRefused keeps a patient from having one appointment twice,
// whatever reason is given.
func TestEqualBookingIsRefused(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish())
	other := d.booked(d.wish("starts", "12:00", "ends", "12:30"))
	b := d.by("manager")
	for name, send := range map[string]func() answer{
		"booked": func() answer {
			return b.send("/pm/appointments/new", d.wish("ends", "11:00", "override_reason", "x"))
		},
		"moved there": func() answer {
			return b.send(address(other, "edit"), edited(other, d.wish("override_reason", "x")))
		},
	} {
		t.Run(name, func(t *testing.T) {
			page := send().expect(t, http.StatusUnprocessableEntity)
			if got := page.errorOf("starts"); got != "Ana Silva has this appointment with The provider@northside already." {
				t.Errorf("got %q", got)
			}
		})
	}
}

// TestOnePatientInTwoPlaces asks for a reason before a patient has two
// appointments at a time, and marks both while it is so.
func TestOnePatientInTwoPlaces(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	first := d.booked(d.wish())
	elsewhere := func(fields ...string) answer {
		fields = append(fields, "provider_id", string(d.solo), "starts", "10:15", "ends", "10:45")
		return d.by("manager").send("/pm/appointments/new", d.wish(fields...))
	}
	staff := d.by("staff").send("/pm/appointments/new", d.wish("provider_id", string(d.solo))).expect(t, http.StatusUnprocessableEntity)
	if got := staff.errorOf("patient_id"); !strings.Contains(got, "Ana Silva has an appointment from 10:00 to 10:30") ||
		!strings.Contains(got, "Choose another time.") {
		t.Errorf("staff is told %q", got)
	}
	page := elsewhere().expect(t, http.StatusUnprocessableEntity)
	if page.errorOf("patient_id") == "" || page.errorOf("override_reason") == "" || page.errorOf("starts") != "" {
		t.Error(squash(page.Doc.Find("[data-summary]").Text()))
	}
	_, second, _ := strings.Cut(elsewhere("override_reason", "The interpreter is here").expect(t, http.StatusSeeOther).
		Header.Get("Location"), "#appointment-")
	row := func(id clinic.AppointmentID) string {
		return squash(d.by("staff").get("/pm/appointments?day=2026-03-03").Doc.Find("#appointment-" + string(id)).Text())
	}
	const flag = "The patient has another appointment at this time"
	if !strings.Contains(row(first.ID), flag) || !strings.Contains(row(clinic.AppointmentID(second)), flag) {
		t.Errorf("the day shows %q and %q", row(first.ID), row(clinic.AppointmentID(second)))
	}
	d.by("staff").post(address(first, "cancel"), "version", "1", "reason", "ill").expect(t, http.StatusSeeOther)
	if got := row(clinic.AppointmentID(second)); strings.Contains(got, flag) {
		t.Errorf("it is alone by now, and the day shows %q", got)
	}
}

// TestBookedOverIsSaidWhileItIsTrue moves the other appointment away.
func TestBookedOverIsSaidWhileItIsTrue(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	under := d.booked(d.wish())
	d.by("manager").send("/pm/appointments/new", d.wish("patient_id", string(d.ben.ID), "override_reason", "They are siblings")).
		expect(t, http.StatusSeeOther)
	day := func() string {
		return squash(d.by("staff").get("/pm/appointments?day=2026-03-03").Doc.Find(".agenda").Text())
	}
	if got := day(); !strings.Contains(got, "booked over another: They are siblings") ||
		!strings.Contains(got, "The provider has another appointment at this time") {
		t.Error("the day shows", got)
	}
	d.by("staff").send(address(under, "edit"), edited(under, d.wish("starts", "16:00", "ends", "16:30"))).expect(t, http.StatusSeeOther)
	if got := day(); strings.Contains(got, "another") {
		t.Error("nothing overlaps by now, and the day shows", got)
	}
}

// TestInThePast asks before something is entered afterwards, and refuses years
// that are slips.
func TestInThePast(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // it is 2 March 2026
	b := d.by("staff")
	page := b.send("/pm/appointments/new", d.wish("day", "2026-03-01")).expect(t, http.StatusUnprocessableEntity)
	if got := page.errorOf("afterwards"); got != "This is in the past: enter it afterwards?" {
		t.Errorf("got %q", got)
	}
	if page.Doc.Find("input[name=day]").AttrOr("value", "") != "2026-03-01" || page.Doc.Find("input[name=afterwards]").Length() != 1 {
		t.Error("the form does not keep the day, or does not ask")
	}
	a := d.booked(d.wish("day", "2026-03-01", "afterwards", "yes"))
	if got := b.get("/pm/appointments?day=2026-03-01").Doc.Find("#appointment-" + string(a.ID)).Text(); !a.EnteredLate ||
		!strings.Contains(got, "entered afterwards") {
		t.Errorf("late %v, the day shows %q", a.EnteredLate, squash(got))
	}
	b.send(address(a, "edit"), edited(a, d.wish("day", "2026-03-01", "provider_id", string(d.solo)))).expect(t, http.StatusSeeOther)
	for _, day := range []string{"2025-03-01", "2001-01-01", "0026-03-03", "2031-03-04", "2062-03-03"} {
		t.Run(day, func(t *testing.T) {
			page := b.send("/pm/appointments/new", d.wish("day", day, "afterwards", "yes")).expect(t, http.StatusUnprocessableEntity)
			if got := page.errorOf("day"); !strings.HasPrefix(got, "Check the year: there are no appointments in "+day[:4]) {
				t.Errorf("got %q", got)
			}
		})
	}
	if coming := d.booked(d.wish("afterwards", "yes")); coming.EnteredLate {
		t.Error("one that is to come is marked as entered afterwards")
	}
}
