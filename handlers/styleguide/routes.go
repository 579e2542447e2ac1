// Package styleguide shows, in the demo, what the pages are made of. It is for
// those who make them, and in English.
package styleguide

import "televisit/handlers/route"

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{route.Get("/styleguide", route.Member("", styleguide))}
}
