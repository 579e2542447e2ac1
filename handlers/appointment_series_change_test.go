package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/clinic"
)

// bookedSeries books f as the staff does and returns what was saved, in order.
func (d *frontDesk) bookedSeries(f url.Values) (all []clinic.Appointment) {
	d.t.Helper()
	first := d.booked(f)
	for _, id := range d.Texts(d.t, `SELECT id FROM pm_appointments WHERE series_id = $1 ORDER BY starts_at`, first.SeriesID) {
		all = append(all, d.appointment(clinic.AppointmentID(id)))
	}
	return all
}

// typed is the form of the page that changes a, with some fields changed.
func (d *frontDesk) typed(by *browser, a clinic.Appointment, fields ...string) url.Values {
	d.t.Helper()
	f := by.get(address(a, "edit")).expect(d.t, http.StatusOK).sameForm()
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// scopes returns what a form offers to change, the chosen one with a star.
func (a answer) scopes() (all []string) {
	for _, radio := range a.Doc.Find("input[name=scope]").EachIter() {
		text := squash(radio.Parent().Text())
		if _, on := radio.Attr("checked"); on {
			text += "*"
		}
		all = append(all, text)
	}
	return all
}

func TestChangeThisOne(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	all, staff := d.bookedSeries(d.remote("repeat", "1", "repeat_count", "3")), d.by("staff")
	page := staff.get(address(all[0], "edit"))
	if got := strings.Join(page.scopes(), ", "); got != "This one*, This one and 2 later ones" {
		t.Errorf("the form offers %q", got)
	}
	if got := page.Doc.Find(".pagehead").Text(); !strings.Contains(got, "1 of 3 in a series") {
		t.Errorf("the form says %q", squash(got))
	}
	if got := staff.get(address(all[2], "edit")).scopes(); len(got) != 0 {
		t.Errorf("the form of the last one offers %q", got)
	}
	a := staff.send(address(all[0], "edit"), d.typed(staff, all[0], "starts", "11:00", "ends", "11:30")).expect(t, http.StatusSeeOther)
	if got := staff.notice(a); got != "" {
		t.Errorf("the day says %q", got)
	}
	d.expectSeries("3 Mar 11:00-11:30*", "10 Mar 10:00-10:30*", "17 Mar 10:00-10:30*")
}

// What was changed of one is changed of the later ones, and nothing else of them.
func TestChangeThisAndLater(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		fields []string
		want   []string
	}{
		"the clock": {[]string{"starts", "11:00", "ends", "11:30"},
			[]string{"3 Mar 10:00-10:30*", "10 Mar 11:00-11:30*", "17 Mar 11:00-11:45*", "24 Mar 11:00-11:30 solo*"}},
		"the length": {[]string{"ends", "10:50"},
			[]string{"3 Mar 10:00-10:30*", "10 Mar 10:00-10:50*", "17 Mar 14:00-14:50*", "24 Mar 10:00-10:50 solo*"}},
		"the day": {[]string{"day", "2026-03-12"},
			[]string{"3 Mar 10:00-10:30*", "12 Mar 10:00-10:30*", "19 Mar 14:00-14:45*", "26 Mar 10:00-10:30 solo*"}},
		"a week later, each in the place of the next": {[]string{"day", "2026-03-17"},
			[]string{"3 Mar 10:00-10:30*", "17 Mar 10:00-10:30*", "24 Mar 14:00-14:45*", "31 Mar 10:00-10:30 solo*"}},
		"the provider": {[]string{"provider_id", "solo"},
			[]string{"3 Mar 10:00-10:30*", "10 Mar 10:00-10:30 solo*", "17 Mar 14:00-14:45 solo*", "24 Mar 10:00-10:30 solo*"}},
		"in person": {[]string{"telehealth", ""},
			[]string{"3 Mar 10:00-10:30*", "10 Mar 10:00-10:30", "17 Mar 14:00-14:45", "24 Mar 10:00-10:30 solo"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			all, staff := d.bookedSeries(d.remote("repeat", "1", "repeat_count", "4")), d.by("staff")
			staff.send(address(all[2], "edit"), d.typed(staff, all[2], "starts", "14:00", "ends", "14:45")).expect(t, http.StatusSeeOther)
			staff.send(address(all[3], "edit"), d.typed(staff, all[3], "provider_id", string(d.solo))).expect(t, http.StatusSeeOther)
			f := d.typed(staff, all[1], append(c.fields, "scope", "later")...)
			if f.Get("provider_id") == "solo" {
				f.Set("provider_id", string(d.solo))
			}
			if f.Get("telehealth") == "" {
				f.Del("telehealth")
			}
			a := staff.send(address(all[1], "edit"), f).expect(t, http.StatusSeeOther)
			if got := staff.notice(a); got != "3 appointments are changed." {
				t.Errorf("the day says %q", got)
			}
			d.expectSeries(c.want...)
			if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'appointment.change'`); n != 2+3 {
				t.Errorf("got %d audit rows of changes, want 5", n)
			}
			for _, id := range d.Texts(t, `SELECT s.id FROM pm_telehealth_sessions s JOIN pm_appointments a ON a.id = s.appointment_id
				WHERE s.status = 'scheduled' AND (s.starts_at <> a.starts_at OR s.ends_at <> a.ends_at OR s.provider_id <> a.provider_id)`) {
				t.Errorf("the session %s is not as its appointment", id)
			}
		})
	}
}

// The patient, the platform and the modality of the later ones follow too.
func TestChangePatientAndPlatformOfLater(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	all, staff := d.bookedSeries(d.remote("repeat", "2", "repeat_count", "2")), d.by("staff")
	f := d.typed(staff, all[0], "scope", "later", "patient_id", string(d.ben.ID), "platform_id", string(d.platforms["Phone"]), "modality",
		"audio_only")
	staff.send(address(all[0], "edit"), f).expect(t, http.StatusSeeOther)
	for _, a := range all {
		after := d.appointment(a.ID)
		v := d.visit(after.SessionID)
		if after.PatientID != d.ben.ID || v.PatientID != d.ben.ID || v.PlatformName != "Phone" || v.Modality != clinic.AudioOnly ||
			v.ID == a.SessionID {
			t.Errorf("got %+v with the session %+v", after, v)
		}
	}
}

// Each later one that would clash is named before anything is saved, and is left as it is
// or moved.
func TestChangeLaterClash(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	all, staff := d.bookedSeries(d.weekly("4")), d.by("staff")
	for _, day := range []string{"2026-03-10", "2026-03-24"} {
		d.booked(d.wish("day", day, "starts", "12:00", "ends", "13:00", "patient_id", string(d.ben.ID)))
	}
	before := d.rows()
	f := d.typed(staff, all[0], "scope", "later", "starts", "12:00", "ends", "12:30")
	page := staff.send(address(all[0], "edit"), f).expect(t, http.StatusUnprocessableEntity)
	second, fourth := string(all[1].ID), string(all[3].ID)
	if got := strings.Join(page.asked(), " "); got != second+" "+fourth || d.rows() != before {
		t.Fatalf("asked about %s, want the second and the fourth, and the rows went from %s to %s", got, before, d.rows())
	}
	if got := page.errorOf("each-" + second); got !=
		"Mar 10, 2026: The provider@northside is booked from 12:00 to 13:00 (Ben Okafor). Choose another time." {
		t.Errorf("got %q", got)
	}
	if got := squash(page.Doc.Find("fieldset:has([value='" + second + "']) legend").Text()); got != "Tue, Mar 10, 2026, 10:00 – 10:30" {
		t.Errorf("it is called %q", got)
	}
	f = page.sameForm()
	if f.Get("scope") != "later" || f.Get("starts") != "12:00" || f.Get("each_starts-"+second) != "12:00" {
		t.Errorf("the form lost what was chosen: %v", f)
	}
	f.Set("each-"+second, "skip")
	f.Set("each-"+fourth, "move")
	f.Set("each_starts-"+fourth, "12:45")
	page = staff.send(address(all[0], "edit"), f).expect(t, http.StatusUnprocessableEntity)
	if page.errorOf("each-"+fourth) == "" || page.errorOf("each-"+second) != "" || d.rows() != before {
		t.Errorf("got %q", squash(page.Doc.Find("[data-summary]").Text()))
	}
	f = page.sameForm()
	f.Set("each_starts-"+fourth, "13:00")
	done := staff.send(address(all[0], "edit"), f).expect(t, http.StatusSeeOther)
	if got := staff.notice(done); got != "3 appointments are changed. 1 later one stays as it is." {
		t.Errorf("the day says %q", got)
	}
	d.expectSeries("3 Mar 12:00-12:30", "10 Mar 10:00-10:30", "10 Mar 12:00-13:00", "17 Mar 12:00-12:30", "24 Mar 12:00-13:00",
		"24 Mar 13:00-13:30")
}

// A provider changes and cancels their own later ones; a colleague's stay as they are, and
// so do those whose session has begun.
func TestLaterOnesOfOthers(t *testing.T) {
	t.Parallel()
	for _, action := range []string{"edit", "cancel"} {
		t.Run(action, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			all, staff, provider := d.bookedSeries(d.remote("repeat", "1", "repeat_count", "4")), d.by("staff"), d.by("provider")
			staff.send(address(all[2], "edit"), d.typed(staff, all[2], "provider_id", string(d.solo))).expect(t, http.StatusSeeOther)
			d.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'active' WHERE id = $1`, all[3].SessionID)
			page := provider.get(address(all[0], action)).expect(t, http.StatusOK)
			if got := strings.Join(page.scopes(), ", "); got != "This one*, This one and 1 later one" ||
				!strings.Contains(page.Doc.Find("#f-scope-hint").Text(), "2 later ones stay as they are.") {
				t.Errorf("the form offers %q, %q", got, page.Doc.Find("#f-scope-hint").Text())
			}
			f := page.sameForm()
			f.Set("scope", "later")
			f.Set("ends", "10:45")
			f.Set("reason", "on leave")
			done := provider.send(address(all[0], action), f).expect(t, http.StatusSeeOther)
			want, left := "2 appointments are changed. 2 later ones stay as they are.", []string{"3 Mar 10:00-10:45*", "10 Mar 10:00-10:45*",
				"17 Mar 10:00-10:30 solo*", "24 Mar 10:00-10:30"}
			if action == "cancel" {
				want, left = "2 appointments are cancelled. 2 later ones stay as they are.", left[2:]
			}
			if got := provider.notice(done); got != want {
				t.Errorf("the day says %q, want %q", got, want)
			}
			d.expectSeries(left...)
		})
	}
}

