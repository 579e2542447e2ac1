package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const staffPages = "/settings/people"

// linkMade returns the path of the one-time link on the page.
func (a answer) linkMade(t *testing.T) string {
	t.Helper()
	link := a.Doc.Find("#link").AttrOr("value", "")
	path, found := strings.CutPrefix(link, home)
	if !found {
		t.Fatalf("the page shows the link %q: %s", link, squash(a.Doc.Find("main").Text()))
	}
	return path
}

// invited returns the path of a link into Northside.
func (s *site) invited(t *testing.T, email string, roles ...string) string {
	t.Helper()
	f := url.Values{"email": {email}, "roles": roles}
	return s.as(t, "admin@northside.example", "").send(staffPages+"/invite", f).expect(t, http.StatusOK).linkMade(t)
}

// TestInvitedPersonJoins follows a link into the practice: once, and no further than it
// grants.
func TestInvitedPersonJoins(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := s.invited(t, " Nia@New.example ", "staff", "provider")
	page := s.anonymous(t).get(at).expect(t, http.StatusOK)
	if text := squash(page.Doc.Find("main").Text()); !strings.Contains(text, "Join Northside") ||
		!strings.Contains(text, "You are invited as: Provider, Front desk.") || page.Doc.Find("#f-email").AttrOr("value", "") !=
		"nia@new.example" {
		t.Errorf("the link leads to %q", text)
	}
	for field, f := range map[string]url.Values{"name": form("name", "", "password", storetest.Password, "repeat", storetest.Password),
		"password": form("name", "Nia", "password", "short", "repeat", "short"),
		"repeat":   form("name", "Nia", "password", storetest.Password, "repeat", "another one, long enough")} {
		t.Run("bad "+field, func(t *testing.T) {
			a := s.anonymous(t).send(at, f).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(field) == "" || a.value("name") != f.Get("name") {
				t.Errorf("%q, and the name is %q", a.errorOf(field), a.value("name"))
			}
		})
	}
	good := form("name", "Nia New", "password", storetest.Password, "repeat", storetest.Password)
	joined := s.anonymous(t).send(at, good).expect(t, http.StatusSeeOther)
	if len(joined.Cookies()) == 0 {
		t.Error("who joins is not signed in")
	}
	if rights := s.As(t, "nia@new.example", s.Northside).Rights(); !rights.May(clinic.HostSessions) || rights.May(clinic.ManageUsers) {
		t.Errorf("who joined may do %v", rights)
	}
	s.anonymous(t).send(at, good).expect(t, http.StatusGone)
	s.anonymous(t).get(at).expect(t, http.StatusGone)
	s.anonymous(t).get("/reset"+strings.TrimPrefix(at, "/invite")).expect(t, http.StatusNotFound)
	if text := s.as(t, "admin@northside.example", "").get(staffPages).Doc.Find("table").Text(); !strings.Contains(text, "Nia New") {
		t.Error("the people are", squash(text))
	}
}

// TestInvitedFromElsewhere lets somebody of another practice in by their own password;
// neither practice learns of the other.
func TestInvitedFromElsewhere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := s.invited(t, "staff@harbor.example", "biller")
	page := s.anonymous(t).get(at).expect(t, http.StatusOK)
	if page.Doc.Find("#f-name, #f-repeat").Length() != 0 || strings.Contains(page.Text, "Harbor") {
		t.Error("the form asks for a name or tells of the other practice")
	}
	wrong := s.anonymous(t).post(at, "password", "not the password at all").expect(t, http.StatusUnprocessableEntity)
	if wrong.errorOf("password") == "" {
		t.Error("a wrong password is not named")
	}
	s.anonymous(t).post(at, "password", storetest.Password).expect(t, http.StatusSeeOther)
	if !s.As(t, "staff@harbor.example", s.Northside).Rights().May(clinic.ExportSessions) {
		t.Error("they are no biller here")
	}
	admin := s.as(t, "admin@northside.example", "")
	if text := admin.get(staffPages).Text; strings.Contains(text, "Harbor") {
		t.Error("the page of the people tells of the other practice")
	}
	id := string(s.As(t, "staff@harbor.example", s.Northside).User())
	a := admin.post(staffPages+"/"+id+"/password").expect(t, http.StatusUnprocessableEntity)
	if a.Doc.Find("#link").Length() != 0 || strings.Contains(a.Text, "Harbor") {
		t.Error("one practice gives an account of two away")
	}
}

