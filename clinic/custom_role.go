package clinic

import "strings"

// LongestRoleName is how many characters the name of a role may have.
const LongestRoleName = 60

// A RoleDraft is a role of the org's own as somebody wants it to be.
type RoleDraft struct {
	Name   string
	Rights Rights
}

// seen says what one has to see to be able to do what: a key with its page.
var seen = map[Permission]Permission{
	CreateSessions: ViewSessions, EditSessions: ViewSessions, HostSessions: ViewSessions, ApproveSessions: ViewSessions,
	DeleteSessions: ViewSessions, ExportSessions: ViewSessions,
	CreateAppointments: ViewAppointments, EditAppointments: ViewAppointments, OverrideOverlap: ViewAppointments,
	CreatePatients: ViewPatients, EditPatients: ViewPatients, MergePatients: ViewPatients,
	ManageSettings: ViewSettings,
}

// Check returns an Invalid error that names each field of d that cannot be saved: name, keys.
func (d RoleDraft) Check() error {
	var p Problems
	if n := len([]rune(strings.TrimSpace(d.Name))); ShowsNothing(d.Name) || n > LongestRoleName {
		p.Add("name", "Enter a name, up to %d characters.", LongestRoleName)
	}
	if len(d.Rights) == 0 {
		p.Add("keys", "Choose at least one thing that the role may do.")
	}
	for key, scope := range d.Rights {
		switch {
		case !key.Known() || scope == None || scope == Own && !key.KnowsOwn():
			p.Add("keys", "Choose from the list.")
		case seen[key] != "" && !d.Rights.May(seen[key]):
			p.Add("keys", "Who may do something with sessions, appointments, patients or settings must also see them. Choose that too.")
		}
	}
	return p.Err()
}
