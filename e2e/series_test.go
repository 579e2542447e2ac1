package e2e

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// A series in the browser: what clashes is asked about in the form, and the day says what
// was booked.
func TestSeriesInTheBrowser(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	day := clinic.DayIn(time.Now(), time.UTC).Add(3)
	ana, ben := s.Patient(t, s.Northside, "Ana", "Silva", "N-1"), s.Patient(t, s.Northside, "Ben", "Okafor", "N-2")
	org := s.As(t, staff, s.Northside)
	starts, err := day.Add(7).At("10:00", org.Settings().Zone())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = org.BookAppointment(t.Context(), clinic.Booking{PatientID: ben.ID, ProviderID: s.As(t, provider, s.Northside).User(),
		StartsAt: starts, EndsAt: starts.Add(time.Hour)}); err != nil {
		t.Fatal(err)
	}
	p := s.person(t).signIn(staff)
	p.forgive("422")
	p.open("/pm/appointments/new?patient_id=" + string(ana.ID))
	p.fill("provider_id", p.option("provider_id", "provider@northside"))
	p.fill("day", string(day))
	p.fill("starts", "10:00")
	p.fill("ends", "10:30")
	p.press("summary", "Repeat")
	p.fill("repeat", "1")
	p.fill("repeat_count", "4")
	p.audits("series-new", sights)
	p.follow("main .actions button", "Book appointment")
	p.audits("series-clash", sights)
	key := string(day.Add(7))
	p.press("fieldset:has([value='" + key + "']) [value=move]")
	p.fill("each_starts-"+key, "14:00")
	p.follow("main .actions button", "Book appointment")
	if got := p.text("main > .notice"); !strings.Contains(got, "4 appointments in all") {
		t.Errorf("the day says %q", got)
	}
	p.audits("series-day", sights)
}
