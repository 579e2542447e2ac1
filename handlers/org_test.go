package handlers

import (
	"net/http"
	"strings"
	"testing"

	"televisit/store/storetest"
)

func TestChooseOrg(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.anonymous(t)
	b.post("/login", "email", "solo@northside.example", "password", storetest.Password)
	a := b.get("/pm/telehealth?status=active")
	if a.Header.Get("Location") != "/orgs?next=%2Fpm%2Ftelehealth%3Fstatus%3Dactive" {
		t.Fatal(a.StatusCode, a.Header)
	}
	if a := b.get("/pm/telehealth/sessions", "HX-Request", "true"); a.StatusCode != http.StatusUnauthorized ||
		a.Header.Get("HX-Redirect") != "/orgs" {
		t.Error("a poll is answered by", a.StatusCode, a.Header)
	}
	a = b.get(a.Header.Get("Location"))
	if n := a.Doc.Find("form [name=org_id]").Length(); n != 2 || a.Doc.Find("[aria-current=true]").Length() != 0 ||
		!strings.Contains(a.Doc.Find(".org").Text(), "No organization chosen") {
		t.Error(n, a.Text)
	}
	a = b.post("/orgs", "org_id", string(s.Harbor), "next", "/pm/telehealth?status=active")
	if a.Header.Get("Location") != "/pm/telehealth?status=active" {
		t.Error(a.StatusCode, a.Header)
	}
	if a := b.get("/pm/telehealth"); !strings.Contains(a.Doc.Find(".org").Text(), "Harbor Behavioral Health") ||
		a.Doc.Find("a[href='/orgs']").Length() != 1 {
		t.Error(a.Doc.Find(".topbar").Text())
	}
	if a := b.get("/orgs"); !strings.Contains(a.Doc.Find("[aria-current=true]").Text(), "Harbor") {
		t.Error(a.Text)
	}
	b.post("/orgs", "org_id", string(s.Northside))
	if a := b.get("/pm/telehealth"); !strings.Contains(a.Doc.Find(".org").Text(), "Northside") {
		t.Error(a.Doc.Find(".org").Text())
	}
}

func TestOrgOfOthers(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	for _, org := range []string{string(s.Harbor), "", "nothing", "' OR 1=1 --"} {
		t.Run(org, func(t *testing.T) {
			if a := b.post("/orgs", "org_id", org); a.StatusCode != http.StatusNotFound {
				t.Errorf("got %d, want 404", a.StatusCode)
			}
		})
	}
	a := b.get("/pm/telehealth")
	if !strings.Contains(a.Doc.Find(".org").Text(), "Northside") || a.Doc.Find("a[href='/orgs']").Length() != 0 {
		t.Error(a.Doc.Find(".topbar").Text())
	}
	if a := b.post("/orgs", "org_id", string(s.Northside), "next", "//evil.example"); a.Header.Get("Location") != "/" {
		t.Error(a.Header)
	}
}

// TestTwoTabsInTwoOrgs switches the org in one tab; the other must not save
// into it, nor show its list under the old name.
func TestTwoTabsInTwoOrgs(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Session(t, storetest.Row{})
	s.Session(t, storetest.Row{Org: s.Harbor})
	b := s.as(t, "solo@northside.example", s.Northside)
	form, page := b.get("/pm/patients/new"), b.get(list)
	b.post("/orgs", "org_id", string(s.Harbor))
	made := form.Doc.Find(`input[name="org"]`).AttrOr("value", "")
	a := b.post("/pm/patients/new", "org", made, "given", "Ann", "family", "Elsewhere", "mrn", "E-1", "born", "1980-01-01", "payer_class",
		"other")
	if a.StatusCode != http.StatusConflict || !strings.Contains(a.Doc.Find("main").Text(), "you are in Harbor Behavioral Health now") {
		t.Error("the form of the other org:", a.StatusCode, a.Text)
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_patients WHERE family_name = 'Elsewhere'`); n != 0 {
		t.Error("it was saved")
	}
	poll := b.get(pollPath, "HX-Request", "true", "HX-PTag", page.tag(), "HX-Current-URL",
		"http://127.0.0.1:8080/pm/telehealth?status=active")
	if poll.StatusCode != http.StatusConflict || poll.Header.Get("HX-Redirect") != "/pm/telehealth?status=active" || poll.Text != "" {
		t.Error("its poll:", poll.StatusCode, poll.Header, poll.Text)
	}
}
