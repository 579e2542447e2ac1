package label

import (
	"os"
	"testing"
	"time"
	_ "time/tzdata"

	"televisit/clinic"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// readers returns one reader of each language.
func readers(t *testing.T) (english, spanish *web.Request) {
	t.Helper()
	all, err := i18n.Load(os.DirFS("../../locales"), nil)
	if err != nil || len(all) != 2 {
		t.Fatalf("got %d catalogues, want 2: %v", len(all), err)
	}
	return &web.Request{Views: &ui.Views{Catalogue: all[0]}}, &web.Request{Views: &ui.Views{Catalogue: all[1]}}
}

func TestZonesInWords(t *testing.T) {
	t.Parallel()
	english, spanish := readers(t)
	for zone, want := range map[string][3]string{
		"America/New_York":     {"Eastern Time", "hora del Este", "Eastern Time (New York)"},
		"America/Indiana/Knox": {"Central Time", "hora del Centro", "Central Time (Knox)"},
		"America/Phoenix":      {"Arizona Time", "hora de Arizona", "Arizona Time (Phoenix)"},
		"Europe/Berlin":        {"Central European Time", "hora de Europa central", "Central European Time (Berlin)"},
		"Europe/London":        {"United Kingdom Time", "hora del Reino Unido", "United Kingdom Time (London)"},
		"Asia/Kolkata":         {"India Time", "hora de India", "India Time (Kolkata)"},
		"Antarctica/Troll":     {"Troll time", "hora de Troll", "Antarctica/Troll"},
		"America/Punta_Arenas": {"Punta Arenas time", "hora de Punta Arenas", "America/Punta Arenas"},
		"Etc/GMT+5":            {"Etc/GMT+5", "Etc/GMT+5", "Etc/GMT+5"},
		"UTC":                  {"UTC", "UTC", "UTC"},
		"":                     {"", "", ""},
	} {
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			got := [3]string{ZoneName(english, zone), ZoneName(spanish, zone), ZoneChoice(english, zone)}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

// Every zone to choose from has a name, and one name is one clock all year.
func TestZonesOfOneNameShareTheirClock(t *testing.T) {
	t.Parallel()
	for _, zone := range clinic.Zones {
		if zoneNames[zone] == "" && zone != "UTC" {
			t.Errorf("%s has no name", zone)
		}
	}
	first := map[string]*time.Location{}
	for zone, name := range zoneNames {
		here, err := time.LoadLocation(zone)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		there, named := first[name]
		if first[name] = here; !named {
			continue
		}
		for month := time.January; month <= time.December; month++ {
			at := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC)
			if a, b := at.In(here).Format("15:04"), at.In(there).Format("15:04"); a != b {
				t.Errorf("%s is both %s and %s, which in %s show %s and %s", name, here, there, month, a, b)
			}
		}
	}
}

func TestPhonesAreWrittenAsInTheirCountry(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, country, typed, want string }{
		{"digits alone", "US", "2125550123", "(212) 555-0123"},
		{"with dots", "US", "212.555.0123", "(212) 555-0123"},
		{"with an extension", "US", "212-555-0177 x3", "(212) 555-0177 ext. 3"},
		{"with its country", "US", "+1 212 555 0123", "(212) 555-0123"},
		{"across the border", "US", "+1 416 555 0123", "(416) 555-0123"},
		{"from abroad", "US", "+49 30 901820", "+49 30 901820"},
		{"dialled out", "US", "011 49 30 901820", "+49 30 901820"},
		{"where the country is not known", "", "2125550123", "(212) 555-0123"},
		{"at home in Germany", "DE", "+4930901820", "030 901820"},
		{"American in Germany", "DE", "212-555-0123", "+1 212-555-0123"},
		{"at home in Spain", "ES", "+34912345678", "912 34 56 78"},
		{"an extension of the house", "US", "415", "415"},
		{"seven digits", "US", "555-0123", "555-0123"},
		{"letters", "US", "1-800-DOCTORS", "1-800-DOCTORS"},
		{"nothing", "US", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := phoneIn(c.country, c.typed); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBadges(t *testing.T) {
	t.Parallel()
	english, spanish := readers(t)
	for status, want := range map[clinic.Status][3]string{
		clinic.NoShow:    {"No-show", "no_show", "No asistió"},
		clinic.Scheduled: {"Scheduled", "scheduled", "Programada"},
		"on_hold":        {"on_hold", "on_hold", "on_hold"},
	} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			if got := [3]string{StatusBadge(english, status).Text, RawStatusBadge(english, status).Text,
				StatusBadge(spanish, status).Text}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
