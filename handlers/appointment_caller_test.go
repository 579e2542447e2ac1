package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/clinic"
)

// caller is the form of an appointment for somebody who is not on file.
func (d *frontDesk) caller(fields ...string) url.Values {
	return d.remote(append([]string{"patient_id", "", "family", "Zephyr", "given", "Zoe", "born", "1991-02-03", "phone", "(202) 555-0188"},
		fields...)...)
}

// TestCallerIsBookedOnOnePage puts a new patient on file together with the booking.
func TestCallerIsBookedOnOnePage(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // its patients are N-1 and N-2
	b := d.by("staff")
	f := d.caller("once", "a key")
	first := b.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther).Header.Get("Location")
	rows := d.rows()
	if second := b.send("/pm/appointments/new", f).expect(t, http.StatusSeeOther).Header.Get("Location"); second != first {
		t.Errorf("the second send leads to %s, want %s", second, first)
	}
	if after := d.rows(); after != rows || d.Count(t, `SELECT count(*) FROM pm_patients WHERE org_id = $1`, d.Northside) != 3 {
		t.Errorf("two sends leave %s, want %s and three patients", after, rows)
	}
	id := clinic.AppointmentID(strings.SplitN(first, "#appointment-", 2)[1])
	p, err := d.org.Patient(t.Context(), d.appointment(id).PatientID)
	if err != nil {
		t.Fatal(err)
	}
	if p.Name() != "Zoe Zephyr" || p.MRN != "N-3" || p.PayerClass != clinic.PayerUnknown || p.Phone != "(202) 555-0188" {
		t.Errorf("on file is %+v", p)
	}
	const added = `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'patient.add' AND entity_id = $2`
	if n := d.Count(t, added, d.Northside, p.ID); n != 1 {
		t.Errorf("the trail tells %d times that she was put on file, want once", n)
	}
	day := b.get(strings.SplitN(first, "#", 2)[0])
	shown := squash(day.Doc.Find(".notice[data-kind=success] p").First().Text())
	if shown != "Booked: Zoe Zephyr, Tuesday, March 3, 2026, 10:00 – 10:30, with The provider@northside." {
		t.Errorf("the day says %q", shown)
	}
	b.send("/pm/appointments/new", d.caller("family", "Yarrow", "starts", "15:00", "ends", "15:30")).expect(t, http.StatusSeeOther)
	if n := d.Count(t, `SELECT count(*) FROM pm_patients WHERE mrn = 'N-4'`); n != 1 {
		t.Error("the next caller has another number than N-4")
	}
}

// TestBookingIsTakenBackAndTold follows what the message after a booking offers.
func TestBookingIsTakenBackAndTold(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.Exec(t, `UPDATE pm_patients SET language = 'es', email = 'ana@silva.example', phone = '202-555-0143' WHERE id = $1`, d.ana.ID)
	b := d.by("staff")
	to := b.send("/pm/appointments/new", d.remote()).expect(t, http.StatusSeeOther).Header.Get("Location")
	day := b.get(strings.SplitN(to, "#", 2)[0])
	message := day.Doc.Find("#message").Text()
	link := day.Doc.Find("[data-copy]").First().AttrOr("data-copy", "")
	if !strings.HasPrefix(link, "https://video.example/visit/") || !strings.Contains(message, "Únase aquí: "+link) ||
		!strings.Contains(message, "Su visita con The provider@northside es el martes, 3 de marzo de 2026") {
		t.Errorf("the link is %q, the message %q", link, message)
	}
	for _, start := range []string{"mailto:ana@silva.example?subject=Su%20visita&body=", "sms:+12025550143?body=Su%20visita"} {
		if day.Doc.Find(`a[href^="`+start+`"]`).Length() != 1 {
			t.Errorf("nothing begins with %s", start)
		}
	}
	undo := day.Doc.Find(".notice form")
	b.post(undo.AttrOr("action", ""), "version", undo.Find("[name=version]").AttrOr("value", ""),
		"reason", undo.Find("[name=reason]").AttrOr("value", "")).expect(t, http.StatusSeeOther)
	if n := d.Count(t, `SELECT count(*) FROM pm_appointments WHERE status = 'cancelled'`); n != 1 {
		t.Error("undo does not take the booking back")
	}
	if again := b.get(strings.SplitN(to, "#", 2)[0]); again.Doc.Find(".notice form, #message").Length() != 0 {
		t.Error("what was taken back is offered still")
	}
	for _, address := range []string{"?done=booked&id=nobody", "?done=nonsense&id=x"} {
		if a := b.get("/pm/appointments" + address); a.StatusCode != http.StatusOK || a.Doc.Find(".notice").Length() != 0 {
			t.Errorf("%s: %d", address, a.StatusCode)
		}
	}
}

