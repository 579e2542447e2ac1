package handlers

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A section with pages of its own leads to the first that one may see, and lists them only to who
// may see several.
func TestPagesOfASection(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, c := range []struct {
		email, leads string
		pages        []string
	}{
		{"admin@northside.example", "/pm/settings", []string{"General", "People", "Roles", "Consent", "Platforms", "Single sign-on", "Webhooks",
			"Health", "Audit"}},
		{"manager@northside.example", "/pm/settings", []string{"General", "Consent"}},
		{"readonly@northside.example", "/settings/audit", nil},
		{staff, "", nil},
	} {
		t.Run(c.email, func(t *testing.T) {
			b := s.as(t, c.email, "")
			leads := b.get("/").Doc.Find(".nav a[data-go=e]").AttrOr("href", "")
			if leads != c.leads {
				t.Errorf("Settings leads to %q, want %q", leads, c.leads)
			}
			if leads == "" {
				return
			}
			page := b.get(leads)
			if diff := cmp.Diff(c.pages, textsOf(page, ".subnav a")); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if now := textsOf(page, ".nav a[aria-current]"); len(now) != 1 || now[0] != "Settings" {
				t.Errorf("%q is marked in the navigation, want Settings", now)
			}
		})
	}
}

// A page of no section marks none.
func TestPageOfNoSection(t *testing.T) {
	t.Parallel()
	page := newSite(t).as(t, "admin@northside.example", "").get("/account")
	if marked := textsOf(page, ".nav a[aria-current]"); len(marked) > 0 {
		t.Errorf("%q are marked in the navigation, want nothing", marked)
	}
}

func textsOf(page answer, selector string) (all []string) {
	for _, e := range page.Doc.Find(selector).EachIter() {
		all = append(all, squash(e.Text()))
	}
	return all
}
