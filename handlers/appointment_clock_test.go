package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
)

// hoursOf returns the hours that a form asks for, and which of them are chosen.
func hoursOf(a answer) (values, texts []string, chosen string) {
	for _, radio := range a.Doc.Find("input[name=hours]").EachIter() {
		values, texts = append(values, radio.AttrOr("value", "")), append(texts, squash(radio.Parent().Text()))
		if _, on := radio.Attr("checked"); on {
			chosen += radio.AttrOr("value", "")
		}
	}
	return values, texts, chosen
}

// at is wish on a day from one time to another, with the hours that are meant.
func (d *frontDesk) at(day, starts, ends, hours string) url.Values {
	return d.wish("day", day, "starts", starts, "ends", ends, "hours", hours)
}

// utcTimes returns the times of a in UTC.
func utcTimes(a clinic.Appointment) string {
	return a.StartsAt.UTC().Format("2 Jan 15:04") + " to " + a.EndsAt.UTC().Format("2 Jan 15:04")
}

// shown returns the times on the list of a day.
func (d *frontDesk) shown(day string) (all []string) {
	for _, row := range d.by("staff").get("/pm/appointments?day=" + day).Doc.Find(".agenda .when").EachIter() {
		all = append(all, squash(row.Text()))
	}
	return all
}

// Where the clocks do not say how long it is, nothing is booked before somebody has
// chosen, whatever else was chosen before.
func TestClockChangeAsks(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // in New York
	for name, c := range map[string]struct {
		day, starts, ends string
		want              []string
	}{
		"within the repeated hour": {"2026-11-01", "01:15", "01:45", []string{"01:15 EDT – 01:45 EDT, 30 min, the first time",
			"01:15 EDT – 01:45 EST, 90 min, the first time", "01:15 EST – 01:45 EST, 30 min, the second time"}},
		"out of it": {"2026-11-01", "01:30", "02:30", []string{"01:30 EDT – 02:30 EST, 120 min, the first time",
			"01:30 EST – 02:30 EST, 60 min, the second time"}},
		"across it":               {"2026-11-01", "00:30", "02:30", []string{"00:30 EDT – 02:30 EST, 180 min"}},
		"backwards":               {"2026-11-01", "01:45", "01:15", []string{"01:45 EDT – 01:15 EST, 30 min, the first time"}},
		"in spring":               {"2026-03-08", "01:30", "03:15", []string{"01:30 EST – 03:15 EDT, 45 min"}},
		"from the evening before": {"2026-03-07", "23:30", "03:30", []string{"23:30 EST – Sun, Mar 8, 03:30 EDT, 180 min"}},
	} {
		t.Run(name, func(t *testing.T) {
			d := d.in(t)
			staff, before := d.by("staff"), d.rows()
			for _, hours := range []string{"", "x", "2026-03-03T10:00:00-05:00/2026-03-03T10:30:00-05:00"} {
				a := staff.send("/pm/appointments/new", d.at(c.day, c.starts, c.ends, hours)).expect(t, http.StatusUnprocessableEntity)
				values, texts, chosen := hoursOf(a)
				if diff := cmp.Diff(c.want, texts); diff != "" || chosen != "" || a.errorOf("hours") == "" {
					t.Errorf("%q: chosen %q, said %q (-want +got):\n%s", hours, chosen, a.errorOf("hours"), diff)
				}
				if n := a.Doc.Find("[data-summary] li").Length(); n != 1 || a.value("starts") != c.starts || !strings.Contains(values[0], "T") {
					t.Errorf("%q: %d faults and %v", hours, n, values)
				}
			}
			if after := d.rows(); after != before {
				t.Error("rows went from", before, "to", after)
			}
		})
	}
}

func TestBothHoursAreBooked(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	const day = "2026-11-01"
	values, _, _ := hoursOf(d.by("staff").send("/pm/appointments/new", d.at(day, "01:15", "01:45", "")))
	first := d.booked(d.at(day, "01:15", "01:45", values[0]))
	second := d.booked(d.at(day, "01:15", "01:45", values[2]))
	if got := utcTimes(first) + ", " + utcTimes(second); got != "1 Nov 05:15 to 1 Nov 05:45, 1 Nov 06:15 to 1 Nov 06:45" {
		t.Errorf("booked %s", got)
	}
	d.booked(d.at(day, "00:30", "01:00", ""))
	d.by("staff").send("/pm/appointments/new", d.at(day, "00:30", "02:30", "2026-11-01T00:30:00-04:00/2026-11-01T02:30:00-05:00")).
		expect(t, http.StatusUnprocessableEntity)
	taken := d.at(day, "01:15", "01:45", values[2])
	taken.Set("patient_id", string(d.ben.ID))
	again := d.by("staff").send("/pm/appointments/new", taken).expect(t, http.StatusUnprocessableEntity)
	if message := again.errorOf("starts"); !strings.Contains(message, "from 01:15 EST to 01:45 EST") {
		t.Errorf("booked twice: %q", message)
	}
	want := []string{"00:30 – 01:00 EDT", "01:15 EDT – 01:45 EDT", "01:15 EST – 01:45 EST"}
	if diff := cmp.Diff(want, d.shown(day)); diff != "" {
		t.Errorf("the day (-want +got):\n%s", diff)
	}
	text := d.by("biller").get("/pm/appointments/sheet.csv?day=" + day).Text
	for _, zone := range []string{"America/New_York (UTC-04:00)", "America/New_York (UTC-05:00)", "America/New_York (UTC-04:00 – UTC-05:00)"} {
		if strings.Contains(text, zone) != (len(zone) < 32) {
			t.Errorf("the file and %q: %s", zone, text)
		}
	}
	for i, a := range []clinic.Appointment{first, second} {
		edit := d.by("staff").get(address(a, "edit"))
		values, _, chosen := hoursOf(edit)
		if len(values) != 3 || chosen != values[i*2] {
			t.Errorf("the form of number %d has chosen %q of %q", i+1, chosen, values)
		}
		d.by("staff").send(address(a, "edit"), edited(a, d.at(day, "01:15", "01:45", chosen))).expect(t, http.StatusSeeOther)
		if got := d.appointment(a.ID); utcTimes(got) != utcTimes(a) {
			t.Errorf("saved as it was it went from %s to %s", utcTimes(a), utcTimes(got))
		}
	}
}

