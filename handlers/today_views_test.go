package handlers

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

// TestChipsShowWhatTheyCount follows each chip: what it shows is as many as it says.
func TestChipsShowWhatTheyCount(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for _, d := range []time.Duration{-48 * time.Hour, -time.Hour, -time.Minute, time.Minute, 3 * time.Hour} {
		for _, r := range []storetest.Row{{Consent: "pending"}, {URL: "https://video.example/room"}, {Status: "active"}, {Status: "no_show"}} {
			s.in(t, d, r)
		}
	}
	b := s.as(t, staff, "")
	page := b.get("/")
	for _, c := range page.Doc.Find(".chips a").EachIter() {
		name, count := squash(c.Text()), c.Find(".count").Text()
		t.Run(name, func(t *testing.T) {
			shown := b.get(c.AttrOr("href", ""))
			rows := shown.Doc.Find("#sessions tr[data-status]").Length() - shown.Doc.Find("#done-more tr[data-status]").Length()
			if got := fmt.Sprint(rows); got != count || count == "0" {
				t.Errorf("got %s rows, want %s", got, count)
			}
			if got := squash(shown.Doc.Find(".chips [aria-current]").Text()); got != name {
				t.Errorf("the current chip is %q, want %q", got, name)
			}
			poll := b.get(shown.Doc.Find("#sessions").AttrOr("data-hx-get", ""), "HX-Request", "true")
			if !strings.Contains(shown.Text, poll.Text) || poll.Text == "" {
				t.Error("the poll shows another day")
			}
		})
	}
	if got := b.get("/?show=nonsense").chips(); !slices.Equal(got, page.chips()) {
		t.Errorf("an unknown kind shows %v, want all", got)
	}
	if a := newSite(t).as(t, staff, "").get("/?show=late"); a.Doc.Find(".empty a[href='/']").Length() != 1 {
		t.Error("a chip of none does not lead back")
	}
}

// TestMineOrAll chooses whose sessions are shown, which is remembered.
func TestMineOrAll(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	rest := s.in(t, 10*time.Minute, storetest.Row{Provider: "solo@northside.example"})
	own := s.in(t, 50*time.Minute, storetest.Row{})
	if a := s.as(t, staff, "").get("/"); a.Doc.Find(".scope").Length() != 0 || !slices.Equal(a.group("next"), []string{rest, own}) {
		t.Error("who sees no patients is shown", a.group("next"))
	}
	b := s.as(t, "provider@northside.example", "")
	if a := b.get("/"); a.Doc.Find(".scope [aria-current]").Text() != "Mine" || !slices.Equal(a.group("next"), []string{own}) {
		t.Error("a provider begins with", a.group("next"))
	}
	for _, view := range []string{"all", "mine"} {
		a := b.post("/account/view", "page", "today", "view", view, "next", "/?show=to-come")
		if to := a.Header.Get("Location"); a.StatusCode != http.StatusSeeOther || to != "/?show=to-come" {
			t.Errorf("%s leads to %d %s", view, a.StatusCode, to)
		}
		want := map[string][]string{"all": {rest, own}, "mine": {own}}[view]
		if diff := cmp.Diff(want, s.as(t, "provider@northside.example", "").get("/").group("next")); diff != "" {
			t.Errorf("%s, signed in anew (-want +got):\n%s", view, diff)
		}
	}
	for name, fields := range map[string][]string{"no page": {"view", "all"}, "another view": {"page", "today", "view", "theirs"},
		"of another page": {"page", "today", "view", "table"}} {
		t.Run(name, func(t *testing.T) {
			b.post("/account/view", fields...).expect(t, http.StatusUnprocessableEntity)
		})
	}
	if to := b.post("/account/view", "page", "today", "view", "all", "next", "https://evil.example/").Header.Get("Location"); to != "/" {
		t.Errorf("it leads off the site to %s", to)
	}
}

// TestMovesAnswerAsThePageShows moves a session from each page: what comes back is
// what that page has.
func TestMovesAnswerAsThePageShows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "provider@northside.example", "")
	table := s.as(t, "solo@northside.example", s.Northside)
	table.post("/account/view", "page", "sessions", "view", "table").expect(t, http.StatusSeeOther)
	const card, row = `<li class="card" id="session-`, `<tr id="session-`
	for _, tt := range []struct {
		name, page, want string
		by               *browser
		email            string
	}{
		{"the day", "/", row, b, ""},
		{"a part of the day", "/?show=late", row, b, ""},
		{"cards", list, card, b, ""},
		{"a table", list + "?status=scheduled", row, table, "solo@northside.example"},
		{"the session", list + "/sessions/x", card, b, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			id := s.in(t, 10*time.Minute, storetest.Row{Provider: tt.email})
			for _, code := range []int{http.StatusOK, http.StatusConflict} {
				a := tt.by.send(list+"/sessions/"+id+"/status", form("to", "active", "version", "1"), "HX-Request", "true",
					"HX-Current-URL", "http://example.com"+tt.page).expect(t, code)
				if !strings.Contains(a.Text, tt.want+id) || !strings.Contains(a.Text, "active") {
					t.Errorf("%d: got %s, want %s", code, a.Text, tt.want)
				}
			}
		})
	}
}
