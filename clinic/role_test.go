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

// TestMayGrant holds that nobody hands on more than they hold, but for administrators, who make
// providers without being one.
func TestMayGrant(t *testing.T) {
	t.Parallel()
	admin, provider, manager := clinic.RightsOf(clinic.OrgAdmin), clinic.RightsOf(clinic.Provider), clinic.RightsOf(clinic.Manager)
	makesRoles := clinic.Rights{clinic.ManageRoles: clinic.All, clinic.ManageUsers: clinic.All, clinic.EditSessions: clinic.Own}
	for name, tt := range map[string]struct {
		by, what clinic.Rights
		want     bool
	}{
		"an administrator makes a provider":        {admin, provider, true},
		"an administrator makes another":           {admin, admin, true},
		"a manager makes a manager":                {manager, manager, true},
		"a manager makes an administrator":         {manager, admin, false},
		"own is no more than own":                  {makesRoles, clinic.Rights{clinic.EditSessions: clinic.Own}, true},
		"own is less than all":                     {makesRoles, clinic.Rights{clinic.EditSessions: clinic.All}, false},
		"who makes roles gives what is not theirs": {makesRoles, clinic.Rights{clinic.ViewAudit: clinic.All}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := tt.by.MayGrant(tt.what); got != tt.want {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}

func TestRoleDraft(t *testing.T) {
	t.Parallel()
	seen := clinic.Rights{clinic.ViewSessions: clinic.All}
	for name, tt := range map[string]struct {
		name   string
		rights clinic.Rights
		field  string // that is wrong, "" for none
	}{
		"good":                {" Night desk ", seen, ""},
		"own":                 {"Night desk", clinic.Rights{clinic.ViewSessions: clinic.All, clinic.HostSessions: clinic.Own}, ""},
		"no name":             {" \u200b", seen, "name"},
		"longest name":        {strings.Repeat("é", 60), seen, ""},
		"too long":            {strings.Repeat("é", 61), seen, "name"},
		"no key":              {"Night desk", clinic.Rights{}, "keys"},
		"unknown key":         {"Night desk", clinic.Rights{"pm.everything": clinic.All}, "keys"},
		"own of what has no":  {"Night desk", clinic.Rights{clinic.ViewSessions: clinic.Own}, "keys"},
		"acts without seeing": {"Night desk", clinic.Rights{clinic.ViewPatients: clinic.All, clinic.CreateSessions: clinic.All}, "keys"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			fields := clinic.FieldsOf(clinic.RoleDraft{Name: tt.name, Rights: tt.rights}.Check())
			if len(fields) > 1 || (len(fields) == 1) != (tt.field != "") || len(fields) == 1 && fields[0].Field != tt.field {
				t.Errorf("got %v, want a problem of %q", fields, tt.field)
			}
		})
	}
}
