package handlers

import (
	"cmp"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
	"televisit/handlers/route"
	"televisit/store"
	"televisit/store/storetest"
)

// A defence is a site under attack.
type defence struct {
	site    *site
	admin   *store.Org
	token   string                // of the administrator's login
	ids     map[string]string     // of things, by what stands before them in a path
	made    int                   // how many things
	foreign string                // a session of the other practice
	forms   map[string]url.Values // what the pages offer to send, by method and route
	names   []string              // of all fields that any handler reads
	before  string                // what was saved, see state

	sent, saved int
}

func newDefence(t testing.TB) *defence {
	t.Helper()
	s := newSite(t)
	d := &defence{site: s, admin: s.As(t, adminEmail, s.Northside), foreign: string(s.Session(t, storetest.Row{Org: s.Harbor})),
		ids: map[string]string{}, forms: map[string]url.Values{}, names: fieldNames(t)}
	d.harvest(t)
	return d
}

// inBraces is a variable of a path, and what stands before it.
var inBraces, variable = regexp.MustCompile(`\{\w+\}`), regexp.MustCompile(`/(\w+)/\{\w+\}`)

// path returns the path of rt, with the things that there are.
func (d *defence) path(rt route.Route) string {
	path := strings.Replace(rt.Path, "{language}/{version}", "en/1", 1)
	return variable.ReplaceAllStringFunc(path, func(both string) string {
		kind := variable.FindStringSubmatch(both)[1]
		return "/" + kind + "/" + d.ids[kind]
	})
}

// renew makes the things of the path of rt anew, and the administrator's login.
func (d *defence) renew(t testing.TB, rt route.Route) {
	t.Helper()
	for _, m := range variable.FindAllStringSubmatch(rt.Path, -1) {
		d.ids[m[1]] = d.thing(t, m[1])
	}
	d.site.Exec(t, `DELETE FROM pf_throttle`)
	d.token = d.site.Login(t, adminEmail, d.site.Northside)
	d.before = d.state(t)
}

// thing makes one of a kind, and returns what it is found by.
func (d *defence) thing(t testing.TB, kind string) string {
	t.Helper()
	d.made++
	ctx, name := t.Context(), fmt.Sprint("No", d.made)
	var id string
	var err error
	switch kind {
	case "sessions", "appointments", "patients":
		v := d.site.book(t, name, "Phone", time.Duration(d.made)*time.Hour)
		id = map[string]string{"sessions": string(v.ID), "appointments": string(v.AppointmentID), "patients": string(v.PatientID)}[kind]
	case "people":
		var person clinic.UserID
		person, err = d.site.Store.UnscopedAddMember(ctx, d.site.Northside, store.NewMember{Name: name, Email: name + "@northside.example",
			Password: storetest.Password, Roles: []clinic.RoleID{clinic.Biller}})
		id = string(person)
	case "invite":
		id, err = d.admin.Invite(ctx, name+"@new.example", []clinic.RoleID{clinic.Biller})
	case "invites":
		id = d.site.Texts(t, `SELECT id FROM pf_links ORDER BY id DESC LIMIT 1`)[0]
	case "reset":
		id, err = d.admin.PasswordLink(ctx, clinic.UserID(d.thing(t, "people")))
	case "roles":
		var role clinic.RoleID
		role, err = d.admin.AddRole(ctx, store.RoleEdit{RoleDraft: clinic.RoleDraft{Name: name,
			Rights: clinic.Rights{clinic.ViewSessions: clinic.All}}})
		id = string(role)
	case "webhooks":
		_ = d.admin.RemoveWebhook(ctx, clinic.WebhookID(d.ids[kind])) // there may be twenty; the first time there is none
		var w clinic.Webhook
		w, _, err = d.admin.AddWebhook(ctx, clinic.Webhook{URL: "https://ehr.example/" + name, Events: clinic.Events})
		id = string(w.ID)
	case "configuration":
		id = d.site.Texts(t, `SELECT id FROM pm_telehealth_configuration WHERE org_id = $1 ORDER BY id LIMIT 1`, d.site.Northside)[0]
	case "rules":
		id = d.site.Texts(t, `SELECT id FROM pm_billing_rules WHERE org_id = $1 ORDER BY id LIMIT 1`, d.site.Northside)[0]
	}
	if err != nil {
		t.Fatal(kind, err)
	}
	return cmp.Or(id, "unknown")
}

