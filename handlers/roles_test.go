package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
)

const rolePages = "/settings/roles"

// roleForm returns a form of a role that may do this; values are keys, "…:own" for one's own.
func roleForm(name string, keys ...string) url.Values {
	return url.Values{"name": {name}, "keys": keys}
}

// roleMade makes a role of Northside and returns its page.
func (s *site) roleMade(t *testing.T, name string, keys ...string) string {
	t.Helper()
	at, _, _ := strings.Cut(s.as(t, "admin@northside.example", "").send(rolePages, roleForm(name, keys...)).
		expect(t, http.StatusSeeOther).Header.Get("Location"), "?")
	return at
}

func idOf(page string) string { return page[strings.LastIndex(page, "/")+1:] }

// rightsOf returns what a member of Northside may do.
func (s *site) rightsOf(t *testing.T, email string) clinic.Rights {
	t.Helper()
	return s.As(t, email, s.Northside).Rights()
}

// TestRoleIsMadeGivenAndChanged follows a role of the practice's own from its making to its end.
func TestRoleIsMadeGivenAndChanged(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, theirs := s.as(t, "admin@northside.example", ""), s.as(t, "staff@northside.example", "")
	page := admin.get(rolePages+"/new").expect(t, http.StatusOK)
	_, typed := page.again(t)
	typed.Set("name", "  Night   desk ")
	typed["keys"] = []string{"pm.telehealth_sessions.view", "pm.telehealth_sessions.edit:own"}
	typed["keys2"] = []string{"pm.appointments.view"}
	made := admin.send(rolePages, typed).expect(t, http.StatusSeeOther)
	at, _, _ := strings.Cut(made.Header.Get("Location"), "?")
	if again := admin.send(rolePages, typed).expect(t, http.StatusSeeOther); again.Header.Get("Location") != made.Header.Get("Location") {
		t.Error("the same form sent once more made another role")
	}
	page = admin.get(at).expect(t, http.StatusOK)
	if page.value("name") != "Night desk" || page.Doc.Find("[type=checkbox][checked]").Length() != 3 ||
		page.Doc.Find("#delete").Length() != 1 {
		t.Errorf("the page shows %q", squash(page.Doc.Find("main").Text()))
	}
	person := staffPages + "/" + string(s.As(t, "staff@northside.example", s.Northside).User())
	admin.send(person+"/roles", url.Values{"roles": {idOf(at)}}).expect(t, http.StatusSeeOther)
	want := clinic.Rights{clinic.ViewSessions: clinic.All, clinic.EditSessions: clinic.Own, clinic.ViewAppointments: clinic.All}
	if got := s.rightsOf(t, "staff@northside.example"); !got.Covers(want) || !want.Covers(got) {
		t.Errorf("who has the role may do %v, want %v", got, want)
	}
	for _, where := range []string{staffPages, person, "/account"} {
		b := admin
		if where == "/account" {
			b = theirs
		}
		if text := squash(b.get(where).Doc.Find("main").Text()); !strings.Contains(text, "Night desk") {
			t.Errorf("%s does not name the role: %s", where, text)
		}
	}
	t.Run("it takes effect with the next request", func(t *testing.T) {
		theirs.get(list).expect(t, http.StatusOK)
		theirs.get(list+"/sessions", "HX-Request", "true").expect(t, http.StatusOK)
		_, f := admin.get(at).again(t)
		f["keys"], f["keys2"], f["name"] = nil, []string{"pm.appointments.view"}, []string{"Night desk, small"}
		admin.send(at, f).expect(t, http.StatusSeeOther)
		theirs.get(list+"/sessions", "HX-Request", "true").expect(t, http.StatusForbidden)
		theirs.get(list).expect(t, http.StatusForbidden)
		if text := theirs.get("/account").Text; !strings.Contains(text, "Night desk, small") {
			t.Error("the role keeps its old name")
		}
		stale := admin.send(at, f).expect(t, http.StatusConflict)
		if stale.value("name") != "Night desk, small" {
			t.Errorf("another hand was faster, and the form shows %q", stale.value("name"))
		}
	})
	t.Run("in use it stays", func(t *testing.T) {
		a := admin.post(at+"/delete").expect(t, http.StatusUnprocessableEntity)
		if a.Doc.Find(`section[aria-labelledby=who] a[href$="`+person+`"]`).Length() != 1 || a.Doc.Find(`form[action$="/delete"]`).Length() != 0 {
			t.Error("it does not say who has the role:", squash(a.Doc.Find("main").Text()))
		}
		admin.send(person+"/roles", url.Values{"roles": {"staff"}}).expect(t, http.StatusSeeOther)
		link := s.invited(t, "nia@new.example", idOf(at))
		if text := s.anonymous(t).get(link).Text; !strings.Contains(text, "Night desk, small") {
			t.Error("the invitation does not name the role")
		}
		a = admin.post(at+"/delete").expect(t, http.StatusUnprocessableEntity)
		if text := squash(a.Doc.Find("section[aria-labelledby=who]").Text()); !strings.Contains(text, "nia@new.example invited") {
			t.Error("it does not say who is invited:", text)
		}
		good := form("name", "Nia", "password", "a password for tests", "repeat", "a password for tests")
		s.anonymous(t).send(link, good).expect(t, http.StatusSeeOther)
		if rights := s.rightsOf(t, "nia@new.example"); !rights.May(clinic.ViewAppointments) || rights.May(clinic.ViewSessions) {
			t.Errorf("who followed the invitation may do %v", rights)
		}
	})
	t.Run("unused it goes", func(t *testing.T) {
		nia := staffPages + "/" + string(s.As(t, "nia@new.example", s.Northside).User())
		admin.post(nia+"/deactivate").expect(t, http.StatusSeeOther)
		admin.post(at+"/delete").expect(t, http.StatusSeeOther)
		admin.get(at).expect(t, http.StatusNotFound)
		a := admin.post(nia+"/reactivate").expect(t, http.StatusUnprocessableEntity)
		if text := a.Doc.Find("[data-summary]").Text(); !strings.Contains(text, "are gone") {
			t.Errorf("who had only that role comes back: %q", text)
		}
	})
}

