package label

import (
	"path"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// ZoneName returns what people call a zone, e.g. "Eastern Time", the time of its
// city where they have no name for it, and one without a city as it is.
func ZoneName(r *web.Request, zone string) string {
	if name := zoneNames[zone]; name != "" {
		return r.T(name)
	}
	if !strings.Contains(zone, "/") || strings.HasPrefix(zone, "Etc/") {
		return zone
	}
	return r.T("%s time", city(zone))
}

// ZoneOf is ZoneName of where the practice is.
func ZoneOf(r *web.Request, org *store.Org) string {
	return ZoneName(r, org.Settings().Zone().String())
}

// ZoneChoice returns a zone as one of many to choose from: with its city.
func ZoneChoice(r *web.Request, zone string) string {
	if zoneNames[zone] == "" {
		return strings.ReplaceAll(zone, "_", " ")
	}
	return r.T(zoneNames[zone]) + " (" + city(zone) + ")"
}

// Zones returns the zones to choose from, with the chosen one among them.
func Zones(r *web.Request, chosen string) (all []Labelled) {
	for _, name := range clinic.Zones {
		all = append(all, Labelled{name, ZoneChoice(r, name)})
	}
	if chosen != "" && !slices.Contains(clinic.Zones, chosen) && clinic.KnownZone(chosen) {
		all = append(all, Labelled{chosen, ZoneChoice(r, chosen)})
	}
	return all
}

// city returns the city that a zone is named after.
func city(zone string) string { return strings.ReplaceAll(path.Base(zone), "_", " ") }

// PatientTime says when the instant at is for a patient in a zone, e.g. "9:00 AM,
// Central Time", with the day if that is another one. It is "" if their clocks show
// what those of here do.
func PatientTime(r *web.Request, at time.Time, zone string, here *time.Location) string {
	there, differs := clinic.Elsewhere(at, zone, here)
	if !differs {
		return ""
	}
	layout := "15:04"
	if clinic.DayIn(at, here) != clinic.DayIn(at, there.Location()) {
		layout = "Mon 2 Jan, 15:04"
	}
	return r.Date(there, layout) + ", " + ZoneName(r, zone)
}
