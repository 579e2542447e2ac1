package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/store/storetest"
)

const pollPath = list + "/sessions"

// tag returns the version that a page holds.
func (a answer) tag() string { return a.Doc.Find("#sessions").AttrOr("data-hx-ptag", "") }

func TestPoll(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	b := s.as(t, "staff@northside.example", "")
	page := b.get(list)
	if poll := page.Doc.Find("#sessions").AttrOr("data-hx-get", ""); poll != pollPath {
		t.Error("polled at", poll)
	}
	fragment := b.get(pollPath, "HX-Request", "true")
	if fragment.StatusCode != http.StatusOK || !strings.Contains(page.Text, fragment.Text) || fragment.Header.Get("HX-PTag") != page.tag() {
		t.Error("the fragment's bytes do not stand in the page's")
	}
	same := b.get(pollPath, "HX-Request", "true", "HX-PTag", page.tag())
	if same.StatusCode != http.StatusNotModified || same.Text != "" {
		t.Error("nothing changed, yet", same.StatusCode, same.Text)
	}
	other := b.get(pollPath+"?status=active", "HX-Request", "true", "HX-PTag", page.tag())
	if other.StatusCode != http.StatusOK {
		t.Error("the tag of another query is taken:", other.StatusCode)
	}
	if a := s.as(t, "manager@northside.example", "").get(pollPath, "HX-Request", "true", "HX-PTag",
		page.tag()); a.StatusCode != http.StatusOK {
		t.Error("the tag of another reader is taken:", a.StatusCode)
	}
	s.as(t, "provider@northside.example", "").post(pollPath+"/"+string(id)+"/status", "to", "active", "version", "1")
	fresh := b.get(pollPath, "HX-Request", "true", "HX-PTag", page.tag())
	if fresh.StatusCode != http.StatusOK || fresh.card(id).AttrOr("data-status", "") != "active" ||
		fresh.Header.Get("HX-PTag") == page.tag() {
		t.Error("a change is not told:", fresh.StatusCode)
	}
	for _, h := range []string{"Cache-Control: no-store", "Vary: HX-Request, Accept-Encoding"} {
		name, value, _ := strings.Cut(h, ": ")
		if got := page.Header.Get(name); got != value {
			t.Errorf("%s is %q", name, got)
		}
	}
}

// TestUnchangedPollReadsNoRow takes the sessions away: a poll that holds the
// latest version does not miss them.
func TestUnchangedPollReadsNoRow(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	tag := b.get(list).tag()
	for _, table := range []string{"pm_telehealth_sessions", "pm_session_counts", "pm_telehealth_configuration"} {
		s.Exec(t, `ALTER TABLE `+table+` RENAME TO gone_`+table)
	}
	if a := b.get(pollPath, "HX-Request", "true", "HX-PTag", tag); a.StatusCode != http.StatusNotModified {
		t.Error(a.StatusCode)
	}
}

func TestPollIsNoActivity(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	polling, working := s.as(t, "staff@northside.example", ""), s.as(t, "manager@northside.example", "")
	for range 4 {
		s.Clock.Add(5 * time.Minute)
		polling.get(pollPath, "HX-Request", "true")
		working.get(list)
	}
	a := polling.get(pollPath, "HX-Request", "true", "HX-Current-URL", "http://127.0.0.1:8080/pm/telehealth?status=active")
	if a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Redirect") != "/login?next=%2Fpm%2Ftelehealth%3Fstatus%3Dactive" {
		t.Error("an idle login polls on:", a.StatusCode, a.Header)
	}
	if a := working.get(list); a.StatusCode != http.StatusOK {
		t.Error("who works is signed out:", a.StatusCode)
	}
}

