package handlers

import (
	"encoding/csv"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
)

// exported returns a desk with a day that has one of each: at ten by telehealth,
// at eleven in person, a cancelled one at noon, and one into the next day.
func exported(t *testing.T) (d *frontDesk, remote, cancelled clinic.Appointment) {
	t.Helper()
	d = newFrontDesk(t)
	d.Exec(t, `UPDATE pm_patients SET phone = '+1 202 555 0143' WHERE id = $1`, d.ana.ID)
	remote = d.booked(d.remote())
	d.booked(d.wish("patient_id", string(d.ben.ID), "starts", "11:00", "ends", "11:30"))
	cancelled = d.booked(d.remote("starts", "12:00", "ends", "12:30"))
	d.by("staff").post("/pm/appointments/"+string(cancelled.ID)+"/cancel", "version", "1", "reason", "moved away")
	night := time.Date(2026, 3, 3, 23, 30, 0, 0, d.org.Settings().Zone())
	if _, err := d.org.BookAppointment(t.Context(), clinic.Booking{PatientID: d.ben.ID, ProviderID: d.provider, StartsAt: night,
		EndsAt: night.Add(45 * time.Minute)}); err != nil {
		t.Fatal(err)
	}
	return d, remote, d.appointment(cancelled.ID)
}

func TestDaySheet(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	a := d.by("biller").get("/pm/appointments/sheet?day=2026-03-03").expect(t, http.StatusOK)
	if title := a.Doc.Find("title").Text(); title != "Day sheet, Tuesday, March 3, 2026 · Televisit" {
		t.Errorf("the title is %q", title)
	}
	if head := squash(a.Doc.Find(".pagehead .sub").Text()); head !=
		"Times are in Eastern Time. As of Mar 2, 2026, 09:00 EST. 1 cancelled appointment is left out." {
		t.Errorf("it begins %q", head)
	}
	var rows []string
	for _, row := range a.Doc.Find(".sheet tbody tr").EachIter() {
		var columns []string
		for _, cell := range row.Children().EachIter() {
			columns = append(columns, squash(cell.Text()))
		}
		rows = append(rows, strings.Join(columns, "|"))
	}
	want := []string{
		"10:00 – 10:30|Ana Silva|N-1|(202) 555-0143|The provider@northside|Video visit|" +
			"video.example/visit/" + string(remote.SessionID) + "|Scheduled",
		"11:00 – 11:30|Ben Okafor|N-2||The provider@northside|In person||",
		"23:30 – Wed, Mar 4, 00:15|Ben Okafor|N-2||The provider@northside|In person||",
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a := d.by("biller").get("/pm/appointments/sheet?day=2026-04-01"); a.StatusCode != http.StatusOK || a.Doc.Find(".empty").Length() != 1 {
		t.Error("an empty day:", a.StatusCode)
	}
}

// Where there is nothing to join any more, no paper says where.
func TestDaySheetHasNoDeadLinks(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	for _, status := range []string{"active", "completed", "no_show"} {
		if status == "no_show" {
			d.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'active' WHERE id = $1`, remote.SessionID)
			d.Exec(t, `UPDATE pm_telehealth_sessions SET status = 'scheduled' WHERE id = $1`, remote.SessionID)
		}
		d.Exec(t, `UPDATE pm_telehealth_sessions SET status = $2 WHERE id = $1`, remote.SessionID, status)
		linked := strings.Contains(d.by("biller").get("/pm/appointments/sheet?day=2026-03-03").Text, "video.example")
		if linked != (status == "active") {
			t.Errorf("%s: linked %v", status, linked)
		}
	}
}

func TestDayCSV(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	d.Exec(t, `UPDATE pm_patients SET given_name = '=HYPERLINK("https://x.example")', preferred_name = '', family_name = '' WHERE id = $1`,
		d.ben.ID)
	b := d.by("biller")
	a := b.get("/pm/appointments/sheet.csv?day=2026-03-03").expect(t, http.StatusOK)
	if kind, name := a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"); kind != "text/csv; charset=utf-8" ||
		name != "attachment; filename=day-2026-03-03.csv" {
		t.Error(kind, name)
	}
	text, marked := strings.CutPrefix(a.Text, "\ufeff")
	if !marked || strings.Count(text, "\r\n") != 5 || strings.Count(text, "\n") != 5 {
		t.Errorf("%q", a.Text)
	}
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	const zone, provider = "America/New_York (UTC-05:00)", "The provider@northside"
	formula := "'=HYPERLINK(\"https://x.example\")"
	want := [][]string{
		{"Starts", "Ends", "Time zone", "Patient", "MRN", "Phone", "Provider", "Visit", "Modality", "Platform", "Link", "Status"},
		{"2026-03-03 10:00", "2026-03-03 10:30", zone, "Ana Silva", "N-1", "'+1 202 555 0143", provider, "Telehealth", "audio video",
			"Video visit", "https://video.example/visit/" + string(remote.SessionID), "scheduled"},
		{"2026-03-03 11:00", "2026-03-03 11:30", zone, formula, "N-2", "", provider, "In person", "", "", "", "booked"},
		{"2026-03-03 12:00", "2026-03-03 12:30", zone, "Ana Silva", "N-1", "'+1 202 555 0143", provider, "Telehealth", "audio video",
			"Video visit", "", "cancelled"},
		{"2026-03-03 23:30", "2026-03-04 00:15", zone, formula, "N-2", "", provider, "In person", "", "", "", "booked"},
	}
	for i := range rows {
		rows[i][3] = strings.TrimSpace(rows[i][3])
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if a := b.get("/pm/appointments/sheet.csv?day=2026-03-03", "Accept-Language", "es"); !strings.Contains(a.Text, "Empieza,Termina,") {
		t.Errorf("in Spanish: %.80q", a.Text)
	}
}

// What would be another day than the one that is asked for is none.
func TestExportOfNoDay(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for _, path := range []string{"/pm/appointments/sheet", "/pm/appointments/sheet.csv"} {
		for _, day := range []string{"2026-02-30", "yesterday", "2026-3-3"} {
			t.Run(path+" "+day, func(t *testing.T) { d.by("biller").get(path+"?day="+day).expect(t, http.StatusUnprocessableEntity) })
		}
	}
	if a := d.by("biller").get("/pm/appointments/sheet"); squash(a.Doc.Find(".lede strong").Text()) != "Monday, March 2, 2026" {
		t.Error("without a day it is not today:", a.Text)
	}
}

// Only those with the right to export are offered files of the day, and get
// them; each is on record.
func TestExportNeedsItsRight(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	d.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'export', 'Export', false)`, d.Northside)
	for _, key := range []clinic.Permission{clinic.ExportSessions, clinic.ViewAppointments, clinic.ViewSessions} { // but no patients
		d.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'export', $2, false)`, d.Northside, key)
	}
	d.Exec(t, `UPDATE pf_membership_roles SET role_id = 'export' WHERE org_id = $1 AND role_id = 'readonly'`, d.Northside)
	one := "/pm/appointments/" + string(remote.ID) + "/calendar.ics"
	for role, may := range map[string]bool{"admin": true, "manager": true, "biller": true,
		"provider": false, "staff": false, "readonly": false} {
		t.Run(role, func(t *testing.T) {
			d, code := d.in(t), http.StatusForbidden
			if may {
				code = http.StatusOK
			}
			day := d.by(role).get("/pm/appointments?day=2026-03-03")
			for _, path := range []string{"/pm/appointments/sheet?day=2026-03-03", "/pm/appointments/sheet.csv?day=2026-03-03", one} {
				d.by(role).get(path).expect(t, code)
				if offered := day.Doc.Find(`a[href="`+path+`"]`).Length() == 1; offered != may {
					t.Errorf("%s is offered: %v", path, offered)
				}
			}
		})
	}
	got := d.Texts(t, `SELECT what || ' ' || count(*) FROM (SELECT action || ' ' || entity || ' ' || entity_id || ' ' || detail AS what
		FROM pf_audit WHERE org_id = $1 AND action LIKE '%.export') x GROUP BY what ORDER BY what`, d.Northside)
	want := []string{"appointment.export appointment " + string(remote.ID) + " null 3", `day.export day 2026-03-03 {"as":"csv"} 3`,
		`day.export day 2026-03-03 {"as":"paper"} 3`}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("on record (-want +got):\n%s", diff)
	}
}
