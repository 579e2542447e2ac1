package label

import (
	"path"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/web"
)

// zoneNames are what people call the zones of the United States.
var zoneNames = map[string]string{"America/New_York": "Eastern Time", "America/Chicago": "Central Time", "America/Denver": "Mountain Time",
	"America/Phoenix": "Arizona Time", "America/Los_Angeles": "Pacific Time", "America/Anchorage": "Alaska Time",
	"Pacific/Honolulu": "Hawaii Time"}

// ZoneName returns what people call a zone: its name, or the time of its city.
func ZoneName(r *web.Request, zone string) string {
	if name := zoneNames[zone]; name != "" {
		return r.T(name)
	}
	return r.T("%s time", strings.ReplaceAll(path.Base(zone), "_", " "))
}

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
