package label

import (
	"televisit/clinic"
	"televisit/web"
)

// A KeyGroup is some permissions that belong together.
type KeyGroup struct {
	ID, Text string
	Keys     []KeyText
}

// A KeyText says a permission in a sentence. Own says it where it reaches only to one's own, "" for one
// that cannot be granted so.
type KeyText struct {
	Key      clinic.Permission
	All, Own string
}

// Of returns the sentence for how far a permission reaches.
func (k KeyText) Of(scope clinic.Scope) string {
	if scope == clinic.Own {
		return k.Own
	}
	return k.All
}

// keyGroups are the permissions in people's words, in the order of pages.
var keyGroups = []KeyGroup{
	{"sessions", "Sessions", []KeyText{
		{clinic.ViewSessions, "See the sessions of everybody, and their links", ""},
		{clinic.CreateSessions, "Give an appointment a telehealth session", ""},
		{clinic.EditSessions, "Record consent and location, mark no-shows and cancel, for everybody",
			"Record consent and location, mark no-shows and cancel, for their own sessions"},
		{clinic.HostSessions, "Start and complete the visits of anybody", "See patients: start and complete their own visits"},
		{clinic.ApproveSessions, "Correct times, and complete or reopen what others forgot", ""},
		{clinic.DeleteSessions, "Delete sessions and restore them", ""},
		{clinic.ExportSessions, "Take sessions out as a file", ""}}},
	{"appointments", "Appointments", []KeyText{
		{clinic.ViewAppointments, "See the appointments of everybody", ""},
		{clinic.CreateAppointments, "Book appointments", ""},
		{clinic.EditAppointments, "Move and cancel the appointments of everybody", "Move and cancel their own appointments"},
		{clinic.OverrideOverlap, "Book over another appointment, with a reason", ""}}},
	{"patients", "Patients", []KeyText{
		{clinic.ViewPatients, "See the patients", ""},
		{clinic.CreatePatients, "Put new patients on file", ""},
		{clinic.EditPatients, "Change what is on file about a patient", ""},
		{clinic.MergePatients, "Merge two files of one patient", ""}}},
	{"practice", "The practice", []KeyText{
		{clinic.ViewSettings, "Look at the settings", ""},
		{clinic.ManageSettings, "Change the settings", ""},
		{clinic.AdminPlatforms, "Set up the platforms that visits take place on", ""},
		{clinic.ManageUsers, "Invite people, give them roles and let them go", ""},
		{clinic.ManageRoles, "Make and change roles", ""},
		{clinic.ViewAudit, "Read who did what", ""}}},
}

// KeyGroups returns the permissions in the reader's language.
func KeyGroups(r *web.Request) (all []KeyGroup) {
	for _, g := range keyGroups {
		group := KeyGroup{ID: g.ID, Text: r.T(g.Text)}
		for _, k := range g.Keys {
			row := KeyText{Key: k.Key, All: r.T(k.All)}
			if k.Own != "" {
				row.Own = r.T(k.Own)
			}
			group.Keys = append(group.Keys, row)
		}
		all = append(all, group)
	}
	return all
}

// Permission returns what a permission is called, to be shown in the reader's language.
func Permission(key clinic.Permission) clinic.Translatable {
	for _, g := range keyGroups {
		for _, k := range g.Keys {
			if k.Key == key {
				return clinic.Translatable(k.All)
			}
		}
	}
	return ""
}
