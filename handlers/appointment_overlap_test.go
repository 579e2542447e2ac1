package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
)

func TestOverlapIsRefused(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.wish()) // 10:00 to 10:30
	called := d.booked(d.wish("starts", "14:00", "ends", "15:00"))
	if _, err := d.org.CancelAppointment(t.Context(), called.ID, 1, "ill"); err != nil {
		t.Fatal(err)
	}
	staff := d.by("staff")
	for _, c := range []struct{ starts, ends, provider string }{
		{"10:00", "10:30", ""}, {"09:45", "10:01", ""}, {"10:29", "11:00", ""}, {"09:00", "12:00", ""}, {"10:10", "10:20", ""},
		{"07:00", "19:00", ""},
	} {
		t.Run(c.starts+" to "+c.ends, func(t *testing.T) {
			before := d.rows()
			page := staff.send("/pm/appointments/new", d.wish("starts", c.starts, "ends", c.ends, "patient_id", string(d.ben.ID),
				"override_reason", "they may not say")).
				expect(t, http.StatusUnprocessableEntity)
			if shown := page.errorOf("starts"); !strings.Contains(shown, "10:00 to 10:30") || !strings.Contains(shown, "Ana Silva") ||
				page.Doc.Find("#f-override_reason").Length() != 0 {
				t.Errorf("got %q, want whom it overlaps, and no field for a reason", shown)
			}
			if after := d.rows(); after != before {
				t.Errorf("got the rows %s, want %s as before", after, before)
			}
		})
	}
	d.booked(d.wish("starts", "10:30", "ends", "11:00"))                            // touches the end
	d.booked(d.wish("starts", "09:30", "ends", "10:00"))                            // touches the start
	d.booked(d.wish("starts", "14:00", "ends", "15:00"))                            // the other is cancelled
	d.booked(d.wish("provider_id", string(d.solo), "patient_id", string(d.ben.ID))) // somebody else's time
	moved := d.booked(d.wish("starts", "16:00", "ends", "16:30"))                   // over itself below
	staff.send(address(moved, "edit"), edited(moved, d.wish("starts", "16:10", "ends", "16:40"))).expect(t, http.StatusSeeOther)
}

func TestOverrideOverlap(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"manager", "admin"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			d.booked(d.wish())
			b := d.by(role)
			if b.get("/pm/appointments/new").Doc.Find("#f-override_reason").Length() != 0 {
				t.Error("a reason is asked before there is a clash")
			}
			for _, blank := range []string{"", " \n"} {
				t.Run(fmt.Sprintf("%q for a reason", blank), func(t *testing.T) {
					page := b.send("/pm/appointments/new", d.remote("patient_id", string(d.ben.ID), "platform_id", "nonsense",
						"override_reason", blank)).expect(t, http.StatusUnprocessableEntity)
					if page.errorOf("starts") == "" || page.errorOf("override_reason") == "" || page.errorOf("platform_id") == "" {
						t.Errorf("got %q, want all three faults at once", squash(page.Doc.Find("[data-summary]").Text()))
					}
				})
			}
			b.send("/pm/appointments/new", d.wish("patient_id", string(d.ben.ID), "override_reason", " They are siblings ")).expect(t,
				http.StatusSeeOther)
			if n := d.Count(t, "SELECT count(*) FROM pm_appointments WHERE override_reason = 'They are siblings'"); n != 1 {
				t.Error(n, "with the reason")
			}
			if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'appointment.book' AND detail LIKE '%They are siblings%'`); n != 1 {
				t.Error(n, "audit rows with the reason")
			}
		})
	}
}

func TestReasonWithoutClashIsNotKept(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.by("manager").send("/pm/appointments/new", d.wish("override_reason", "just in case")).expect(t, http.StatusSeeOther)
	if n := d.Count(t, "SELECT count(*) FROM pm_appointments WHERE override_reason <> ''"); n != 0 {
		t.Error("it is on record that it overlaps")
	}
}

// Whoever leaves the time alone needs nobody's leave to change the rest.
func TestOverlapThatWasAllowedStaysSo(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	first := d.booked(d.wish())
	second, err := d.org.BookAppointment(t.Context(), clinic.Booking{PatientID: d.ben.ID, ProviderID: d.provider, StartsAt: first.StartsAt,
		EndsAt: first.EndsAt, OverrideReason: "siblings"})
	if err != nil {
		t.Fatal(err)
	}
	staff := d.by("staff")
	staff.send(address(second, "edit"), edited(second, d.remote("patient_id", string(d.ben.ID)))).expect(t, http.StatusSeeOther)
	staff.send(address(first, "edit"), edited(first, d.remote())).expect(t, http.StatusSeeOther)
	if second = d.appointment(second.ID); second.OverrideReason != "siblings" || second.SessionID == "" {
		t.Errorf("%+v", second)
	}
	staff.send(address(second, "edit"), edited(second, d.wish("starts", "10:05"))).expect(t, http.StatusUnprocessableEntity)
	staff.send(address(second, "edit"), edited(second, d.wish("starts", "11:00", "ends", "11:30"))).expect(t, http.StatusSeeOther)
	if second = d.appointment(second.ID); second.OverrideReason != "" {
		t.Error("it overlaps nothing now, yet says", second.OverrideReason)
	}
}

func TestTwoBookTheSameTime(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	one, other := d.by("staff"), d.by("provider")
	got := together(
		func() int { return one.send("/pm/appointments/new", d.remote()).StatusCode },
		func() int {
			return other.send("/pm/appointments/new", d.remote("patient_id", string(d.ben.ID), "starts", "10:15", "ends",
				"10:45")).StatusCode
		})
	if !slices.Equal(got, []int{http.StatusSeeOther, http.StatusUnprocessableEntity}) {
		t.Error(got)
	}
	if n := d.Count(t, "SELECT count(*) FROM pm_appointments") + d.Count(t, "SELECT count(*) FROM pm_telehealth_sessions"); n != 2 {
		t.Error(n, "rows of both kinds")
	}
}
