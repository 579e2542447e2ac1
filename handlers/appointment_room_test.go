package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// shared is the form of Ben in the one room, while Ana is there from ten on.
func (d *frontDesk) shared(fields ...string) url.Values {
	return d.wish(append([]string{"telehealth", "on", "platform_id", string(d.platforms["Video room"]), "patient_id", string(d.ben.ID),
		"provider_id", string(d.solo), "starts", "10:15", "ends", "10:45"}, fields...)...)
}

// marked returns the appointments of 3 March that share their room.
func (d *frontDesk) marked() (ids []string) {
	d.t.Helper()
	for _, row := range d.by("staff").get("/pm/appointments?day=2026-03-03").Doc.Find(".agenda > li:has(.lacks)").EachIter() {
		ids = append(ids, strings.TrimPrefix(row.AttrOr("id", ""), "appointment-"))
	}
	return ids
}

// Two patients in one room is said once, and booked by who knows.
func TestSharedRoom(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	first := d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
	before := d.rows()
	a := d.by("staff").send("/pm/appointments/new", d.shared()).expect(t, http.StatusUnprocessableEntity)
	if shown := a.errorOf("platform_id"); shown != "Ana Silva is in this room from 10:00 to 10:30. The two could meet there." {
		t.Errorf("the platform says %q", shown)
	}
	if box := a.Doc.Find("[name=shared]"); box.AttrOr("value", "") != "yes" || a.errorOf("shared") == "" || a.value("starts") != "10:15" ||
		a.Doc.Find("[data-summary] a").Length() != 2 {
		t.Error(squash(a.Doc.Find("main").Text()))
	}
	if after := d.rows(); after != before || len(d.marked()) != 0 {
		t.Error("rows went from", before, "to", after, d.marked())
	}
	second := d.booked(d.shared("shared", "yes"))
	if got := d.marked(); !slices.Equal(got, []string{string(first.ID), string(second.ID)}) {
		t.Error("the day marks", got)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'appointment.book' AND detail LIKE '%"shared_room":"known"%'`); n != 1 {
		t.Errorf("that it was known is on record %d times", n)
	}
	// What is not changed is not asked about again.
	d.by("staff").send("/pm/appointments/"+string(second.ID)+"/edit", d.shared("modality", "audio_only", "version", "1")).
		expect(t, http.StatusSeeOther)
	d.by("staff").send("/pm/appointments/"+string(second.ID)+"/edit", d.shared("starts", "10:20", "version", "2")).
		expect(t, http.StatusUnprocessableEntity)
	d.by("staff").send("/pm/appointments/"+string(second.ID)+"/edit", d.shared("starts", "10:30", "version", "2")).
		expect(t, http.StatusSeeOther)
	if got := d.marked(); len(got) != 0 {
		t.Error("they do not meet any more, and the day marks", got)
	}
}

// The night before lasts into the day, and the day into the next.
func TestSharedRoomAcrossMidnight(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	midnight := time.Date(2026, 3, 4, 0, 0, 0, 0, d.org.Settings().Zone())
	var ids []string
	for _, b := range []clinic.Booking{
		{PatientID: d.ana.ID, ProviderID: d.provider, StartsAt: midnight.Add(-time.Hour), EndsAt: midnight.Add(time.Hour)},
		{PatientID: d.ben.ID, ProviderID: d.solo, StartsAt: midnight.Add(30 * time.Minute), EndsAt: midnight.Add(time.Hour), SharesRoom: true},
	} {
		b.Telehealth, b.PlatformID = true, d.platforms["Video room"]
		a, err := d.org.BookAppointment(t.Context(), b)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, string(a.ID))
	}
	for n, day := range []string{"2026-03-03", "2026-03-04"} {
		row := d.by("staff").get("/pm/appointments?day=" + day).Doc.Find(".agenda > li")
		if row.Length() != 1 || row.AttrOr("id", "") != "appointment-"+ids[n] || row.Find(".lacks").Length() != 1 {
			t.Errorf("%s: %s", day, squash(row.Text()))
		}
	}
}

// Where nobody meets another, nobody is asked, and nothing is written down that
// was said in vain.
func TestRoomThatIsNotShared(t *testing.T) {
	t.Parallel()
	for name, fields := range map[string][]string{
		"afterwards":           {"starts", "10:30", "ends", "11:00"},
		"another day":          {"day", "2026-03-04"},
		"one patient":          {"patient_id", "Ana"},
		"a link of its own":    {"platform_id", "Video visit"},
		"by phone":             {"platform_id", "Phone"},
		"in person":            {"telehealth", ""},
		"the other cancelled":  {"off", "cancel"},
		"the other never came": {"off", "no_show"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			first := d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
			f := d.shared(append(fields, "shared", "yes")...)
			switch off := f.Get("off"); off {
			case "cancel":
				d.by("staff").post("/pm/appointments/"+string(first.ID)+"/cancel", "version", "1", "reason", "ill")
			case "no_show":
				d.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'no_show' WHERE id = $1`, first.SessionID)
			}
			if id, ok := d.platforms[f.Get("platform_id")]; ok {
				f.Set("platform_id", string(id))
			}
			if f.Get("patient_id") == "Ana" {
				f.Set("patient_id", string(d.ana.ID))
				f.Set("override_reason", "two providers see her")
			}
			d.by("manager").send("/pm/appointments/new", f).expect(t, http.StatusSeeOther)
			if got := d.marked(); len(got) != 0 {
				t.Error("the day marks", got)
			}
			if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE detail LIKE '%shared_room%'`); n != 0 {
				t.Error("what was said in vain is on record")
			}
		})
	}
}

// Two platforms that lead to one room are one room.
func TestTwoPlatformsOneRoom(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	d.booked(d.remote("platform_id", string(d.platforms["Video room"])))
	d.Exec(t, `INSERT INTO pm_telehealth_configuration (org_id, id, name, kind, endpoint, active, created_at)
		SELECT org_id, 'twin', 'Twin', 'template', endpoint, true, 1 FROM pm_telehealth_configuration WHERE id = $1`, d.platforms["Video room"])
	d.by("staff").send("/pm/appointments/new", d.shared("platform_id", "twin")).expect(t, http.StatusUnprocessableEntity)
	var rooms []string
	for _, o := range d.by("staff").get("/pm/appointments/new").Doc.Find("[name=platform_id] option").EachIter() {
		rooms = append(rooms, o.Text())
	}
	want := []string{"Phone", "Twin (one room for all)", "Video room (one room for all)", "Video visit"}
	if !slices.Equal(rooms, want) {
		t.Errorf("the form offers %q", rooms)
	}
}