// TestRoleThatCannotBe keeps what was typed and names the field.
func TestRoleThatCannotBe(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	s.roleMade(t, "Night désk", "pm.telehealth_sessions.view")
	const seen = "pm.telehealth_sessions.view"
	for name, tt := range map[string]struct {
		f     url.Values
		field string
	}{
		"no name":                  {roleForm(" ", seen), "name"},
		"too long":                 {roleForm(strings.Repeat("x", 61), seen), "name"},
		"taken":                    {roleForm("NIGHT  DESK", seen), "name"},
		"a system role's":          {roleForm("front Desk", seen), "name"},
		"a system role's, Spanish": {roleForm("recepcion", seen), "name"},
		"a system role's id":       {roleForm("org_admin", seen), "name"},
		"no key":                   {roleForm("Other"), "keys"},
		"an unknown key":           {roleForm("Other", seen, "pm.everything"), "keys"},
		"own of what has none":     {roleForm("Other", seen+":own"), "keys"},
		"acts without seeing":      {roleForm("Other", "pm.telehealth_sessions.edit"), "keys"},
	} {
		t.Run(name, func(t *testing.T) {
			a := admin.send(rolePages, tt.f).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(tt.field) == "" || a.value("name") != tt.f.Get("name") {
				t.Errorf("%s: %q, the name is %q", tt.field, a.errorOf(tt.field), a.value("name"))
			}
			if tt.field == "name" && a.Doc.Find(`[value="`+seen+`"][checked]`).Length() != 1 {
				t.Error("what was chosen is lost")
			}
		})
	}
}

// TestSystemRolesStay: they are shown as sentences, are copied, and cannot be changed.
func TestSystemRolesStay(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	list := admin.get(rolePages).expect(t, http.StatusOK)
	if n := list.Doc.Find("section[aria-labelledby=system] tbody tr").Length(); n != len(clinic.SystemRoles) {
		t.Errorf("%d system roles are listed, want %d", n, len(clinic.SystemRoles))
	}
	at := rolePages + "/provider"
	page := admin.get(at).expect(t, http.StatusOK)
	if text := squash(page.Doc.Find("section[aria-labelledby=may]").Text()); !strings.Contains(text,
		"See patients: start and complete their own visits") || page.Doc.Find("main form").Length() != 0 {
		t.Error("the provider's role is shown as", text)
	}
	for _, path := range []string{"", "/delete"} {
		a := admin.send(at+path, roleForm("Provider of ours", "pm.telehealth_sessions.view")).expect(t, http.StatusUnprocessableEntity)
		if text := a.Doc.Find("[data-summary]").Text(); !strings.Contains(text, "cannot be changed") {
			t.Errorf("%q says %q", path, text)
		}
	}
	copied := admin.get(rolePages+"/new?from=provider").expect(t, http.StatusOK)
	if copied.Doc.Find(`[value="pm.telehealth_sessions.host:own"][checked]`).Length() != 1 || copied.value("name") != "" {
		t.Error("the copy holds not what the provider's role does")
	}
	for _, path := range []string{rolePages + "/nothing", rolePages + "/nothing/delete"} {
		admin.send(path, roleForm("Other", "pm.telehealth_sessions.view")).expect(t, http.StatusNotFound)
	}
}