// TestWhatIsWrongWithACaller keeps what was typed, and saves neither the patient nor
// the booking.
func TestWhatIsWrongWithACaller(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	busy := d.booked(d.wish("starts", "10:00", "ends", "10:30"))
	before := d.rows()
	people := d.Count(t, `SELECT count(*) FROM pm_patients`)
	for name, tt := range map[string]struct {
		f     url.Values
		field string
	}{
		"no date of birth":      {d.caller("born", "", "starts", "12:00", "ends", "12:30"), "born"},
		"no name":               {d.caller("family", "", "given", "", "starts", "12:00", "ends", "12:30"), "family"},
		"letters in the number": {d.caller("phone", "call me", "starts", "12:00", "ends", "12:30"), "phone"},
		"a taken time":          {d.caller(), "starts"},
		"one on file as well":   {d.caller("patient_id", string(d.ana.ID), "starts", "12:00", "ends", "12:30"), "patient_id"},
		"no provider":           {d.caller("provider_id", "", "starts", "12:00", "ends", "12:30"), "provider_id"},
	} {
		t.Run(name, func(t *testing.T) {
			page := d.in(t).by("staff").send("/pm/appointments/new", tt.f).expect(t, http.StatusUnprocessableEntity)
			if page.errorOf(tt.field) == "" {
				t.Errorf("%s is not named: %s", tt.field, squash(page.Doc.Find("[data-summary]").Text()))
			}
			for _, field := range []string{"family", "given", "born", "phone", "starts"} {
				if got := page.value(field); got != tt.f.Get(field) {
					t.Errorf("%s is %q, want %q", field, got, tt.f.Get(field))
				}
			}
		})
	}
	if after := d.rows(); after != before || d.Count(t, `SELECT count(*) FROM pm_patients`) != people {
		t.Error("something was saved")
	}
	page := d.by("staff").send("/pm/appointments/new", d.caller()).expect(t, http.StatusUnprocessableEntity)
	if free := squash(page.Doc.Find("#times .slots").Text()); !strings.Contains(free, "09:30 10:30 11:00") || busy.ID == "" {
		t.Errorf("the answer to an overlap offers %q", free)
	}
}

// TestCallerWhoIsOnFile is asked about, and can be booked as who is on file or as
// somebody else.
func TestCallerWhoIsOnFile(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.by("staff")
	f := d.caller("family", "SILVA", "given", "Ana", "born", string(d.ana.Born))
	page := b.send("/pm/appointments/new", f).expect(t, http.StatusConflict)
	if got := page.Doc.Find("[name=same]").Length(); got != 2 || page.value("family") != "SILVA" {
		t.Fatalf("%d choices, and the name is %q", got, page.value("family"))
	}
	f.Set("same", page.Doc.Find("[name=same]").First().AttrOr("value", ""))
	if a := d.booked(f); a.PatientID != d.ana.ID {
		t.Error("booked for", a.PatientID, "want the one on file")
	}
	f = d.caller("family", "SILVA", "given", "Ana", "born", string(d.ana.Born), "starts", "16:00", "ends", "16:30", "same", "no")
	if a := d.booked(f); a.PatientID == d.ana.ID {
		t.Error("booked for the one on file, want somebody else")
	}
}

// TestSearchLeadsToACaller folds the fields of a new patient until nobody is found,
// and begins them with what was looked for.
func TestSearchLeadsToACaller(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.by("staff")
	find := func(text string, fields ...string) answer {
		return b.send("/pm/appointments/new", d.wish(append([]string{"patient_id", "", "find", text, "do", "find"}, fields...)...))
	}
	for text, want := range map[string][3]string{"Zoe Zephyr": {"Zephyr", "Zoe", ""}, "van der Meer, Jan": {"van der Meer", "Jan", ""},
		"(202) 555-0188": {"", "", "(202) 555-0188"}, "zzz": {"zzz", "", ""}} {
		t.Run(text, func(t *testing.T) {
			page := find(text)
			got := [3]string{page.value("family"), page.value("given"), page.value("phone")}
			if got != want || page.Doc.Find("#new-open").Length() != 1 {
				t.Errorf("got %q, want %q, unfolded", got, want)
			}
		})
	}
	page := find("ana")
	if page.Doc.Find("#new-folded").Length() != 1 || page.value("patient_id") != string(d.ana.ID) {
		t.Error("the only one found is not chosen")
	}
	// Who types on finds others, and what was guessed before goes.
	next := find("ben", "found", "zephy", "family", "zephy", "patient_id", string(d.ana.ID), "auto", string(d.ana.ID))
	if next.value("patient_id") != string(d.ben.ID) || next.value("family") != "" {
		t.Errorf("chosen is %q with the name %q", next.value("patient_id"), next.value("family"))
	}
}