// state returns how much was saved so far. That somebody looked at something, took it out or failed to sign
// in is noted in the trail and changes nothing.
func (d *defence) state(t testing.TB) string {
	t.Helper()
	return strings.Join(d.site.Texts(t, `SELECT sum(version) - (SELECT count(*) FROM pf_audit WHERE kind = 'exports') FROM pf_organizations
		UNION ALL SELECT count(*) FROM pf_audit WHERE kind NOT IN ('reads', 'logins', 'exports')`), " ")
}

// harvest notes what the forms of all pages would send.
func (d *defence) harvest(t testing.TB) {
	t.Helper()
	all := new(areas).routes()
	for _, rt := range all {
		d.renew(t, rt)
	}
	for _, rt := range all {
		if rt.Method != http.MethodGet || strings.HasPrefix(rt.Path, "/login") {
			continue
		}
		for _, query := range append(queries(rt.Path, d.ids), "?to=completed", "?to=scheduled") {
			w := httptest.NewRecorder()
			d.site.handler.ServeHTTP(w, d.request(rt, d.path(rt)+query, ""))
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			for _, form := range doc.Find("form[action]").EachIter() {
				d.note(all, form)
			}
		}
	}
	if len(d.forms) < 40 {
		t.Fatalf("got the forms of %d routes, want most", len(d.forms))
	}
}

// note notes the fields of a form for the route that it goes to.
func (d *defence) note(all []route.Route, form *goquery.Selection) {
	to := strings.ToUpper(form.AttrOr("method", "get"))
	action, _, _ := strings.Cut(form.AttrOr("action", ""), "?")
	for _, rt := range all {
		if rt.Method != to || d.forms[to+" "+rt.Path] != nil || !leadsTo(action, rt.Path) {
			continue
		}
		f := url.Values{}
		for _, field := range form.Find("[name]").EachIter() {
			if field.Is("[type=checkbox]:not([checked]), [type=radio]:not([checked])") {
				continue
			}
			value := field.AttrOr("value", field.Find("option[selected], option").First().AttrOr("value", ""))
			f.Add(field.AttrOr("name", ""), value)
		}
		d.forms[to+" "+rt.Path] = f
	}
}

// leadsTo reports whether a path is one of a route's.
func leadsTo(path, route string) bool {
	return slices.EqualFunc(strings.Split(path, "/"), strings.Split(route, "/"), func(is, want string) bool {
		return is == want || strings.HasPrefix(want, "{") && is != ""
	})
}

// fields returns the names of the fields of the form that goes to rt.
func (d *defence) fields(rt route.Route) (names []string) {
	for name := range d.forms[rt.Method+" "+rt.Path] {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// request returns the request for path that carries text: as a body, or as a query.
func (d *defence) request(rt route.Route, path, text string) *http.Request {
	u, err := url.Parse(path)
	if err != nil { // no server would read it; the handler is asked all the same
		u = &url.URL{Path: path}
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	if rt.Method == http.MethodPost {
		r = httptest.NewRequest(http.MethodPost, "/", strings.NewReader(text))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	} else if text != "" {
		u.RawQuery = text
	}
	r.URL, r.Host, r.RequestURI = u, "127.0.0.1:8080", u.RequestURI()
	r.AddCookie(&http.Cookie{Name: d.site.cookie, Value: d.token})
	return r
}

// reads is where a handler reads a field.
var reads = regexp.MustCompile(`(?:FormValue|Get|Has|text|field|v|f)\((?:r, )?"([a-z_]+)"|Form\["([a-z_]+)"`)

// fieldNames returns the names of all fields that any handler reads.
func fieldNames(t testing.TB) (names []string) {
	t.Helper()
	sources, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, source := range sources {
		text, err := os.ReadFile(source)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reads.FindAllStringSubmatch(string(text), -1) {
			names = append(names, m[1]+m[2])
		}
	}
	slices.Sort(names)
	if names = slices.Compact(names); len(names) < 80 {
		t.Fatalf("got %d names of fields, want about a hundred: %q", len(names), names)
	}
	return names
}
