package i18n

import (
	"testing"
	"time"

	"televisit/clinic"
)

func TestStatusesAndModalitiesInWords(t *testing.T) {
	t.Parallel()
	english, spanish := both(t)
	for _, c := range []struct {
		status                         clinic.Status
		english, raw, inText           string
		spanish, rawSpanish, enEspañol string
	}{
		{clinic.Scheduled, "Scheduled", "scheduled", "scheduled", "Programada", "programada", "programada"},
		{clinic.Active, "Active", "active", "active", "Activa", "activa", "activa"},
		{clinic.Completed, "Completed", "completed", "completed", "Completada", "completada", "completada"},
		{clinic.NoShow, "No-show", "no_show", "no-show", "No asistió", "no asistió", "no asistió"},
		{clinic.Cancelled, "Cancelled", "cancelled", "cancelled", "Cancelada", "cancelada", "cancelada"},
		{"on_hold", "on_hold", "on_hold", "on_hold", "on_hold", "on_hold", "on_hold"},
	} {
		t.Run(string(c.status), func(t *testing.T) {
			t.Parallel()
			got := [6]string{english.Status(c.status), english.RawStatus(c.status), english.T("It is %s.", c.status),
				spanish.Status(c.status), spanish.RawStatus(c.status), spanish.T("It is %s.", c.status)}
			want := [6]string{c.english, c.raw, "It is " + c.inText + ".", c.spanish, c.rawSpanish, "It is " + c.enEspañol + "."}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	for _, c := range []struct {
		modality              clinic.Modality
		english, raw, spanish string
	}{
		{clinic.AudioVideo, "Video", "audio video", "Video"},
		{clinic.AudioOnly, "Phone", "audio only", "Teléfono"},
		{clinic.StoreForward, "Photos or files", "store forward", "Fotos o archivos"},
		{clinic.RemoteMonitoring, "Monitoring", "remote monitoring", "Monitoreo"},
		{"carrier_pigeon", "carrier pigeon", "carrier pigeon", "carrier pigeon"},
	} {
		t.Run(string(c.modality), func(t *testing.T) {
			t.Parallel()
			got := [3]string{english.Modality(c.modality), english.RawModality(c.modality), spanish.Modality(c.modality)}
			if want := [3]string{c.english, c.raw, c.spanish}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Every layout of the program has an order in the United States, whichever clock is
// chosen; other languages keep theirs.
func TestDatesOfTheUnitedStates(t *testing.T) {
	t.Parallel()
	english, spanish := both(t)
	at := time.Date(2026, 11, 25, 17, 30, 9, 0, time.UTC)
	for layout, want := range map[string][3]string{
		"Mon 2 Jan":              {"Wed, Nov 25", "Wed, Nov 25", "mié 25 nov"},
		"Mon 2 Jan, 15:04":       {"Wed, Nov 25, 5:30 PM", "Wed, Nov 25, 17:30", "mié 25 nov, 17:30"},
		"Mon 2 Jan 2006":         {"Wed, Nov 25, 2026", "Wed, Nov 25, 2026", "mié 25 nov 2026"},
		"Mon 2 Jan 2006, 15:04":  {"Wed, Nov 25, 2026, 5:30 PM", "Wed, Nov 25, 2026, 17:30", "mié 25 nov 2026, 17:30"},
		"Monday, 2 January 2006": {"Wednesday, November 25, 2026", "Wednesday, November 25, 2026", "miércoles, 25 de noviembre de 2026"},
		"2 Jan 2006":             {"Nov 25, 2026", "Nov 25, 2026", "25 nov 2026"},
		"2 Jan 2006, 15:04 MST":  {"Nov 25, 2026, 5:30 PM UTC", "Nov 25, 2026, 17:30 UTC", "25 nov 2026, 17:30 UTC"},
		"2 Jan, 15:04":           {"Nov 25, 5:30 PM", "Nov 25, 17:30", "25 nov, 17:30"},
		"2 Jan 15:04":            {"Nov 25, 5:30 PM", "Nov 25, 17:30", "25 nov 17:30"},
		"15:04:05":               {"5:30:09 PM", "17:30:09", "17:30:09"},
		"Mon":                    {"Wed", "Wed", "mié"},
	} {
		t.Run(layout, func(t *testing.T) {
			t.Parallel()
			got := [3]string{english.With(clinic.ByLocale, true).Date(at, layout), english.With(clinic.AllHours, true).Date(at, layout),
				spanish.With(clinic.ByLocale, true).Date(at, layout)}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
	readings := map[string]bool{}
	for _, c := range []*Catalogue{english, spanish} {
		for _, clock := range []clinic.Clock{clinic.TwelveHours, clinic.AllHours} {
			readings[c.With(clock, true).Locale()], readings[c.With(clock, false).Locale()] = true, true
		}
	}
	if len(readings) != 6 { // Spanish reads the same everywhere
		t.Errorf("got %d readings, want 6: %v", len(readings), readings)
	}
}
