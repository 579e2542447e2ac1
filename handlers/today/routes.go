// Package today has the day at a glance: what is on, late, and to come.
package today

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get("/", route.Member("", home)),
		route.Get("/today", route.Poll(clinic.ViewSessions, poll)),
	}
}
