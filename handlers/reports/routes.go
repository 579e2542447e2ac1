// Package reports has the page that says how the practice does: sessions, no-shows, late
// cancellations, delays and minutes.
package reports

import (
	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/route"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get(label.Reports, route.Member(clinic.ExportSessions, reports)),
		route.Get(label.Reports+"/report.csv", route.Member(clinic.ExportSessions, reportCSV)),
	}
}