// What a session is planned for is shown as it was meant wherever it is shown.
func TestRepeatedHourOfASession(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	f := d.remote("day", "2026-11-01", "starts", "01:30", "ends", "02:30", "hours", "2026-11-01T01:30:00-05:00/2026-11-01T02:30:00-05:00")
	a := d.booked(f)
	staff, session := d.by("staff"), list+"/sessions/"+string(a.SessionID)
	for path, c := range map[string]struct{ part, want string }{
		list:                               {".card", "Sun, Nov 1, 01:30 EST–02:30"},
		session:                            {".facts", "Sun, Nov 1, 2026, 01:30 EST–02:30 EST"},
		"/pm/patients/" + string(d.ana.ID): {"main", "Sun, Nov 1, 2026, 01:30 EST"},
	} {
		if text := squash(staff.get(path).Doc.Find(c.part).Text()); !strings.Contains(text, c.want) {
			t.Errorf("%s says %q, want %q in it", path, text, c.want)
		}
	}
}

func TestAcrossMidnight(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote("starts", "23:30", "ends", "00:15"))
	d.booked(d.wish("provider_id", string(d.solo), "patient_id", string(d.ben.ID), "starts", "23:30", "ends", "00:00"))
	d.booked(d.wish("day", "2026-03-04", "starts", "00:15", "ends", "00:45"))
	if got := utcTimes(a); got != "4 Mar 04:30 to 4 Mar 05:15" {
		t.Error("booked", got)
	}
	got := d.shown("2026-03-03")
	if slices.Sort(got); !slices.Equal(got, []string{"23:30 – Wed, Mar 4, 00:00", "23:30 – Wed, Mar 4, 00:15"}) {
		t.Errorf("the day shows %q", got)
	}
	if got := d.shown("2026-03-04"); !slices.Equal(got, []string{"00:15 – 00:45"}) {
		t.Errorf("the next day shows %q", got)
	}
	staff := d.by("staff")
	overlap := d.wish("day", "2026-03-04", "starts", "00:00", "ends", "00:10")
	staff.send("/pm/appointments/new", overlap).expect(t, http.StatusUnprocessableEntity)
	session := list + "/sessions/" + string(a.SessionID)
	if text := squash(staff.get(session).Doc.Find(".facts").Text()); !strings.Contains(text, "Tue, Mar 3, 2026, 23:30–Wed, Mar 4, 00:15 EST") {
		t.Errorf("the session says %q", text)
	}
	if text := squash(staff.get(list).Doc.Find(".card").Text()); !strings.Contains(text, "Tue, Mar 3, 23:30–Wed, Mar 4, 00:15") {
		t.Errorf("the card says %q", text)
	}
	edit := staff.get(address(a, "edit"))
	if edit.value("day") != "2026-03-03" || edit.value("starts") != "23:30" || edit.value("ends") != "00:15" ||
		!strings.Contains(edit.Doc.Find("#f-ends-hint").Text(), "next day") || edit.Doc.Find("input[name=hours]").Length() != 0 {
		t.Errorf("the form: %s", squash(edit.Doc.Find("main").Text()))
	}
	staff.send(address(a, "edit"), edited(a, d.remote("starts", "23:30", "ends", "00:15"))).expect(t, http.StatusSeeOther)
	if got := d.appointment(a.ID); utcTimes(got) != utcTimes(a) {
		t.Errorf("saved as it was it went from %s to %s", utcTimes(a), utcTimes(got))
	}
	for ends, want := range map[string]string{"13:30": "next day", "14:00": "after the start"} {
		page := staff.send("/pm/appointments/new", d.wish("starts", "14:00", "ends", ends)).expect(t, http.StatusUnprocessableEntity)
		if message := page.errorOf("ends"); !strings.Contains(message, want) {
			t.Errorf("14:00 to %s: %q, want %q", ends, message, want)
		}
	}
}

// The form shows no seconds, and saving it takes none away.
func TestAnEditKeepsSeconds(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	start := time.Date(2026, 3, 3, 15, 0, 12, 345e6, time.UTC)
	a, err := d.org.BookAppointment(t.Context(), clinic.Booking{PatientID: d.ana.ID, ProviderID: d.provider, StartsAt: start,
		EndsAt: start.Add(30 * time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	d.by("staff").send(address(a, "edit"), edited(a, d.wish("patient_id", string(d.ben.ID)))).expect(t, http.StatusSeeOther)
	got := d.appointment(a.ID)
	if !got.StartsAt.Equal(a.StartsAt) || !got.EndsAt.Equal(a.EndsAt) || got.PatientID != d.ben.ID {
		t.Errorf("went from %s to %s", a.StartsAt, got.StartsAt)
	}
}
