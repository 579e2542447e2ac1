// Package admin has the pages by which a practice runs itself: its people, what they may do,
// and its settings.
package admin

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// Where the pages are.
const (
	people   = "/settings/people"
	settings = "/pm/settings"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	member := func(h route.MemberFunc) route.Access { return route.Member(clinic.ManageUsers, h) }
	return []route.Route{
		route.Get(settings, route.Member(clinic.ViewSettings, showSettings)),
		route.Post(settings, route.Member(clinic.ManageSettings, changeSettings)),
		route.Get(people, member(list)),
		route.Post(people+"/invite", member(invite)),
		route.Post(people+"/invites/{invite}/withdraw", member(withdraw)),
		route.Get(people+"/{id}", member(person)),
		route.Post(people+"/{id}/roles", member(changeRoles)),
		route.Post(people+"/{id}/password", member(passwordLink)),
		route.Post(people+"/{id}/handover", member(handOver)),
		route.Post(people+"/{id}/deactivate", member(deactivate)),
		route.Post(people+"/{id}/reactivate", member(reactivate)),
	}
}