// TestInvitations that are wrong, withdrawn or too old lead nowhere.
func TestInvitations(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin := s.as(t, "admin@northside.example", "")
	for name, tt := range map[string]struct {
		f     url.Values
		field string
	}{
		"no address":     {url.Values{"email": {"nobody"}, "roles": {"staff"}}, "email"},
		"a member":       {url.Values{"email": {"STAFF@northside.example"}, "roles": {"staff"}}, "email"},
		"no role":        {url.Values{"email": {"new@northside.example"}}, "roles"},
		"unknown role":   {url.Values{"email": {"new@northside.example"}, "roles": {"king"}}, "roles"},
		"one of unknown": {url.Values{"email": {"new@northside.example"}, "roles": {"staff", "king"}}, "roles"},
	} {
		t.Run(name, func(t *testing.T) {
			a := admin.send(staffPages+"/invite", tt.f).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(tt.field) == "" || a.value("email") != tt.f.Get("email") || a.Doc.Find("#link").Length() != 0 {
				t.Errorf("%s: %q, the address is %q", tt.field, a.errorOf(tt.field), a.value("email"))
			}
		})
	}
	first := s.invited(t, "ned@new.example", "staff")
	second := s.invited(t, "ned@new.example", "staff")
	s.anonymous(t).get(first).expect(t, http.StatusGone)
	withdraw := admin.get(staffPages).Doc.Find(`form[action$="/withdraw"]`)
	if withdraw.Length() != 1 {
		t.Fatalf("%d invitations are open, want 1", withdraw.Length())
	}
	admin.post(withdraw.AttrOr("action", "")).expect(t, http.StatusSeeOther)
	s.anonymous(t).get(second).expect(t, http.StatusGone)
	admin.post(withdraw.AttrOr("action", "")).expect(t, http.StatusNotFound)
	third := s.invited(t, "ned@new.example", "staff")
	s.Clock.Add(73 * time.Hour)
	s.anonymous(t).get(third).expect(t, http.StatusGone)
	s.anonymous(t).post(third, "name", "Ned", "password", storetest.Password, "repeat", storetest.Password).expect(t, http.StatusGone)
	s.anonymous(t).get("/invite/nonsense").expect(t, http.StatusNotFound)
}

// TestPersonLeavesAndComesBack ends what they may do with the next request.
func TestPersonLeavesAndComesBack(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, theirs := s.as(t, "admin@northside.example", ""), s.as(t, "manager@northside.example", "")
	at := staffPages + "/" + string(s.As(t, "manager@northside.example", s.Northside).User())
	theirs.get(list).expect(t, http.StatusOK)
	admin.post(at+"/deactivate").expect(t, http.StatusSeeOther)
	if a := theirs.get(list); a.StatusCode == http.StatusOK {
		t.Error("who left reads on")
	}
	if a := theirs.get(list+"/sessions", "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized {
		t.Error("a poll of who left is answered with", a.StatusCode)
	}
	a := s.anonymous(t).post("/login", "email", "manager@northside.example", "password", storetest.Password)
	if a.StatusCode != http.StatusUnauthorized {
		t.Error("who left signs in:", a.StatusCode)
	}
	page := admin.get(at).expect(t, http.StatusOK)
	if page.Doc.Find(`form[action$="/reactivate"]`).Length() != 1 || page.Doc.Find(`form[action$="/roles"]`).Length() != 0 {
		t.Error("the page of who left offers", squash(page.Doc.Find("main").Text()))
	}
	admin.post(at+"/roles", "roles", "staff").expect(t, http.StatusNotFound)
	admin.post(at+"/reactivate").expect(t, http.StatusSeeOther)
	if !s.As(t, "manager@northside.example", s.Northside).Rights().May(clinic.ApproveSessions) {
		t.Error("they come back without their role")
	}
	admin.post(at+"/reactivate").expect(t, http.StatusConflict)
}

// TestRolesOfAPerson change with the next request, and somebody stays who administers.
func TestRolesOfAPerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, theirs := s.as(t, "admin@northside.example", ""), s.as(t, "staff@northside.example", "")
	user := func(email string) string { return staffPages + "/" + string(s.As(t, email, s.Northside).User()) }
	at := user("staff@northside.example")
	theirs.get("/pm/appointments/new").expect(t, http.StatusOK)
	admin.send(at+"/roles", url.Values{"roles": {"biller", "readonly"}}).expect(t, http.StatusSeeOther)
	theirs.get("/pm/appointments/new").expect(t, http.StatusForbidden)
	checked := admin.get(at).Doc.Find("[name=roles][checked]")
	if checked.Length() != 2 {
		t.Errorf("%d roles are shown, want 2", checked.Length())
	}
	admin.send(at+"/roles", url.Values{}).expect(t, http.StatusUnprocessableEntity)
	admin.send(at+"/roles", url.Values{"roles": {"king"}}).expect(t, http.StatusUnprocessableEntity)
	admin.send(user("solo@northside.example")+"/roles", url.Values{"roles": {"provider"}}).expect(t, http.StatusSeeOther)
	self := user("admin@northside.example")
	for _, path := range []string{"/roles", "/deactivate"} {
		a := admin.send(self+path, url.Values{"roles": {"staff"}}).expect(t, http.StatusUnprocessableEntity)
		if !strings.Contains(a.Doc.Find("[data-summary]").Text(), "last administrator") {
			t.Errorf("%s of the last administrator: %s", path, squash(a.Doc.Find("[data-summary]").Text()))
		}
	}
	if !s.As(t, "admin@northside.example", s.Northside).Rights().May(clinic.ManageUsers) {
		t.Error("nobody administers the practice")
	}
	for _, path := range []string{"", "/roles", "/deactivate", "/reactivate", "/password", "/handover"} {
		foreign := staffPages + "/" + string(s.As(t, "staff@harbor.example", s.Harbor).User()) + path
		a := admin.get(foreign)
		if path != "" {
			provider := string(s.As(t, "provider@northside.example", s.Northside).User())
			a = admin.send(foreign, url.Values{"roles": {"staff"}, "provider_id": {provider}})
		}
		if a.StatusCode != http.StatusNotFound {
			t.Errorf("%s of another practice's: %d", path, a.StatusCode)
		}
	}
}

