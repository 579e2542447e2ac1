package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store/storetest"
)

const list = "/pm/telehealth"

func (a answer) card(id clinic.SessionID) *goquery.Selection {
	return a.Doc.Find("li#session-" + string(id))
}

func squash(text string) string { return strings.Join(strings.Fields(text), " ") }

// ids returns the sessions on the page, in order.
func (a answer) ids() (all []string) {
	a.Doc.Find("#sessions li.card").Each(func(_ int, s *goquery.Selection) {
		all = append(all, strings.TrimPrefix(s.AttrOr("id", ""), "session-"))
	})
	return all
}

func TestListRowsAndOrder(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	now := s.Clock.Now()
	old := s.Session(t, storetest.Row{CreatedAt: now.Add(-time.Hour)})
	twinA := s.Session(t, storetest.Row{CreatedAt: now.Add(-time.Minute)})
	twinB := s.Session(t, storetest.Row{CreatedAt: now.Add(-time.Minute)}) // the later id
	gone := s.Session(t, storetest.Row{Deleted: true})
	foreign := s.Session(t, storetest.Row{Org: s.Harbor})
	a := s.as(t, "readonly@northside.example", "").get(list)
	if got, want := strings.Join(a.ids(), " "), strings.Join([]string{string(twinB), string(twinA), string(old)}, " "); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	for _, id := range []clinic.SessionID{gone, foreign} {
		if strings.Contains(a.Text, string(id)) {
			t.Error("the page holds", id)
		}
	}
	if n, title := a.Doc.Find("#tab- .count").Text(), a.Doc.Find("title").Text(); n != "3" ||
		title != "Telehealth sessions (3) · Televisit" {
		t.Errorf("the tab counts %s under %q", n, title)
	}
}

func TestCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	zero, long := 0, 45
	now := s.Clock.Now()
	tests := []struct {
		name                      string
		row                       storetest.Row
		variant, status, modality string
		created, minutes          string
	}{
		{"active", storetest.Row{Status: "active", Modality: "audio_video", CreatedAt: now.Add(-2 * time.Minute)}, "default", "active",
			"audio video", "2 minutes ago", ""},
		{"completed", storetest.Row{Status: "completed", Modality: "audio_only", Minutes: &long, CreatedAt: now.Add(-time.Hour)}, "secondary",
			"completed", "audio only", "1 hour ago", "45 min"},
		{"completed in no time", storetest.Row{Status: "completed", Modality: "store_forward", Minutes: &zero,
			CreatedAt: now.Add(-26 * time.Hour)}, "secondary", "completed", "store forward", "yesterday", "0 min"},
		{"no show", storetest.Row{Status: "no_show", Modality: "remote_monitoring"}, "destructive",
			"no_show", "remote monitoring", "just now", ""},
		{"scheduled", storetest.Row{Status: "scheduled"}, "outline", "scheduled", "audio video", "just now", ""},
		{"cancelled", storetest.Row{Status: "cancelled"}, "outline", "cancelled", "audio video", "just now", ""},
		{"unknown words with markup", storetest.Row{Status: "<b>on_hold</b>", Modality: "tele_<i>pathy</i>_x"}, "outline",
			"<b>on_hold</b>", "tele <i>pathy</i> x",
			"just now", ""},
		{"a platform with markup", storetest.Row{Platform: "<script>Zoom</script>"}, "outline", "scheduled", "audio video", "just now", ""},
	}
	b := s.as(t, "biller@northside.example", "")
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			id := s.Session(t, tt.row)
			card := b.get(list).card(id)
			got := card.Find(".badge")
			if v := got.AttrOr("data-variant", ""); v != tt.variant || got.Text() != tt.status || card.AttrOr("data-status", "") != tt.status {
				t.Errorf("got the badge %q saying %q, want %q saying %q", v, got.Text(), tt.variant, tt.status)
			}
			if want := or(tt.row.Platform, "Video room"); card.Find("h3").Text() != want {
				t.Errorf("got the platform %q, want %q", card.Find("h3").Text(), want)
			}
			meta := squash(card.Find(".meta").Text())
			if !strings.HasPrefix(meta, tt.modality+" ") || card.Find("time[data-relative]").Text() != tt.created {
				t.Errorf("got %q, want %q, created %s", meta, tt.modality, tt.created)
			}
			if got := card.Find(`.meta span:has([href$="#hourglass"])`).Text(); got != tt.minutes {
				t.Errorf("got the minutes %q, want %q", got, tt.minutes)
			}
			if sub := card.Find(".sub").First().Text(); !strings.Contains(sub, "Family") || !strings.Contains(sub, "The provider@northside") {
				t.Errorf("got %q below the title, want the patient and the provider", sub)
			}
			if !strings.Contains(meta, "Mon, Mar 2, 08:00–08:30") {
				t.Errorf("got %q, want its start in it", meta)
			}
		})
	}
}

func or(v, usual string) string {
	if v == "" {
		return usual
	}
	return v
}

func TestCardLink(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "readonly@northside.example", "")
	for link, want := range map[string]string{
		"": "", "https://video.example/a?b=c": "https://video.example/a?b=c",
		"tel:+15550100": "tel:+15550100", "http://127.0.0.1:9/x": "http://127.0.0.1:9/x",
		"http://video.example/": "", "javascript:alert(1)": "", "data:text/html,x": "", "//video.example": "", "https://": "",
	} {
		t.Run(link, func(t *testing.T) {
			id := s.Session(t, storetest.Row{URL: link})
			a := b.get(list).card(id).Find(`a[target="_blank"]`)
			if a.AttrOr("href", "") != want {
				t.Errorf("got the link %q, want %q", a.AttrOr("href", ""), want)
			}
			if want != "" && (a.AttrOr("rel", "") != "noopener noreferrer" || a.Find(`[href$="#external-link"]`).Length() != 1) {
				t.Errorf("got rel %q, want a link that tells its target nothing, with its icon", a.AttrOr("rel", ""))
			}
		})
	}
}