// TestCallerNeedsTheRight lets who may book but not add patients book for those on file
// alone.
func TestCallerNeedsTheRight(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'booker', 'Booker', false)`, d.Northside)
	d.Exec(t, `UPDATE pf_membership_roles SET role_id = 'booker' WHERE org_id = $1 AND role_id = 'staff'`, d.Northside)
	for _, right := range []string{"pm.appointments.view", "pm.appointments.create", "pm.patients.view"} {
		d.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'booker', $2, false)`, d.Northside, right)
	}
	b := d.by("staff")
	if page := b.get("/pm/appointments/new"); page.Doc.Find("#f-family").Length() != 0 {
		t.Error("the form asks for a new patient")
	}
	b.send("/pm/appointments/new", d.caller()).expect(t, http.StatusForbidden)
	saved := d.Count(t, `SELECT count(*) FROM pm_patients WHERE family_name = 'Zephyr'`) + d.Count(t, `SELECT count(*) FROM pm_appointments`)
	if saved != 0 {
		t.Errorf("%d rows were saved", saved)
	}
	b.send("/pm/appointments/new", d.wish()).expect(t, http.StatusSeeOther)
}

// TestFormBeginsAsLastTime takes provider, platform and length from the last booking.
func TestFormBeginsAsLastTime(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	staff := d.by("staff")
	fresh := staff.get("/pm/appointments/new")
	if _, on := fresh.Doc.Find("#f-telehealth").Attr("checked"); !on || fresh.value("provider_id") != "" {
		t.Error("the first form has no telehealth, or the provider", fresh.value("provider_id"))
	}
	staff.send("/pm/appointments/new", d.remote("provider_id", string(d.solo), "ends", "10:45", "modality", "audio_only",
		"platform_id", string(d.platforms["Phone"]))).expect(t, http.StatusSeeOther)
	for role, want := range map[string][2]string{"staff": {string(d.solo), string(d.platforms["Phone"])},
		"provider": {string(d.provider), ""}} {
		t.Run(role, func(t *testing.T) {
			page := d.in(t).by(role).get("/pm/appointments/new")
			if page.value("provider_id") != want[0] || want[1] != "" && page.value("platform_id") != want[1] {
				t.Errorf("it begins with %q on %q", page.value("provider_id"), page.value("platform_id"))
			}
		})
	}
	page := staff.get("/pm/appointments/new")
	if page.value("starts") != "09:30" || page.value("ends") != "10:15" || page.value("modality") != "audio_only" {
		t.Errorf("from %s to %s by %s", page.value("starts"), page.value("ends"), page.value("modality"))
	}
}

// TestFreeTimes shows the provider's day beside the form, and takes one of its times.
func TestFreeTimes(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.wish())
	b := d.by("staff")
	part := b.send("/pm/appointments/free", d.wish("ends", "11:00"), "HX-Request", "true").expect(t, http.StatusOK)
	free := squash(part.Doc.Find(".slots").Text())
	if strings.Contains(free, "09:30") || !strings.Contains(free, "09:00 10:30") || !strings.Contains(part.Text, "Ana Silva") {
		t.Errorf("free for an hour is %q", free)
	}
	page := b.send("/pm/appointments/new", d.wish("slot", "14:00", "ends", "10:45", "override_reason", "kept")).expect(t, http.StatusOK)
	if page.value("starts") != "14:00" || page.value("ends") != "14:45" || page.Doc.Find("#times .slots").Length() != 1 {
		t.Errorf("the form is from %s to %s", page.value("starts"), page.value("ends"))
	}
	edit := b.get(address(a, "edit"))
	if free := squash(edit.Doc.Find("#times .slots").Text()); !strings.Contains(free, "10:00") {
		t.Errorf("its own time is not free for it: %q", free)
	}
	for name, f := range map[string]url.Values{"no provider": d.wish("provider_id", ""), "no day": d.wish("day", "soon")} {
		a := b.send("/pm/appointments/free", f, "HX-Request", "true").expect(t, http.StatusOK)
		if !strings.Contains(a.Text, "Choose a provider") {
			t.Errorf("%s: %s", name, a.Text)
		}
	}
	past := b.send("/pm/appointments/free", d.wish("day", "2026-03-01"), "HX-Request", "true")
	if !strings.Contains(past.Text, "No time is left") {
		t.Error("a day that is over has free times")
	}
}
