package handlers

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
)

// calendarOf returns the calendar file of an appointment, its lines unfolded.
func (d *frontDesk) calendarOf(id clinic.AppointmentID) (lines []string) {
	d.t.Helper()
	a := d.by("biller").get("/pm/appointments/"+string(id)+"/calendar.ics").expect(d.t, http.StatusOK)
	if kind, name := a.Header.Get("Content-Type"), a.Header.Get("Content-Disposition"); kind != "text/calendar; charset=utf-8" ||
		name != "attachment; filename=appointment.ics" {
		d.t.Error(kind, name)
	}
	text, ended := strings.CutSuffix(a.Text, "\r\n")
	if !ended || strings.Count(text, "\n") != strings.Count(text, "\r\n") {
		d.t.Errorf("lines end otherwise than in CRLF: %q", a.Text)
	}
	for line := range strings.SplitSeq(text, "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) {
			d.t.Errorf("a line of %d octets, or cut within a character: %q", len(line), line)
		}
	}
	return strings.Split(strings.ReplaceAll(text, "\r\n ", ""), "\r\n")
}

func TestCalendarFile(t *testing.T) {
	t.Parallel()
	d, remote, cancelled := exported(t)
	d.Exec(t, `UPDATE pf_users SET name = 'Dr. Zoë O;Brien, née Ångström-Þórðardóttir \ of the Ninth House of Example'
		WHERE id = $1`, d.provider)
	want := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Televisit//Televisit//EN", "BEGIN:VEVENT",
		"UID:" + string(remote.ID) + "@televisit", "SEQUENCE:0", "DTSTAMP:20260302T140000Z", "DTSTART:20260303T150000Z", "DTEND:20260303T153000Z",
		"SUMMARY:Appointment", "LOCATION:https://video.example/visit/" + string(remote.SessionID),
		"URL:https://video.example/visit/" + string(remote.SessionID),
		`DESCRIPTION:With Dr. Zoë O\;Brien\, née Ångström-Þórðardóttir \\ of the Ninth House of Example\, Northside Family Practice.` +
			`\nJoin: https://video.example/visit/` + string(remote.SessionID),
		"STATUS:CONFIRMED", "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR"}
	if diff := cmp.Diff(want, d.calendarOf(remote.ID)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	all := strings.Join(d.calendarOf(cancelled.ID), "|")
	if !strings.Contains(all, "|STATUS:CANCELLED|") || strings.Contains(all, "https:") {
		t.Error("cancelled:", all)
	}
	d.as(t, "biller@harbor.example", "").get("/pm/appointments/"+string(remote.ID)+"/calendar.ics").expect(t, http.StatusNotFound)
}

// A file that is opened later replaces what an earlier one put into the calendar.
func TestCalendarFileOfAMovedAppointment(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	moved := d.remote("day", "2026-03-10", "version", "1")
	if a := d.by("staff").send("/pm/appointments/"+string(remote.ID)+"/edit", moved); a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	all := strings.Join(d.calendarOf(remote.ID), "|")
	// It is summer time by then.
	for _, want := range []string{"|UID:" + string(remote.ID) + "@televisit|", "|SEQUENCE:1|", "|DTSTART:20260310T140000Z|"} {
		if !strings.Contains(all, want) {
			t.Errorf("%s lacks %s", all, want)
		}
	}
}

// Nothing in it says who is to come, or for what.
func TestCalendarFileNamesNoPatient(t *testing.T) {
	t.Parallel()
	d, remote, _ := exported(t)
	text := strings.Join(d.calendarOf(remote.ID), "\n")
	for _, word := range []string{"Ana", "Silva", "N-1", "202 555", "tel:", "elehealth", "audio", "ideo visit", "session"} {
		if strings.Contains(text, word) {
			t.Errorf("it says %q:\n%s", word, text)
		}
	}
}
