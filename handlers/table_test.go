package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// tableOf lets somebody look at the list as a table from now on.
func (s *site) tableOf(t *testing.T, email string) *browser {
	t.Helper()
	b := s.as(t, email, "")
	b.post("/account/view", "page", "sessions", "view", "table", "next", list).expect(t, http.StatusSeeOther)
	return b
}

// rows returns the ids of the rows on the page, in order.
func (a answer) rows() (ids []string) {
	for _, n := range a.Doc.Find("#sessions tr[data-status]").EachIter() {
		ids = append(ids, strings.TrimPrefix(n.AttrOr("id", ""), "session-"))
	}
	return ids
}

// TestTableIsRemembered looks at the list as a table, and as cards again.
func TestTableIsRemembered(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	minutes := 25
	done := s.in(t, -time.Hour, storetest.Row{Status: "completed", Minutes: &minutes, URL: "https://video.example/room"})
	late := s.in(t, -time.Minute, storetest.Row{Consent: "pending"})
	b := s.tableOf(t, "provider@northside.example")
	for name, a := range map[string]answer{"at once": b.get(list), "signed in anew": s.as(t, "provider@northside.example", "").get(list)} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff([]string{late, done}, a.rows()); diff != "" || len(a.ids()) > 0 {
				t.Errorf("with %d cards (-want +got):\n%s", len(a.ids()), diff)
			}
			for class, want := range map[string]string{"when": "Mon, Mar 2, 08:59", "due": "Was due 1 minute ago", "made": "just now", "num": "",
				"lacks": "Consent not recorded No link to join", "at": "scheduled", "who": "The provider@northside"} {
				if got := a.cell(late, class); got != want {
					t.Errorf("%s is %q, want %q", class, got, want)
				}
			}
			if got := a.cell(done, "num"); got != "25 min" {
				t.Errorf("it lasted %q, want 25 min", got)
			}
			if a.row(done).Find(`.menu a[href="https://video.example/room"]`).Length() != 1 || strings.Contains(a.row(done).Text(), "Join") {
				t.Error("the link of what is over is", squash(a.row(done).Find(".do").Text()))
			}
			if edit := a.row(late).Find(`[data-key="e"]`).AttrOr("href", ""); !strings.HasSuffix(edit, "/edit") {
				t.Errorf("its appointment is changed at %q", edit)
			}
		})
	}
	if a := s.as(t, staff, "").get(list); len(a.ids()) != 2 || len(a.rows()) != 0 {
		t.Error("another person looks at", len(a.ids()), "cards and", len(a.rows()), "rows")
	}
	b.post("/account/view", "page", "sessions", "view", "cards", "next", list).expect(t, http.StatusSeeOther)
	if a := b.get(list); len(a.ids()) != 2 {
		t.Error("cards were chosen, and there are", len(a.ids()))
	}
}

// TestTablePolls holds that the region of a table is what its page has, and that
// time makes a row late without any change.
func TestTablePolls(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, 90*time.Second, storetest.Row{})
	b := s.tableOf(t, "provider@northside.example")
	page := b.get(list + "?status=scheduled")
	poll := page.Doc.Find("#sessions").AttrOr("data-hx-get", "")
	part := b.get(poll, "HX-Request", "true")
	if !strings.Contains(poll, "view=table") || part.Header.Get("HX-PTag") != page.tag() || !strings.Contains(page.Text, part.Text) {
		t.Errorf("at %s with tag %q the fragment is not the page's %q", poll, part.Header.Get("HX-PTag"), page.tag())
	}
	if a := b.get(poll, "HX-Request", "true", "HX-PTag", page.tag()); a.StatusCode != http.StatusNotModified {
		t.Error("nothing changed, and the poll brings", a.StatusCode)
	}
	s.Clock.Add(2 * time.Minute)
	if a := b.get(poll, "HX-Request", "true", "HX-PTag", page.tag()); a.cell(id, "due") != "Was due just now" {
		t.Error("time went on, and the poll brings", a.StatusCode, a.cell(id, "due"))
	}
	cards := s.as(t, staff, "").get(list).Doc.Find("#sessions").AttrOr("data-hx-get", "")
	if a := b.get(cards, "HX-Request", "true"); a.Doc.Find("li[data-status]").Length() != 1 {
		t.Error("a page of cards that is still open is polled as", a.Text)
	}
}

// TestListByTime orders the list by planned start, as cards and as a table, over
// pages, filters and a search.
func TestListByTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	byTime := make([]string, 60)
	for i := range byTime { // made in another order than planned
		n := i * 7 % len(byTime)
		byTime[n] = s.in(t, time.Duration(n)*time.Minute, storetest.Row{Family: "Marlow"})
	}
	yesterday := s.in(t, -24*time.Hour, storetest.Row{})
	cards, table := s.as(t, staff, ""), s.tableOf(t, "manager@northside.example")
	for name, b := range map[string]*browser{"cards": cards, "table": table} {
		t.Run(name, func(t *testing.T) {
			page := b.get(list)
			at := page.Doc.Find(`.bar nav a:not([aria-current])`).AttrOr("href", "")
			if at != list+"?from=2026-03-02&order=time" {
				t.Fatalf("by time is at %q, want from today", at)
			}
			var got []string
			for n := 0; at != "" && n < 5; n++ {
				page = b.get(at)
				got = append(append(got, page.ids()...), page.rows()...)
				at = page.Doc.Find(".pager [rel=next]").AttrOr("href", "")
			}
			if diff := cmp.Diff(byTime, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			if back := page.Doc.Find(".pager a").First().Text(); squash(back) != "Earliest" {
				t.Errorf("the last page leads back by %q", back)
			}
			all := b.get(list + "?order=time")
			if first := append(all.ids(), all.rows()...); first[0] != yesterday {
				t.Error("without days it does not begin with the first")
			}
			found := b.send(list+"/search", url.Values{"q": {"marlow"}, "by": {"time"}})
			if first := append(found.ids(), found.rows()...); !slices.Equal(first, byTime[:len(first)]) || len(first) < 24 {
				t.Error("a search is not by time")
			}
			if next := b.send(list+"/search", url.Values{"q": {"marlow"}, "order": {"time"},
				"after": {found.Doc.Find(".pager [name=after]").AttrOr("value", "")}}); len(next.ids())+len(next.rows()) == 0 {
				t.Error("a search has no second page")
			}
		})
	}
	if day := cards.get(list + "?order=time").Doc.Find(".day").First().Text(); day != "Sunday, March 1, 2026" {
		t.Errorf("cards by time stand under %q, want the planned day", day)
	}
	if a := cards.get(list + "?order=size"); !strings.Contains(a.Doc.Find(".notice").Text(), "order") {
		t.Error("an unknown order is not said:", squash(a.Doc.Find(".notice").Text()))
	}
}