func TestFilters(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	now := s.Clock.Now()
	phone := string(s.book(t, "Phoner", "Phone", time.Hour).ID)
	active := string(s.Session(t, storetest.Row{Status: "active"}))
	tomorrow := string(s.Session(t, storetest.Row{StartsAt: now.Add(24 * time.Hour), Provider: "solo@northside.example"}))
	odd := string(s.Session(t, storetest.Row{Status: "odd"}))
	b := s.as(t, "staff@northside.example", "")
	solo := b.get(list).Doc.Find(`#f-provider option`).FilterFunction(func(_ int,
		o *goquery.Selection) bool {
		return o.Text() == "The solo@northside"
	}).AttrOr("value", "")
	platform := b.get(list).Doc.Find(`#f-platform option`).FilterFunction(func(_ int,
		o *goquery.Selection) bool {
		return o.Text() == "Phone"
	}).AttrOr("value", "")
	for query, want := range map[string][]string{
		"":                     {phone, active, tomorrow, odd},
		"status=active":        {active},
		"status=odd":           {odd},
		"status=no_show":       nil,
		"modality=audio_only":  {phone},
		"platform=" + platform: {phone},
		"provider=" + solo:     {tomorrow},
		"from=2026-03-03":      {tomorrow},
		"to=2026-03-02":        {phone, active, odd},
		"from=2026-03-02&to=2026-03-02&status=scheduled": {phone},
	} {
		t.Run(strings.NewReplacer(platform, "{phone}", solo, "{solo}").Replace(query), func(t *testing.T) {
			a := b.get(list + "?" + query)
			if got := a.ids(); !sameSet(got, want) || a.StatusCode != http.StatusOK {
				t.Errorf("got %d with %v, want 200 with %v", a.StatusCode, got, want)
			}
			current := a.Doc.Find(`.segmented [aria-current]`)
			if n := current.Find(".count").Text(); n != fmt.Sprint(len(want)) {
				t.Errorf("the tab %s counts %s, want %d", squash(current.Text()), n, len(want))
			}
		})
	}
	for _, query := range []string{"status=unknown", "provider=x", "platform=x", "modality=x", "from=x", "to=2026-13-01", "after=x",
		"after=1.", "status=%3Cb%3E"} {
		t.Run(query, func(t *testing.T) {
			a := b.get(list + "?" + query)
			if len(a.ids()) != 4 || !strings.Contains(a.Doc.Find(".notice").Text(), "Not understood") {
				t.Errorf("got %d cards and %q, want all 4 and that it was not understood", len(a.ids()), a.Doc.Find(".notice").Text())
			}
		})
	}
}

func TestPaging(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	total := 2*24 + 3
	for i := range total {
		s.Session(t, storetest.Row{CreatedAt: s.Clock.Now().Add(-time.Duration(i/3) * time.Minute)}) // threes of the same instant
	}
	b := s.as(t, "staff@northside.example", "")
	seen := map[string]bool{}
	var pages int
	for next := list; next != ""; pages++ {
		a := b.get(next)
		for _, id := range a.ids() {
			if seen[id] {
				t.Errorf("%s stands on two pages", id)
			}
			seen[id] = true
		}
		if poll := b.get(a.Doc.Find("#sessions").AttrOr("data-hx-get", ""), "HX-Request", "true"); !strings.Contains(a.Text, poll.Text) {
			t.Error("the poll of a later page is another page")
		}
		next = a.Doc.Find(`.pager a[rel="next"]`).AttrOr("href", "")
	}
	if len(seen) != total || pages != 3 {
		t.Errorf("%d sessions on %d pages, want %d on 3", len(seen), pages, total)
	}
}

func TestSearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	marlow := string(s.Session(t, storetest.Row{Family: "Mårlow-Quist"}))
	active := string(s.Session(t, storetest.Row{Family: "Marlin", Status: "active"}))
	s.Session(t, storetest.Row{Family: "Other"})
	s.Session(t, storetest.Row{Org: s.Harbor, Family: "Marlena"})
	b := s.as(t, "biller@northside.example", "")
	for q, want := range map[string][]string{"marl": {marlow, active}, "QUIST mar": {marlow}, "ann quist": {marlow}, "nobody": nil,
		"%": nil, "' or 1=1": nil} {
		t.Run(q, func(t *testing.T) {
			a := b.post(list+"/search", "q", q)
			if got := a.ids(); !sameSet(got, want) || a.StatusCode != http.StatusOK {
				t.Errorf("got %d with %v, want 200 with %v", a.StatusCode, got, want)
			}
			if a.Doc.Find("#f-q").AttrOr("value", "") != q || strings.Contains(strings.ToLower(a.Doc.Find("title").Text()), "marl") {
				t.Errorf("the box holds %q, want %q, and the title %q none of it",
					a.Doc.Find("#f-q").AttrOr("value", ""), q, a.Doc.Find("title").Text())
			}
			for _, link := range a.Doc.Find("a[href], form[action]").Nodes {
				for _, at := range link.Attr {
					if strings.Contains(strings.ToLower(at.Val), "marl") {
						t.Errorf("an address is %q, want nothing in it of what was searched for", at.Val)
					}
				}
			}
		})
	}
	a := b.post(list+"/search", "q", "marl", "tab", "active")
	if got := a.ids(); !sameSet(got, []string{active}) {
		t.Error("with a tab:", got)
	}
	poll := a.Doc.Find("#sessions").AttrOr("data-hx-post", "")
	if same := b.send(poll, form("q", "marl", "status", "active"), "HX-Request", "true", "HX-PTag",
		a.tag()); same.StatusCode != http.StatusNotModified {
		t.Error("an unchanged poll of a search:", same.StatusCode)
	}
	if other := b.send(poll, form("q", "quist", "status", ""), "HX-Request", "true", "HX-PTag",
		a.tag()); other.StatusCode != http.StatusOK {
		t.Error("the tag of another search is taken")
	}
	if empty := b.post(list+"/search", "q", " ", "modality", "audio_video"); empty.Header.Get("Location") != list+"?modality=audio_video" {
		t.Error("an empty search goes to", empty.Header.Get("Location"))
	}
}

func sameSet(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	in := map[string]bool{}
	for _, v := range a {
		in[v] = true
	}
	for _, v := range b {
		if !in[v] {
			return false
		}
	}
	return true
}

// TestActionWindows shows actions from when and until when they are possible.
func TestActionWindows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	now := s.Clock.Now()
	soon := s.Session(t, storetest.Row{StartsAt: now.Add(time.Hour)})
	begun := s.Session(t, storetest.Row{Status: "active", StartsAt: now.Add(-time.Minute)})
	long := s.Session(t, storetest.Row{Status: "active", StartsAt: now.Add(-time.Hour)})
	a := s.as(t, "provider@northside.example", "").get(list)
	early := a.card(soon).Find("[value=no_show]")
	if early.AttrOr("data-from", "") != fmt.Sprint(now.Add(75*time.Minute).UnixMilli()) {
		t.Error("no-show opens at", early.AttrOr("data-from", ""))
	}
	if back := a.card(begun).Find(`[href$="to=scheduled"]`); back.AttrOr("data-until", "") != fmt.Sprint(now.Add(time.Minute).UnixMilli()) {
		t.Error("the start can be taken back until", back.AttrOr("data-until", ""))
	}
	if a.card(long).Find(`[href$="to=scheduled"]`).Length() != 0 {
		t.Error("a start an hour ago is offered to be taken back")
	}
}

// A poll that reaches another server than the page did has the same tag there, and so
// brings nothing.
func TestTagsAreTheSameOnAllServers(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	d.Session(t, storetest.Row{})
	first := siteOf(t, d)
	second := siteOf(t, d)
	b := first.as(t, staff, "")
	for _, page := range []string{list, "/"} {
		tag := b.get(page).tag()
		poll := b.get(page).Doc.Find("[data-hx-ptag]").AttrOr("data-hx-get", "")
		b.site = second
		if a := b.get(poll, "HX-Request", "true", "HX-PTag", tag); tag == "" || a.StatusCode != http.StatusNotModified {
			t.Errorf("%s: got %d, want 304", poll, a.StatusCode)
		}
		b.site = first
	}
}
