// Package admin has the pages by which a practice runs itself: its people, and what they
// may do.
package admin

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// people is where the people of the practice are.
const people = "/settings/people"

// Routes returns the addresses of the area.
func Routes() []route.Route {
	member := func(h route.MemberFunc) route.Access { return route.Member(clinic.ManageUsers, h) }
	return []route.Route{
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
