package handlers

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/net/html"

	"televisit/clinic"
	"televisit/handlers/route"
	"televisit/store/storetest"
)

var isolated = regexp.MustCompile("\u2068[^\u2068\u2069]*\u2069")

// rightToLeft reports whether any of text is written from right to left.
func rightToLeft(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Hebrew, unicode.Arabic) })
}

func leftToRight(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Latin, r) || unicode.IsDigit(r) })
}

// notIsolated returns text without what stands isolated in it, "" if nothing else is written from right to left.
func notIsolated(text string) string {
	if !rightToLeft(text) {
		return ""
	}
	if rest := isolated.ReplaceAllString(text, ""); rightToLeft(rest) {
		return rest
	}
	return ""
}

// shownAttributes are those that people read or hear.
var shownAttributes = []string{"aria-label", "label", "title", "alt", "placeholder", "content"}

// bleeding returns what of a page is written from right to left and not isolated
// from what stands beside it.
func bleeding(page string) (all []string) {
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		return []string{err.Error()}
	}
	var visit func(n *html.Node, alone bool)
	visit = func(n *html.Node, alone bool) {
		if n.Type == html.ElementNode {
			alone = alone && n.Data != "title" || n.Data == "bdi"
			for _, a := range n.Attr {
				alone = alone || a.Key == "dir"
				if slices.Contains(shownAttributes, a.Key) && leftToRight(notIsolated(a.Val)) {
					all = append(all, a.Key+"="+a.Val)
				}
			}
		}
		if n.Type == html.TextNode && !alone && notIsolated(n.Data) != "" {
			all = append(all, n.Parent.Data+": "+strings.TrimSpace(n.Data))
		}
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			visit(c, alone)
		}
	}
	visit(doc, false)
	return all
}

func TestBleeding(t *testing.T) {
	t.Parallel()
	for page, want := range map[string]int{
		"<p>כהן":                         1,
		"<p><bdi>כהן</bdi> 10:00":        0,
		"<p><b dir=auto><i>כהן</i></b>":  0,
		"<p>with \u2068כהן\u2069 at 10":  0,
		"<p>with \u2068x\u2069 כהן at 1": 1,
		"<title>כהן</title>":             1,
		"<a title='כהן'>":                0,
		"<a title='כהן at 10'>":          1,
	} {
		t.Run(page, func(t *testing.T) {
			t.Parallel()
			if got := bleeding(page); len(got) != want {
				t.Errorf("got %q, want %d", got, want)
			}
		})
	}
}

// addressed returns where a page names somebody in its title or in an address, which browsers write to disk.
func addressed(a answer) (all []string) {
	for _, n := range a.Doc.Find("head title, [href], [src], [action], [formaction], [data-hx-get], [data-hx-post]").EachIter() {
		texts := []string{}
		if n.Is("title") {
			texts = append(texts, n.Text())
		}
		for _, name := range []string{"href", "src", "action", "formaction", "data-hx-get", "data-hx-post"} {
			texts = append(texts, n.AttrOr(name, ""))
		}
		for _, text := range texts {
			if plain, err := url.QueryUnescape(text); err == nil && rightToLeft(plain) {
				all = append(all, plain)
			}
		}
	}
	return all
}

// Every page and every form that is wrong, with people whose names are written from
// right to left: each name stands isolated, wherever it is shown, and in no title and no address.
func TestNamesStandIsolated(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids := s.hebrew(t)
	shown := 0
	s.crawl(t, ids, func(at string, a answer) {
		if rightToLeft(a.Text) {
			shown++
		}
		for _, found := range bleeding(a.Text) {
			t.Errorf("%s: %s", at, found)
		}
		for _, found := range addressed(a) {
			t.Errorf("%s names somebody: %s", at, found)
		}
	})
	if shown < 100 {
		t.Errorf("the names are in %d answers, want them in many", shown)
	}
}

// crawl asks for every page, as a page and as a part, and sends every form wrong, as
// those who may the most: manager and staff may nothing that an administrator may not.
func (s *site) crawl(t *testing.T, ids map[string]string, look func(at string, a answer)) {
	t.Helper()
	if !clinic.RightsOf(clinic.OrgAdmin).Covers(clinic.RightsOf(clinic.Manager, clinic.Staff)) {
		t.Fatal("administrators may less than manager and staff: read the pages as these too")
	}
	for _, role := range []string{"admin", "provider"} {
		b := s.as(t, role+"@northside.example", "")
		for _, rt := range new(areas).routes() {
			path := rt.Path
			for kind, id := range ids {
				path = strings.ReplaceAll(path, "/"+kind+"/{id}", "/"+kind+"/"+id)
			}
			if strings.HasPrefix(path, "/log") || strings.HasPrefix(path, "/lock") || strings.HasPrefix(path, "/setup") {
				continue
			}
			for _, header := range [][]string{nil, {"HX-Request", "true"}} {
				for _, query := range queries(path, ids) {
					a := b.ask(rt, path+query, header)
					if !strings.HasPrefix(a.Header.Get("Content-Type"), "text/html") {
						continue
					}
					look(rt.Method+" "+path+query+" as "+role, a)
				}
			}
		}
	}
}

// queries are what a path is asked for with, besides nothing.
func queries(path string, ids map[string]string) []string {
	all := []string{""}
	if strings.HasSuffix(path, "/status") {
		all = append(all, "?to=active", "?to=cancelled")
	}
	if strings.HasPrefix(path, "/pm/appointments") {
		all = append(all, "?day=2026-03-02", "?patient_id="+ids["patients"])
	}
	return all
}

// ask asks for a route: for a form with one that is wrong and looks for a name.
func (b *browser) ask(rt route.Route, path string, header []string) answer {
	if rt.Method == http.MethodGet {
		return b.do(httptest.NewRequest("GET", path, nil), header)
	}
	return b.send(path, url.Values{"q": {"כהן"}, "find": {"כהן"}, "do": {"find"}, "given": {"כהן"}, "family": {"כהן"}, "version": {"1"},
		"day": {"2026-03-02"}, "starts": {"09:00"}, "ends": {"09:30"}, "override_reason": {"כהן"}}, header...)
}

// hebrew renames everybody, and books a visit whose session is on and another one
// that is still to come.
func (s *site) hebrew(t *testing.T) map[string]string {
	t.Helper()
	v := s.book(t, "כהן", "Phone", 0)
	s.Session(t, storetest.Row{Family: "לוי", Status: "active"})
	s.Exec(t, `UPDATE pm_patients SET given_name = 'דוד'`)
	s.Exec(t, `UPDATE pf_users SET name = 'ד״ר שרה لوي'`)
	s.Exec(t, `UPDATE pf_organizations SET name = CASE WHEN name LIKE 'N%' THEN 'מרפאה' ELSE 'מרכז' END`)
	s.Exec(t, `UPDATE pm_telehealth_sessions SET platform_name = 'חדר', consent_by = provider_id, consent_at = 1, consent_reason = 'כי'`)
	return map[string]string{"sessions": string(v.ID), "appointments": string(v.AppointmentID), "patients": string(v.PatientID)}
}
