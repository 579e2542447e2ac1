package clinic_test

import (
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
)

// domain is the table of roles as it was agreed; own is narrower than yes.
const domain = `
pm.telehealth_sessions.view          yes yes yes yes yes yes
pm.telehealth_sessions.create        yes yes yes yes -   -
pm.telehealth_sessions.edit          yes yes own yes -   -
pm.telehealth_sessions.host          -   -   own -   -   -
pm.telehealth_sessions.approve       yes yes -   -   -   -
pm.telehealth_sessions.delete        yes -   -   -   -   -
pm.telehealth_sessions.export        yes yes -   -   yes yes
pm.telehealth_configuration.admin    yes -   -   -   -   -
pm.appointments.view                 yes yes yes yes yes yes
pm.appointments.create               yes yes yes yes -   -
pm.appointments.edit                 yes yes own yes -   -
pm.appointments.override             yes yes -   -   -   -
pm.patients.view                     yes yes yes yes yes yes
pm.patients.create                   yes yes yes yes -   -
pm.patients.edit                     yes yes yes yes -   -
pm.patients.merge                    yes yes -   -   -   -
pm.settings.view                     yes yes -   -   -   -
pm.settings.manage                   yes -   -   -   -   -
pf.users.manage                      yes -   -   -   -   -
pf.roles.manage                      yes -   -   -   -   -
pf.audit.view                        yes -   -   -   -   yes`

func TestEveryRoleEveryKey(t *testing.T) {
	t.Parallel()
	seen := map[clinic.Permission]bool{}
	for line := range strings.SplitSeq(strings.TrimSpace(domain), "\n") {
		marks := strings.Fields(line)
		p := clinic.Permission(marks[0])
		seen[p] = true
		for i, role := range clinic.SystemRoles {
			t.Run(string(p)+" for "+string(role), func(t *testing.T) {
				t.Parallel()
				r := clinic.RightsOf(role)
				all, own := r.MayFor(p, false), r.MayFor(p, true)
				want := marks[i+1]
				if all != (want == "yes") || own != (want != "-") || r.May(p) != (want != "-") {
					t.Errorf("got all %v, own %v, any %v, want %s", all, own, r.May(p), want)
				}
			})
		}
	}
	for _, p := range clinic.Permissions() {
		if !seen[p] {
			t.Errorf("%s is in no row", p)
		}
	}
}

func TestSeveralRoles(t *testing.T) {
	t.Parallel()
	solo := clinic.RightsOf(clinic.OrgAdmin, clinic.Provider)
	if !solo.MayFor(clinic.HostSessions, true) || solo.MayFor(clinic.HostSessions, false) || !solo.MayFor(clinic.EditSessions, false) {
		t.Errorf("got the rights %v, want an admin's and a provider's over their own sessions", solo)
	}
	if r := clinic.RightsOf("made_up"); len(r) != 0 {
		t.Errorf("an unknown role grants %v, want nothing", r)
	}
	want := []clinic.RoleID{"org_admin", "manager", "provider", "staff", "biller", "readonly"}
	if got := clinic.SystemRoles; !slices.Equal(got, want) {
		t.Errorf("got the roles %v, want %v", got, want)
	}
}
