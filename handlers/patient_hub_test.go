package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// offers returns what can be done with an appointment on the page of its patient.
func (a answer) offers(id clinic.AppointmentID) (all []string) {
	for _, e := range a.Doc.Find("#visit-" + string(id) + " .actions > *").EachIter() {
		e.Find(".sr-only").Remove()
		all = append(all, squash(e.Text()))
	}
	return all
}

// leadsBack reports whether a form leads back to the page of the patient.
func (a answer) leadsBack() bool {
	return a.Doc.Find("form input[name=back]").AttrOr("value", "") == "patient"
}

func patientPage(a clinic.Appointment) string { return "/pm/patients/" + string(a.PatientID) }

// What a call needs is on the page of the patient, for those who may do it.
func TestAPatientsPageIsTheHubOfACall(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote("platform_id", string(d.platforms["Video visit"])))
	link := d.visit(a.SessionID).URL
	for role, want := range map[string][]string{
		"staff":     {"Join", "Copy link", "Reschedule", "Cancel"},
		"manager":   {"Join", "Copy link", "Reschedule", "Cancel"},
		"provider":  {"Join", "Copy link", "Reschedule", "Cancel"},
		"readonly":  {"Join", "Copy link"},
		"biller":    {"Join", "Copy link"},
		"org_admin": {"Join", "Copy link", "Reschedule", "Cancel"},
	} {
		t.Run(role, func(t *testing.T) {
			page := d.in(t).by(strings.Replace(role, "org_", "", 1)).get(patientPage(a)).expect(t, http.StatusOK)
			copied := page.Doc.Find("#visit-" + string(a.ID) + " [data-copy]")
			if copied.AttrOr("data-copy", "") != link || !strings.Contains(page.Doc.Find("#visit-"+string(a.ID)+" noscript").Text(), link) {
				t.Errorf("got %q to copy and %q to select, want %q", copied.AttrOr("data-copy", ""), page.Doc.Find("noscript").Text(), link)
			}
			if got := page.offers(a.ID); !slices.Equal(got, want) {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	t.Run("another provider", func(t *testing.T) {
		other := d.site.as(t, "solo@northside.example", d.Northside)
		d.Exec(t, `DELETE FROM pf_membership_roles WHERE role_id = 'org_admin' AND user_id = (SELECT id FROM pf_users WHERE email LIKE 'solo@%')`)
		if got := other.get(patientPage(a)).offers(a.ID); !slices.Equal(got, []string{"Join", "Copy link"}) {
			t.Errorf("got %q, want nothing that changes it", got)
		}
	})
}

// What cannot be done any more, or not in that way, is not offered.
func TestWhatAPatientsPageDoesNotOffer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		platform, change string
		want             []string
	}{
		"on now":       {"Video visit", `UPDATE pm_telehealth_sessions SET status = 'active'`, []string{"Join", "Copy link"}},
		"by phone":     {"Phone", `SELECT 1`, []string{"Join", "Reschedule", "Cancel"}},
		"without link": {"Video visit", `UPDATE pm_telehealth_sessions SET session_url = NULL`, []string{"Reschedule", "Cancel"}},
		"a no-show": {"Video visit", `UPDATE pm_telehealth_sessions SET status = 'no_show', session_url = 'https://video.example'`,
			nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			a := d.booked(d.remote("platform_id", string(d.platforms[c.platform])))
			d.Exec(t, c.change)
			if got := d.by("staff").get(patientPage(a)).offers(a.ID); !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
	t.Run("links, for who sees no sessions", func(t *testing.T) {
		t.Parallel()
		d := newFrontDesk(t)
		a := d.booked(d.remote("platform_id", string(d.platforms["Video visit"])))
		d.Exec(t, `DELETE FROM pf_membership_roles WHERE role_id = 'readonly'`)
		d.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'records', 'Records', false)`, d.Northside)
		for _, p := range []string{"pm.patients.view", "pm.appointments.view"} {
			d.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'records', $2, false)`, d.Northside, p)
		}
		d.Exec(t, `INSERT INTO pf_membership_roles (org_id, user_id, role_id) SELECT $1, id, 'records' FROM pf_users
			WHERE email = 'readonly@northside.example'`, d.Northside)
		page := d.by("readonly").get(patientPage(a)).expect(t, http.StatusOK)
		if got := page.offers(a.ID); len(got) != 0 || strings.Contains(page.Text, d.visit(a.SessionID).URL) {
			t.Errorf("got %q, want no link", got)
		}
	})
}

