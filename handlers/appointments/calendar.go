package appointments

import (
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// GET /pm/appointments/{id}/calendar.ics is one appointment for a calendar. It may
// be sent to the patient and shown on a locked phone, so it says whose appointment
// it is nowhere, and nothing of what for: only when, with whom and how to join.
func calendarFile(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	v, err := org.ExportAppointment(r.Context(), appointmentID(r))
	if err != nil {
		return err
	}
	r.Download(w, "appointment.ics", "text/calendar; charset=utf-8", []byte(eventOf(r, v, org.Name())))
	return nil
}

// eventOf returns v as a calendar of one event. The id stays what it is and the
// sequence grows with each change, so a file that is opened later replaces what an
// earlier one put into the calendar.
func eventOf(r *web.Request, v store.Visit, practice string) string {
	status, about := "CONFIRMED", r.T("With %s, %s.", v.ProviderName, practice)
	var c calendar
	c.line("BEGIN", "VCALENDAR")
	c.line("VERSION", "2.0")
	c.line("PRODID", "-//Televisit//Televisit//EN")
	c.line("BEGIN", "VEVENT")
	c.line("UID", string(v.ID)+"@televisit")
	c.line("SEQUENCE", strconv.FormatInt(max(v.Version-1, 0), 10))
	c.line("DTSTAMP", instant(r.Now()))
	c.line("DTSTART", instant(v.StartsAt))
	c.line("DTEND", instant(v.EndsAt))
	c.text("SUMMARY", r.T("Appointment"))
	if v.Status != clinic.Booked {
		status = "CANCELLED"
	} else if v.Link != "" {
		about += "\n" + r.T("Join: %s", v.Link)
		c.text("LOCATION", v.Link)
		c.line("URL", v.Link)
	}
	c.text("DESCRIPTION", about)
	c.line("STATUS", status)
	c.line("CLASS", "PRIVATE")
	c.line("END", "VEVENT")
	c.line("END", "VCALENDAR")
	return c.String()
}

// A calendar is a file of RFC 5545 while it is written.
type calendar struct{ strings.Builder }

// mostOctets is how long a line may be, without its end.
const mostOctets = 75

// line writes a property whose value needs no escaping, folded where it is too
// long and never within a character.
func (c *calendar) line(name, value string) {
	octets := 0
	for _, char := range name + ":" + value {
		text := string(char)
		if octets += len(text); octets > mostOctets {
			c.WriteString("\r\n ") // #nosec G104 -- a buffer takes everything
			octets = 1 + len(text)
		}
		c.WriteString(text) // #nosec G104 -- a buffer takes everything
	}
	c.WriteString("\r\n") // #nosec G104 -- a buffer takes everything
}

var escapes = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`)

// text writes a property whose value is text. Of its control characters only ends
// of lines can be written.
func (c *calendar) text(name, value string) {
	value = strings.Map(func(char rune) rune {
		if char != '\n' && unicode.IsControl(char) {
			return -1
		}
		return char
	}, value)
	c.line(name, escapes.Replace(value))
}

// instant returns t in UTC, which needs no time zone beside it.
func instant(t time.Time) string { return t.UTC().Format("20060102T150405Z") }
