package route

import (
	"televisit/clinic"
	"televisit/web"
	"televisit/web/ui"
)

// A section is a page of the navigation and what one needs to see it. What has pages of its own
// is the first of them that one may see.
type section struct {
	text, path, key string
	need            clinic.Permission
	pages           []section
}

var sections = []section{
	{text: "Today", path: "/", key: "t", need: clinic.ViewSessions},
	{text: "Sessions", path: "/pm/telehealth", key: "s", need: clinic.ViewSessions},
	{text: "Appointments", path: "/pm/appointments", key: "a", need: clinic.ViewAppointments},
	{text: "Patients", path: "/pm/patients", key: "p", need: clinic.ViewPatients},
	{text: "Billing", key: "b", pages: []section{
		{text: "To bill", path: "/pm/telehealth/billing", need: clinic.ExportSessions},
		{text: "Rules", path: "/pm/telehealth/billing/rules", need: clinic.ExportSessions},
		{text: "Reports", path: "/pm/telehealth/reports", need: clinic.ExportSessions},
	}},
	{text: "Settings", key: "e", pages: []section{
		{text: "General", path: "/pm/settings", need: clinic.ViewSettings},
		{text: "People", path: "/settings/people", need: clinic.ManageUsers},
		{text: "Roles", path: "/settings/roles", need: clinic.ManageRoles},
		{text: "Consent", path: "/settings/consent", need: clinic.ViewSettings},
		{text: "Platforms", path: "/pm/telehealth/configuration", need: clinic.AdminPlatforms},
		{text: "Single sign-on", path: "/settings/single-sign-on", need: clinic.ManageSettings},
		{text: "Webhooks", path: "/settings/webhooks", need: clinic.ManageSettings},
		{text: "Health", path: "/settings/health", need: clinic.ManageSettings},
		{text: "Audit", path: "/settings/audit", need: clinic.ViewAudit},
	}},
}

// navigation returns the sections that rights reach, and the pages of the one that the page at path
// belongs to, when they are several.
func navigation(r *web.Request, rights clinic.Rights, path string) (all, pages []ui.NavItem) {
	for _, s := range sections {
		below, within := items(r, rights, s.pages, path)
		item := ui.NavItem{Text: r.T(s.text), Key: s.key, Current: within || len(s.pages) == 0 && s.path == path}
		switch {
		case len(below) > 0:
			item.URL = below[0].URL
		case len(s.pages) == 0 && rights.May(s.need):
			item.URL = r.Path(s.path)
		default:
			continue
		}
		if all = append(all, item); within && len(below) > 1 {
			pages = below
		}
	}
	return all, pages
}

// items returns the pages that rights reach, and whether the page at path is among them.
func items(r *web.Request, rights clinic.Rights, of []section, path string) (all []ui.NavItem, within bool) {
	for _, s := range of {
		if rights.May(s.need) {
			all = append(all, ui.NavItem{Text: r.T(s.text), URL: r.Path(s.path), Current: s.path == path})
			within = within || s.path == path
		}
	}
	return all, within
}