// TestRolesByWhoMayLess: who makes roles and invites people without being an administrator grants no
// more than they hold, by no way.
func TestRolesByWhoMayLess(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	desk := s.roleMade(t, "Office", "pf.roles.manage", "pf.users.manage", "pm.telehealth_sessions.view", "pm.telehealth_sessions.edit:own")
	small := s.roleMade(t, "Looks on", "pm.telehealth_sessions.view")
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = $2 WHERE org_id = $1 AND role_id = 'manager'`, s.Northside, idOf(desk))
	b := s.as(t, "manager@northside.example", "")
	refused := func(what string, a answer) {
		t.Helper()
		if a.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%s: got %d, want 422", what, a.StatusCode)
		}
	}
	person := func(email string) string { return staffPages + "/" + string(s.As(t, email, s.Northside).User()) }
	own, boss := person("manager@northside.example"), person("admin@northside.example")
	refused("a new role of more", b.send(rolePages, roleForm("More", "pm.telehealth_sessions.view", "pf.audit.view")))
	refused("a new role for all", b.send(rolePages, roleForm("Wider", "pm.telehealth_sessions.view", "pm.telehealth_sessions.edit")))
	_, f := b.get(desk).again(t)
	f.Add("keys4", "pf.audit.view")
	refused("their own role grown", b.send(desk, f))
	big := s.roleMade(t, "Reads on", "pf.audit.view")
	refused("a bigger role changed", b.send(big, roleForm("Reads no more", "pm.telehealth_sessions.view")))
	refused("a bigger role deleted", b.post(big+"/delete"))
	refused("a bigger role taken", b.send(own+"/roles", url.Values{"roles": {idOf(desk), idOf(big)}}))
	refused("a bigger role in an invitation", b.send(staffPages+"/invite", url.Values{"email": {"a@new.example"}, "roles": {idOf(big)}}))
	refused("an administrator demoted", b.send(boss+"/roles", url.Values{"roles": {idOf(small)}}))
	refused("an administrator let go", b.post(boss+"/deactivate"))
	refused("an administrator's password", b.post(boss+"/password"))
	b.send(staffPages+"/invite", url.Values{"email": {"a@new.example"}, "roles": {idOf(small)}}).expect(t, http.StatusOK)
	b.send(rolePages, roleForm("Looks on too", "pm.telehealth_sessions.view")).expect(t, http.StatusSeeOther)
	if page := b.get(big).expect(t, http.StatusOK); page.Doc.Find("main form").Length() != 0 {
		t.Error("a role that may do more can be changed")
	}
	if form := b.get(rolePages + "/new?from=org_admin"); form.Doc.Find(`[value="pf.audit.view"]`).Length() != 0 ||
		!strings.Contains(form.Doc.Find(".notice").Text(), "left out") {
		t.Error("a copy offers what its maker may not do")
	}
	if got := s.rightsOf(t, "manager@northside.example"); got.May(clinic.ViewAudit) {
		t.Errorf("they may do %v", got)
	}
}

// TestRolesOfAnotherPractice are not there.
func TestRolesOfAnotherPractice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id, err := s.As(t, "admin@harbor.example", s.Harbor).AddRole(t.Context(), store.RoleEdit{RoleDraft: clinic.RoleDraft{
		Name: "Harbor watch", Rights: clinic.Rights{clinic.ViewSessions: clinic.All}}})
	if err != nil {
		t.Fatal(err)
	}
	admin := s.as(t, "admin@northside.example", "")
	admin.get(rolePages+"/"+string(id)).expect(t, http.StatusNotFound)
	admin.post(rolePages+"/"+string(id)+"/delete").expect(t, http.StatusNotFound)
	own := staffPages + "/" + string(s.As(t, "staff@northside.example", s.Northside).User())
	admin.send(own+"/roles", url.Values{"roles": {string(id)}}).expect(t, http.StatusUnprocessableEntity)
	if text := admin.get(rolePages).Text; strings.Contains(text, "Harbor watch") {
		t.Error("the roles of another practice are listed")
	}
	s.roleMade(t, "Harbor watch", "pm.telehealth_sessions.view") // the name is free here
}
