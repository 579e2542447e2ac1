package handlers

import (
	"televisit/clinic"
	"televisit/store"
)

// frame is what the layout shows around every page.
type frame struct {
	Lang      string // BCP 47
	Title     string
	Org, User string
	Nav       []navItem
	Finder    string // where the switcher is, "" where it is of no use
	CanSwitch bool   // member of another org too
	SignedIn  bool
	KeysOff   bool // single keys do nothing
	Demo      bool
	Version   string
}

type navItem struct {
	Text, URL string
	Current   bool
}

// sections are the pages of the navigation and what one needs to see them.
var sections = []struct {
	text, path string
	need       clinic.Permission
}{
	{"Today", "/", clinic.ViewSessions},
	{"Sessions", "/pm/telehealth", clinic.ViewSessions},
	{"Appointments", "/pm/appointments", clinic.ViewAppointments},
	{"Patients", "/pm/patients", clinic.ViewPatients},
}

// frame returns the frame of a page called title, in the section at current.
// org is nil for pages outside of any.
func (p *pages) frame(org *store.Org, title, current string) frame {
	f := frame{Lang: p.lang, Title: title, Demo: p.demo, Version: p.version}
	if org == nil {
		return f
	}
	f.SignedIn, f.Org, f.User, f.CanSwitch = true, org.Name(), org.UserName(), org.Orgs() > 1
	f.KeysOff, f.Finder = org.KeysOff(), p.views.links.path(switchPath)
	for _, s := range sections {
		if org.Rights().May(s.need) {
			f.Nav = append(f.Nav, navItem{p.t(s.text), p.views.links.path(s.path), s.path == current})
		}
	}
	return f
}
