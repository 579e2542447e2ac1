package label

import (
	"html/template"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// Entry returns where a member of the practice enters a session that can be joined, ""
// for nowhere: by its link or, where its platform lets in by tokens, by an address of
// this site that makes one when it is followed. The patient has the link.
func Entry(r *web.Request, org *store.Org, id clinic.SessionID, platform clinic.PlatformID, link string) template.URL {
	if clinic.IsRoom(link) && org.Settings().Signs(platform) && ui.SafeLink(link) != "" {
		return ui.SitePath(SessionPath(r, id, "/join"))
	}
	return ui.SafeLink(link)
}
