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
	for at, clock := range map[clinic.Day]string{day.Add(7): "10:00", day.Add(14): "10:30"} {
		starts, err := at.At(clock, org.Settings().Zone())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = org.BookAppointment(t.Context(), clinic.Booking{PatientID: ben.ID, ProviderID: s.As(t, provider, s.Northside).User(),
			StartsAt: starts, EndsAt: starts.Add(time.Hour)}); err != nil {
			t.Fatal(err)
		}
	}
	p := s.person(t).signIn(staff)
	p.forgive("422")
	p.open("/pm/appointments/new?patient_id=" + string(ana.ID))
	p.fill("provider_id", p.option("provider_id", "provider@northside"))
	p.fill("day", string(day))
	p.fill("starts", "10:00")
	p.fill("ends", "10:30")
	p.fill("platform_id", p.option("platform_id", "Video visit"))
	p.press("summary", "Repeat")
	p.fill("repeat", "1")
	p.fill("repeat_count", "4")
	p.audits("series-new", sights)
	p.follow("main .actions button", "Book appointment")
	p.audits("series-clash", sights)
	key := string(day.Add(7))
	p.press("fieldset:has([value='" + key + "']) [value=move]")
	p.reach("[name='each_starts-" + key + "']") // shown only for what is moved
	p.fill("each_starts-"+key, "14:00")
	p.follow("main .actions button", "Book appointment")
	if got := p.text("main > .notice"); !strings.Contains(got, "4 appointments in all") {
		t.Errorf("the day says %q", got)
	}
	p.audits("series-day", sights)

	// Half an hour later, this one and those after it.
	p.follow(".agenda [href$='/edit']")
	p.fill("starts", "10:15")
	p.fill("ends", "10:45")
	p.fill("scope", "later")
	p.follow("main .actions button", "Save changes")
	p.audits("series-change", sights)
	for _, each := range []string{"fieldset:has([name=each])", "fieldset:has([name=each]) + fieldset"} {
		p.press(each + " [value=skip]")
	}
	p.follow("main .actions button", "Save changes")
	if got := p.text("main > .notice"); !strings.Contains(got, "2 appointments are changed. 2 later ones stay as they are.") {
		t.Errorf("the day says %q", got)
	}
	p.press(".agenda [href$='/cancel']")
	p.wait("the dialog", `document.querySelector("#dialog").open`)
	p.fill("scope", "later")
	p.audits("series-cancel", sights)
	p.fill("reason", "Moved away")
	p.follow("#dialog button", "Cancel appointment")
	if got := p.text("main > .notice"); !strings.Contains(got, "4 appointments are cancelled.") {
		t.Errorf("the day says %q", got)
	}
}