// TestNobodyGrantsMoreThanTheyHold refuses who manages people, but not roles.
func TestNobodyGrantsMoreThanTheyHold(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'hr', 'People', false)`, s.Northside)
	for _, right := range []string{"pf.users.manage", "pm.patients.view"} {
		s.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'hr', $2, false)`, s.Northside, right)
	}
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = 'hr' WHERE org_id = $1 AND role_id = 'manager'`, s.Northside)
	b := s.as(t, "manager@northside.example", "")
	for role, code := range map[string]int{"org_admin": http.StatusUnprocessableEntity, "staff": http.StatusUnprocessableEntity,
		"hr": http.StatusOK} {
		t.Run(role, func(t *testing.T) {
			b.send(staffPages+"/invite", url.Values{"email": {role + "@new.example"}, "roles": {role}}).expect(t, code)
		})
	}
	own := staffPages + "/" + string(s.As(t, "manager@northside.example", s.Northside).User())
	b.send(own+"/roles", url.Values{"roles": {"org_admin"}}).expect(t, http.StatusUnprocessableEntity)
}

// TestPasswordByLink gives a member a new password, once, and ends their logins.
func TestPasswordByLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	theirs := s.as(t, "staff@northside.example", "")
	at := staffPages + "/" + string(s.As(t, "staff@northside.example", s.Northside).User())
	link := s.as(t, "admin@northside.example", "").post(at+"/password").expect(t, http.StatusOK).linkMade(t)
	const fresh = "another long password"
	s.anonymous(t).get(link).expect(t, http.StatusOK)
	for field, f := range map[string]url.Values{"password": form("password", "short", "repeat", "short"),
		"repeat": form("password", fresh, "repeat", "not the same one")} {
		if a := s.anonymous(t).send(link, f).expect(t, http.StatusUnprocessableEntity); a.errorOf(field) == "" {
			t.Errorf("%s is not named", field)
		}
	}
	s.anonymous(t).post(link, "password", fresh, "repeat", fresh).expect(t, http.StatusSeeOther)
	if a := theirs.get(list); a.StatusCode == http.StatusOK {
		t.Error("the old login is still good")
	}
	for password, code := range map[string]int{storetest.Password: http.StatusUnauthorized, fresh: http.StatusSeeOther} {
		if a := s.anonymous(t).post("/login", "email", "staff@northside.example", "password", password); a.StatusCode != code {
			t.Errorf("%q signs in with %d, want %d", password, a.StatusCode, code)
		}
	}
	s.anonymous(t).post(link, "password", fresh, "repeat", fresh).expect(t, http.StatusGone)
	s.anonymous(t).get("/invite"+strings.TrimPrefix(link, "/reset")).expect(t, http.StatusNotFound)
}

// TestAppointmentsAreHandedOver moves what is to come to another provider, but for what
// falls into that one's booked time.
func TestAppointmentsAreHandedOver(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	free := d.booked(d.remote())
	busy := d.booked(d.wish("starts", "14:00", "ends", "14:30"))
	d.booked(d.wish("patient_id", string(d.ben.ID), "provider_id", string(d.solo), "starts", "14:15", "ends", "14:45"))
	admin := d.as(t, "admin@northside.example", d.Northside)
	at := staffPages + "/" + string(d.provider)
	if text := admin.get(at).Doc.Find("#coming").Text(); text != "2 coming appointments" {
		t.Errorf("the page counts %q", text)
	}
	admin.post(at+"/handover", "provider_id", "nobody").expect(t, http.StatusUnprocessableEntity)
	a := admin.post(at+"/handover", "provider_id", string(d.solo)).expect(t, http.StatusOK)
	if text := squash(a.Doc.Find(".notice").Text()); !strings.Contains(text, "1 appointment was handed over. 1 stayed") {
		t.Errorf("it says %q", text)
	}
	if got := d.appointment(free.ID); got.ProviderID != d.solo || d.visit(got.SessionID).ProviderID != d.solo {
		t.Error("the appointment or its session stayed")
	}
	if got := d.appointment(busy.ID); got.ProviderID != d.provider {
		t.Error("what the other provider has no time for was handed over")
	}
}
