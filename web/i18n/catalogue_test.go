package i18n

import (
	"os"
	"testing"
	"time"

	"televisit/clinic"
)

// both returns the English and the Spanish catalogue of the program.
func both(t testing.TB) (english, spanish *Catalogue) {
	t.Helper()
	all, err := Load(os.DirFS("../../locales"), nil)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %d catalogues, want 2: %v", len(all), err)
	}
	return all[0], all[1]
}

func TestDatesAndNumbersByLanguage(t *testing.T) {
	t.Parallel()
	english, spanish := both(t)
	at := time.Date(2026, 9, 7, 8, 5, 0, 0, time.UTC)
	for _, c := range []struct {
		name, english, spanish string
		write                  func(*Catalogue) string
	}{
		{"a full day", "Monday, 7 September 2026", "lunes, 7 de septiembre de 2026",
			func(c *Catalogue) string { return c.Date(at, "Monday, 2 January 2006") }},
		{"a short day with its time", "Mon 7 Sep, 8:05 AM", "lun 7 sept, 08:05",
			func(c *Catalogue) string { return c.Date(at, "Mon 2 Jan, 15:04") }},
		{"an instant with its zone", "7 Sep 2026, 8:05 AM UTC", "7 sept 2026, 08:05 UTC",
			func(c *Catalogue) string { return c.Date(at, "2 Jan 2006, 15:04 MST") }},
		{"an evening by 12 hours", "5:30 PM", "5:30 p.\u00a0m.",
			func(c *Catalogue) string {
				return c.With(clinic.TwelveHours, false).Time(at.Add(9*time.Hour + 25*time.Minute))
			}},
		{"midnight by 12 hours", "12:05:00 AM", "12:05:00 a.\u00a0m.",
			func(c *Catalogue) string {
				return c.With(clinic.TwelveHours, false).Date(at.Add(-8*time.Hour), "15:04:05")
			}},
		{"midnight by 24 hours", "Mon 7 Sep, 00:05", "lun 7 sept, 00:05",
			func(c *Catalogue) string {
				return c.With(clinic.AllHours, false).Date(at.Add(-8*time.Hour), "Mon 2 Jan, 15:04")
			}},
		{"noon as usual", "12:05 PM", "12:05", func(c *Catalogue) string { return c.With(clinic.ByLocale, false).Time(at.Add(4 * time.Hour)) }},
		{"a time in a message", "from 8:05 AM", "from 08:05",
			func(c *Catalogue) string { return c.T("from %s", clinic.LocalTime{At: at, Layout: "15:04"}) }},
		{"a number", "1,234,567", "1,234,567", func(c *Catalogue) string { return c.Number(1234567) }},
		{"one", "1 session", "1 sesión", func(c *Catalogue) string { return c.N("%d sessions", 1) }},
		{"several", "2 sessions", "2 sesiones", func(c *Catalogue) string { return c.N("%d sessions", 2) }},
		{"a distance", "in 3 days", "dentro de 3 días", func(c *Catalogue) string { return c.Relative(at.AddDate(0, 0, 3), at) }},
		{"an error of several fields", "Enter the medical record number. Choose who pays.",
			"Escriba el número de expediente. Elija quién paga.",
			func(c *Catalogue) string {
				return c.ErrorText(clinic.Patient{Given: "Ann", Born: "1980-01-01"}.Check("2026-01-01"))
			}},
		{"a message in a message", "Starts: Enter a time as HH:MM.", "Empieza: Escriba la hora como HH:MM.", func(c *Catalogue) string {
			return c.Message(clinic.Msg("%s: %s", clinic.Translatable("Starts"), clinic.Msg("Enter a time as HH:MM.")))
		}},
		{"a status", "It is now active.", "It is now activa.", func(c *Catalogue) string { return c.T("It is now %s.", clinic.Active) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := c.write(english); got != c.english {
				t.Errorf("in English got %q, want %q", got, c.english)
			}
			if got := c.write(spanish); got != c.spanish {
				t.Errorf("in Spanish got %q, want %q", got, c.spanish)
			}
		})
	}
}
