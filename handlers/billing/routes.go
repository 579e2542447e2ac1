// Package billing has the pages of who sends the claims: what took place and what it
// lacks, and the rules that say what it may be billed as.
package billing

import (
	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/route"
)

// Where the pages of the rules are.
const (
	rulesPath = label.Billing + "/rules"
	tryPath   = rulesPath + "/try"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get(label.Billing, route.Member(clinic.ExportSessions, claims)),
		route.Get(label.Billing+"/claims.csv", route.Member(clinic.ExportSessions, claimsCSV)),
		route.Get(rulesPath, route.Member("", rules)), // for who sees the settings, and for who exports
		route.Post(rulesPath, route.Member(clinic.ManageSettings, addRule)),
		route.Get(tryPath, route.Member(clinic.ExportSessions, backToRules)),
		route.Post(tryPath, route.LookUp(clinic.ExportSessions, tryRules)),
		route.Post(rulesPath+"/{rule}/end", route.Member(clinic.ManageSettings, endRule)),
	}
}
