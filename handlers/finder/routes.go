// Package finder is the quick finder: one box from which a reader goes to a
// patient, a session or a page.
package finder

import "televisit/handlers/route"

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get("/switch", route.Member("", open)),
		route.Post("/switch", route.LookUp("", search)),
	}
}