// Rescheduled or cancelled from there, a visit leads back there, and the page says
// what became of it.
func TestAPatientsPageIsComeBackTo(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	staff := d.by("staff")
	page := staff.get(patientPage(a))
	edit := page.Doc.Find("#visit-"+string(a.ID)+" [data-key=e]").AttrOr("href", "")
	cancel := page.Doc.Find("#cancel-"+string(a.ID)).AttrOr("href", "")
	form := staff.get(edit).expect(t, http.StatusOK)
	if !form.leadsBack() || form.Doc.Find(`.actions a[href="`+patientPage(a)+`"]`).Length() != 1 {
		t.Error("the form does not lead back")
	}
	wish := edited(a, d.remote("starts", "25:00", "ends", "15:30"))
	wish.Set("back", "patient")
	refused := staff.send(address(a, "edit"), wish).expect(t, http.StatusUnprocessableEntity)
	if !refused.leadsBack() {
		t.Error("a mistake loses the way back")
	}
	wish.Set("starts", "15:00")
	saved := staff.send(address(a, "edit"), wish).expect(t, http.StatusSeeOther).Header.Get("Location")
	if want := patientPage(a) + "?changed=" + string(a.ID) + "#visit-" + string(a.ID); saved != want {
		t.Errorf("got to %q, want %q", saved, want)
	}
	saved, _, _ = strings.Cut(saved, "#")
	const moved = "The appointment is now on Tue, Mar 3, 2026, 15:00, with The provider@northside."
	if got := squash(staff.get(saved).Doc.Find(".notice").Text()); got != moved {
		t.Errorf("rescheduled: %q", got)
	}
	if got := staff.get(cancel, "HX-Request", "true"); !got.leadsBack() {
		t.Error("the dialog does not lead back")
	}
	again := staff.post(cancel, "back", "patient", "version", "2", "reason", " ").expect(t, http.StatusUnprocessableEntity)
	if !again.leadsBack() {
		t.Error("a missing reason loses the way back")
	}
	gone := staff.post(address(a, "cancel"), "back", "patient", "version", "2", "reason", "ill").expect(t, http.StatusSeeOther)
	saved, _, _ = strings.Cut(gone.Header.Get("Location"), "#")
	if got := squash(staff.get(saved).Doc.Find(".notice").Text()); got != "The appointment on Tue, Mar 3, 2026, 15:00, is cancelled." {
		t.Errorf("cancelled: %q", got)
	}
	if got := staff.get(patientPage(a) + "?changed=another").Doc.Find(".notice").Length(); got != 0 {
		t.Errorf("got %d notices of another appointment, want none", got)
	}
}

// Who is on file can be called, and the guardian of a child.
func TestWhoIsOnFileCanBeCalled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.onRecord(t, s.Session(t, storetest.Row{})).PatientID
	b := s.as(t, staff, "")
	calls := func() (all []string) {
		for _, e := range b.get("/pm/patients/" + string(id)).Doc.Find(`.pagehead a[href^="tel:"]`).EachIter() {
			all = append(all, squash(e.Text())+" "+e.AttrOr("href", ""))
		}
		return all
	}
	if got := calls(); len(got) != 0 {
		t.Errorf("without a number got %q", got)
	}
	s.Exec(t, `UPDATE pm_patients SET phone = '212-555-0101', guardian_phone = '+44 20 7946 0958'`)
	want := []string{"Call (212) 555-0101 tel:+12125550101", "Call guardian +44 20 7946 0958 tel:+442079460958"}
	if got := calls(); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
