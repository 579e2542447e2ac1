package handlers

import (
	"slices"

	"televisit/handlers/account"
	"televisit/handlers/admin"
	"televisit/handlers/appointments"
	"televisit/handlers/billing"
	"televisit/handlers/finder"
	"televisit/handlers/patients"
	"televisit/handlers/reports"
	"televisit/handlers/route"
	"televisit/handlers/styleguide"
	"televisit/handlers/today"
)

// routes is every address of the site but its static files, area by area.
func (s *areas) routes() []route.Route {
	return slices.Concat(
		s.health(),
		account.New(s.store, s.cookie, s.kept, s.passkeys, s.providers).Routes(),
		today.Routes(),
		s.telehealth.Routes(),
		patients.Routes(),
		appointments.Routes(),
		billing.Routes(),
		reports.Routes(),
		finder.Routes(),
		admin.New(s.watch, s.providers).Routes(),
		styleguide.Routes(),
	)
}