func TestCancelThisAndLater(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	all, staff := d.bookedSeries(d.remote("repeat", "1", "repeat_count", "4")), d.by("staff")
	staff.post(address(all[0], "cancel"), "version", "1", "reason", "ill").expect(t, http.StatusSeeOther)
	page := staff.post(address(all[1], "cancel"), "version", "1", "scope", "later").expect(t, http.StatusUnprocessableEntity)
	if got := strings.Join(page.scopes(), ", "); page.errorOf("reason") == "" || got != "This one, This one and 2 later ones*" {
		t.Errorf("the form says %q and offers %q", page.errorOf("reason"), got)
	}
	if part := staff.get(address(all[1], "cancel"), "HX-Request", "true"); len(part.scopes()) != 2 ||
		!strings.Contains(part.Text, "1 of 3 in a series") {
		t.Errorf("the dialog is %q", squash(part.Text))
	}
	done := staff.post(address(all[1], "cancel"), "version", "1", "scope", "later", "reason", "Moved away").expect(t, http.StatusSeeOther)
	if got := staff.notice(done); got != "3 appointments are cancelled." {
		t.Errorf("the day says %q", got)
	}
	d.expectSeries()
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'appointment.cancel' AND detail LIKE '%Moved away%'`); n != 3 {
		t.Errorf("got %d audit rows with the reason, want 3", n)
	}
	for _, a := range all {
		if v := d.visit(a.SessionID); v.Status != clinic.Cancelled || v.URL != "" {
			t.Errorf("the session of %s is %s with the link %q", a.StartsAt, v.Status, v.URL)
		}
	}
	if got := squash(staff.get("/pm/appointments?day=2026-03-10").Doc.Find(".agenda").Text()); !strings.Contains(got, "of a series") {
		t.Errorf("the row of a cancelled one says %q", got)
	}
	staff.post(address(all[1], "cancel"), "version", "2", "scope", "later", "reason", "again").expect(t, http.StatusUnprocessableEntity)
}

// If another hand was faster nothing is changed, and what was chosen is kept.
func TestSeriesConflict(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	all, staff := d.bookedSeries(d.weekly("3")), d.by("staff")
	f := d.typed(staff, all[0], "scope", "later", "starts", "11:00", "ends", "11:30")
	staff.send(address(all[0], "edit"), d.typed(staff, all[0], "ends", "10:45")).expect(t, http.StatusSeeOther)
	before := d.rows()
	page := staff.send(address(all[0], "edit"), f).expect(t, http.StatusConflict)
	if got := page.sameForm(); d.rows() != before || got.Get("scope") != "later" || got.Get("starts") != "11:00" {
		t.Errorf("the form holds %v, and the rows went from %s to %s", got, before, d.rows())
	}
	staff.send(address(all[0], "edit"), page.sameForm()).expect(t, http.StatusSeeOther)
	d.expectSeries("3 Mar 11:00-11:30", "10 Mar 11:00-11:30", "17 Mar 11:00-11:30")
}
