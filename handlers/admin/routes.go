// Package admin has the pages by which a practice runs itself: its people, what they may do,
// its settings, and who else is told of what happens.
package admin

import (
	"televisit/clinic"
	"televisit/doctor"
	"televisit/handlers/label"
	"televisit/handlers/route"
	"televisit/sso"
)

// Where the pages are.
const (
	people    = "/settings/people"
	roles     = "/settings/roles"
	settings  = "/pm/settings"
	platforms = "/pm/telehealth/configuration"
	webhooks  = "/settings/webhooks"
	audit     = "/settings/audit"
	health    = "/settings/health"
)

// An Area answers at the addresses of the practice's administration.
type Area struct {
	watch     *doctor.Watch
	providers *sso.Client
}

// New returns the area of a server that is watched, where providers asks identity providers.
func New(w *doctor.Watch, providers *sso.Client) *Area { return &Area{w, providers} }

// Routes returns the addresses of the area.
func (a *Area) Routes() []route.Route {
	signOn := singleSignOn{a.providers}
	member := func(h route.MemberFunc) route.Access { return route.Member(clinic.ManageUsers, h) }
	platformAdmin := func(h route.MemberFunc) route.Access { return route.Member(clinic.AdminPlatforms, h) }
	makesRoles := func(h route.MemberFunc) route.Access { return route.Member(clinic.ManageRoles, h) }
	manager := func(h route.MemberFunc) route.Access { return route.Member(clinic.ManageSettings, h) }
	return []route.Route{
		route.Get(platforms, platformAdmin(listPlatforms)),
		route.Get(platforms+"/new", platformAdmin(newPlatform)),
		route.Post(platforms+"/new", platformAdmin(addPlatform)),
		route.Get(platforms+"/{id}", platformAdmin(platform)),
		route.Post(platforms+"/{id}", platformAdmin(changePlatform)),
		route.Post(platforms+"/{id}/try", platformAdmin(tryPlatform)),
		route.Post(platforms+"/{id}/active", platformAdmin(usePlatform)),
		route.Post(platforms+"/{id}/rooms", platformAdmin(putRoom)),
		route.Get(settings, route.Member(clinic.ViewSettings, showSettings)),
		route.Post(settings, route.Member(clinic.ManageSettings, changeSettings)),
		route.Get(audit, route.Member(clinic.ViewAudit, trail)),
		route.Get(audit+".csv", route.Member(clinic.ViewAudit, trailCSV)),
		route.Get(health, manager(a.health)),
		route.Post(health, manager(a.lookNow)),
		route.Get(people, member(list)),
		route.Post(people+"/invite", member(invite)),
		route.Post(people+"/invites/{invite}/withdraw", member(withdraw)),
		route.Get(people+"/{id}", member(person)),
		route.Post(people+"/{id}/roles", member(changeRoles)),
		route.Post(people+"/{id}/password", member(passwordLink)),
		route.Post(people+"/{id}/second-factor", member(removeFactor)),
		route.Post(people+"/{id}/handover", member(handOver)),
		route.Post(people+"/{id}/deactivate", member(deactivate)),
		route.Post(people+"/{id}/reactivate", member(reactivate)),
		route.Get(label.SingleSignOn, manager(signOn.show)),
		route.Post(label.SingleSignOn, manager(signOn.change)),
		route.Post(label.SingleSignOn+"/try", manager(signOn.try)),
		route.Post(label.SingleSignOn+"/remove", manager(signOn.remove)),
		route.Post(label.SingleSignOn+"/unlink", manager(signOn.unlink)),
		route.Get(label.ConsentTexts, route.Member(clinic.ViewSettings, showConsent)),
		route.Post(label.ConsentTexts, route.Member(clinic.ManageSettings, changeConsent)),
		route.Get(label.ConsentTexts+"/{language}/{version}", route.Member(clinic.ViewSettings, showConsentText)),
		route.Get(roles, makesRoles(listRoles)),
		route.Post(roles, makesRoles(addRole)),
		route.Get(roles+"/new", makesRoles(newRole)),
		route.Get(roles+"/{id}", makesRoles(showRole)),
		route.Post(roles+"/{id}", makesRoles(changeRole)),
		route.Post(roles+"/{id}/delete", makesRoles(deleteRole)),
		route.Get(webhooks, manager(listWebhooks)),
		route.Post(webhooks, manager(addWebhook)),
		route.Get(webhooks+"/{id}", manager(webhook)),
		route.Post(webhooks+"/{id}", manager(changeWebhook)),
		route.Post(webhooks+"/{id}/pause", manager(pauseWebhook)),
		route.Post(webhooks+"/{id}/resume", manager(resumeWebhook)),
		route.Post(webhooks+"/{id}/remove", manager(removeWebhook)),
		route.Post(webhooks+"/{id}/roll", manager(rollWebhook)),
		route.Post(webhooks+"/{id}/test", manager(testWebhook)),
		route.Post(webhooks+"/{id}/replay", manager(replayFailed)),
		route.Post(webhooks+"/{id}/deliveries/{event}/replay", manager(replay)),
	}
}
