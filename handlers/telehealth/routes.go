// Package telehealth has the pages of the telehealth sessions: the live list, one
// session, and the forms that move, record and delete.
package telehealth

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// An Area answers at the addresses of the sessions.
type Area struct{ fragments *fragments }

// New returns the area.
func New() *Area { return &Area{newFragments()} }

// Cached returns how many rendered fragments are kept, and how many bytes they have.
func (a *Area) Cached() (entries, bytes int) { return a.fragments.size() }

// Routes returns the addresses of the area.
func (a *Area) Routes() []route.Route {
	const one = "/pm/telehealth/sessions/{id}"
	return []route.Route{
		route.Get("/pm/telehealth", route.Member(clinic.ViewSessions, a.list)),
		route.Get("/pm/telehealth/search", route.Member(clinic.ViewSessions, backToList)),
		route.Post("/pm/telehealth/search", route.LookUp(clinic.ViewSessions, a.search)),
		route.Get("/pm/telehealth/sessions", route.Poll(clinic.ViewSessions, a.poll)),
		route.Post("/pm/telehealth/sessions", route.Poll(clinic.ViewSessions, a.poll)),
		route.Get(deletedPath, route.Member(clinic.DeleteSessions, deleted)),
		route.Get(one, route.Member(clinic.ViewSessions, session)),
		route.Get(one+"/join", route.Member(clinic.ViewSessions, join)),
		route.Get(one+"/status", route.Member(clinic.ViewSessions, moveForm)),
		route.Post(one+"/status", route.Member(clinic.ViewSessions, move)),
		route.Get(one+"/consent", route.Member(clinic.EditSessions, consentPage)),
		route.Post(one+"/consent", route.Member(clinic.EditSessions, recordConsent)),
		route.Get(one+"/location", route.Member(clinic.EditSessions, locationPage)),
		route.Post(one+"/location", route.Member(clinic.EditSessions, recordLocation)),
		route.Get(one+"/audio", route.Member(clinic.EditSessions, audioPage)),
		route.Post(one+"/audio", route.Member(clinic.EditSessions, recordAudio)),
		route.Post(one+"/hint", route.Member(clinic.EditSessions, giveHint)),
		route.Get(one+"/times", route.Member(clinic.ApproveSessions, timesPage)),
		route.Post(one+"/times", route.Member(clinic.ApproveSessions, correctTimes)),
		route.Get(one+"/delete", route.Member(clinic.DeleteSessions, deleteForm)),
		route.Post(one+"/delete", route.Member(clinic.DeleteSessions, deleteSession)),
		route.Post(one+"/restore", route.Member(clinic.DeleteSessions, restoreSession)),
	}
}