func TestEmptyList(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	a := s.as(t, "staff@northside.example", "").get(list)
	const want = "No telehealth sessions found. Sessions are created when scheduling a telehealth appointment."
	if got := a.Doc.Find(".empty p").Text(); got != want {
		t.Errorf("the empty list says %q", got)
	}
	if href := a.Doc.Find(".empty a").AttrOr("href", ""); href != "/pm/appointments/new?telehealth=1" {
		t.Errorf("the next step is %q", href)
	}
}

func TestListFails(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	s.Exec(t, `ALTER TABLE pm_session_counts RENAME TO elsewhere`)
	a := b.get(list)
	if a.StatusCode != http.StatusInternalServerError || a.Doc.Find(".error").Text() != "Failed to load sessions." {
		t.Error(a.StatusCode, a.Doc.Find(".error").Text())
	}
	if a.Doc.Find("#search").Length() != 1 || a.Doc.Find(".topbar .org").Length() != 1 {
		t.Error("the rest of the page does not stand")
	}
	if strings.Contains(a.Text, "pm_session") || strings.Contains(a.Text, "SQL") {
		t.Error("the page says an internal word")
	}
	if a := b.get(list+"/sessions", "HX-Request", "true"); a.StatusCode != http.StatusInternalServerError {
		t.Error("a poll answers", a.StatusCode)
	}
}

func TestViewAndCreateRights(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	role := func(name string, permissions ...clinic.Permission) *browser {
		s.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, $2, $2, false)`, s.Northside, name)
		for _, p := range permissions {
			s.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, $2, $3, false)`, s.Northside, name, p)
		}
		s.Exec(t, `UPDATE pf_membership_roles SET role_id = $2
			WHERE org_id = $1 AND user_id = (SELECT id FROM pf_users WHERE email = 'biller@northside.example')`, s.Northside, name)
		return s.as(t, "biller@northside.example", "")
	}
	blind := role("blind", clinic.ViewPatients)
	if a := blind.get(list); a.StatusCode != http.StatusForbidden || a.Doc.Find(`.nav a[href="/pm/telehealth"]`).Length() != 0 ||
		a.Doc.Find(`.nav a[href="/pm/patients"]`).Length() == 0 {
		t.Error("without the right to view:", a.StatusCode, a.Doc.Find(".nav").Text())
	}
	if a := blind.get(list+"/sessions", "HX-Request", "true"); a.StatusCode != http.StatusForbidden {
		t.Error("its poll answers", a.StatusCode)
	}
	maker := role("maker", clinic.ViewSessions, clinic.CreateSessions).get(list)
	if b := maker.Doc.Find(".pagehead button"); b.AttrOr("aria-disabled", "") != "true" ||
		!strings.Contains(maker.Doc.Find("#why-new").Text(), "may not schedule") {
		t.Error("the button is not shown disabled with its reason", b.Text())
	}
	for email, want := range map[string]int{"staff@northside.example": 1, "provider@northside.example": 1, "manager@northside.example": 1,
		"readonly@northside.example": 0} {
		t.Run(email, func(t *testing.T) {
			a := s.as(t, email, "").get(list)
			button := a.Doc.Find(`.pagehead a[href="/pm/appointments/new?telehealth=1"]`)
			if button.Length() != want || want == 1 && squash(button.Text()) != "New Session" {
				t.Errorf("got %d buttons %q, want %d", button.Length(), button.Text(), want)
			}
			if a.Doc.Find(`.nav a[href="/pm/telehealth"]`).Length() == 0 {
				t.Error("got no entry in the navigation, want one")
			}
		})
	}
}

// TestBackFromSearch goes to the form of a move from the results of a search,
// as a browser without script does, and makes it.
func TestBackFromSearch(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b := s.as(t, "staff@northside.example", "")
	path := list + "/sessions/" + id + "/status"
	next := b.get(path+"?to=cancelled", "Referer", "http://example.com"+list+"/search").Doc.Find("input[name=next]").AttrOr("value", "")
	moved := b.post(path, "to", "cancelled", "version", "1", "reason", "called", "next", next)
	seen := b.get(moved.Header.Get("Location"))
	if seen.StatusCode == http.StatusSeeOther {
		seen = b.get(seen.Header.Get("Location"))
	}
	if seen.StatusCode != http.StatusOK || !strings.Contains(seen.Text, "The session is now cancelled.") {
		t.Errorf("from %s: %d %s", moved.Header.Get("Location"), seen.StatusCode, squash(seen.Doc.Find("main").Text()))
	}
}

// The list is by the day on which sessions were created, on the clocks of the
// practice.
func TestDays(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	at := func(hour int) string {
		return string(s.Session(t, storetest.Row{CreatedAt: time.Date(2026, 3, 2, hour, 30, 0, 0, time.UTC)}))
	}
	late, first, second := at(4), at(5), at(12) // midnight in New York is 05:00 UTC
	a := s.as(t, "staff@northside.example", "").get(list)
	var got []string
	for _, section := range a.Doc.Find("#sessions [data-cards] > section").EachIter() {
		got = append(got, section.Find("h2.day").Text())
		for _, card := range section.Find("ul.grid > li").EachIter() {
			got = append(got, strings.TrimPrefix(card.AttrOr("id", ""), "session-"))
		}
	}
	want := []string{"Created Monday, March 2, 2026", second, first, "Created Sunday, March 1, 2026", late}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
