package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const roomLink = "https://video.example/room"

// The page begins with whom, when and what kind; who they are for certain, and how
// they are reached, stands below.
func TestSessionBeginsWithThePerson(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.byLocale(t)
	v := s.book(t, "Marlow", "Video visit", 7*time.Hour+35*time.Minute)
	s.Exec(t, `UPDATE pm_patients SET birth_date = '1950-06-20', phone = '(212) 555-0107', language = 'vi', interpreter = true WHERE id = $1`,
		v.PatientID)
	page := list + "/sessions/" + string(v.ID)
	a := s.as(t, staff, "").get(page)
	if got := squash(a.Doc.Find("h1").Text()); got != "Ann Marlow, 75 · 4:35 PM · Video visit with The provider@northside" {
		t.Errorf("it begins with %q", got)
	}
	if a.Doc.Find("main h1, main h2").First().Is("h1") == false || strings.Contains(a.Doc.Find("title").Text(), "Marlow") {
		t.Error("the title is", a.Doc.Find("title").Text())
	}
	facts := squash(a.Doc.Find("main [data-status] > .meta").Text())
	for _, want := range []string{"Born Jun 20, 1950", "(212) 555-0107", "Speaks Vietnamese", "Interpreter: Vietnamese", "MRN M-Marlow"} {
		if !strings.Contains(facts, want) {
			t.Errorf("it lacks %q: %s", want, facts)
		}
	}
	if a.Doc.Find(`main a[href="tel:+12125550107"]`).Length() != 1 {
		t.Error("the number cannot be called by a tap")
	}
	tomorrow := s.book(t, "Later", "Phone", 26*time.Hour)
	if got := squash(s.as(t, staff, "").get(list + "/sessions/" + string(tomorrow.ID)).Doc.Find("h1").Text()); got !=
		"Ann Later, 45 · Tue, Mar 3, 11:00 AM · Phone visit with The provider@northside" {
		t.Errorf("that of another day begins with %q", got)
	}
	s.onlyMay(t, "biller@northside.example", clinic.ViewSessions)
	if bare := s.as(t, "biller@northside.example", "").get(page); bare.StatusCode != http.StatusOK ||
		bare.Doc.Find(`main a[href^="tel:"]`).Length() != 0 {
		t.Error("who may not see patients is answered", bare.StatusCode, squash(bare.Doc.Find("main").Text()))
	}
}

// onlyMay leaves a member of Northside one role, which may do this.
func (s *site) onlyMay(t *testing.T, email string, all ...clinic.Permission) {
	t.Helper()
	s.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'odd', 'Odd', false)`, s.Northside)
	for _, p := range all {
		s.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'odd', $2, false)`, s.Northside, p)
	}
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = 'odd' WHERE org_id = $1 AND user_id = (SELECT id FROM pf_users WHERE email = $2)`,
		s.Northside, email)
}

// Everybody has the buttons of what they may do, and no others.
func TestSessionPageByRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, time.Hour, storetest.Row{URL: roomLink})
	for role, want := range map[string][]string{
		"provider": {"Start and join", "Join (opens in a new tab)", "Copy link", "Reschedule", "Mark no-show", "Cancel session",
			"Start without joining"},
		"staff":     {"Join (opens in a new tab)", "Copy link", "Reschedule", "Mark no-show", "Cancel session"},
		"org_admin": {"Join (opens in a new tab)", "Copy link", "Reschedule", "Mark no-show", "Cancel session", "Delete session"},
		"biller":    {"Join (opens in a new tab)", "Copy link"},
		"readonly":  {"Join (opens in a new tab)", "Copy link"},
	} {
		t.Run(role, func(t *testing.T) {
			a := s.column(t, role).get(list + "/sessions/" + id)
			var got []string
			for _, b := range a.Doc.Find("main [data-status] > .actions").Find("a, button").EachIter() {
				got = append(got, squash(b.Text()))
			}
			if !slices.Equal(got, want) {
				t.Errorf("got %q\nwant %q", got, want)
			}
			if a.Doc.Find(`[data-copy="`+roomLink+`"]`).Length() != 1 || !strings.Contains(a.Doc.Find("section:has(#visit)").Text(), roomLink) {
				t.Error("the link is not there to copy, or to select")
			}
		})
	}
}

// Who may cancel the appointment but not the session is led there.
func TestCancelByTheAppointment(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, time.Hour, storetest.Row{})
	s.onlyMay(t, "biller@northside.example", clinic.ViewSessions, clinic.ViewAppointments, clinic.EditAppointments)
	b := s.as(t, "biller@northside.example", "")
	link := b.get(list + "/sessions/" + id).Doc.Find("#cancel-appointment")
	if link.Length() != 1 {
		t.Fatal("there is no way to cancel it")
	}
	b.get(link.AttrOr("href", "")).expect(t, http.StatusOK)
	if b.get(list+"/sessions/"+string(s.Session(t, storetest.Row{Status: "completed"}))).Doc.Find("#cancel-appointment").Length() != 0 {
		t.Error("it is offered for what is over")
	}
}

// The billing card is always there, and says why it is empty.
func TestBillingCardIsAlwaysThere(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, tt := range map[string]struct {
		row    storetest.Row
		want   string
		linked bool // to what is missing
	}{
		"no place":     {storetest.Row{Place: storetest.NoPlace}, "No hint yet: location missing", true},
		"on, no place": {storetest.Row{Status: "active", Place: storetest.NoPlace}, "No hint yet: location missing", true},
		"to come":      {storetest.Row{}, "Place of service10 Modifier95", false},
		"elsewhere":    {storetest.Row{Status: "active", Place: "work", State: "NJ"}, "Place of service02 Modifier95", false},
		"missed":       {storetest.Row{Status: "no_show"}, "No hint: there was no visit.", false},
		"cancelled":    {storetest.Row{Status: "cancelled"}, "No hint: there was no visit.", false},
		"no rule":      {storetest.Row{Modality: "by_mail"}, "No hint: none of the practice’s rules fits this visit.", false},
	} {
		t.Run(name, func(t *testing.T) {
			page := list + "/sessions/" + string(s.Session(t, tt.row))
			card := s.as(t, staff, "").get(page).Doc.Find("section:has(#billing)")
			if got := squash(card.Text()); !strings.Contains(got, tt.want) {
				t.Errorf("the card says %q, want %q", got, tt.want)
			}
			if got := card.Find(`a[href="`+page+`/location"]`).Length() == 1; got != tt.linked {
				t.Errorf("a way to what is missing: %t, want %t", got, tt.linked)
			}
			if reader := s.as(t, "readonly@northside.example", "").get(page); reader.Doc.Find("section:has(#billing) a").Length() != 0 ||
				reader.Doc.Find("section:has(#billing)").Length() != 1 {
				t.Error("who may not record is shown", squash(reader.Doc.Find("section:has(#billing)").Text()))
			}
		})
	}
}

// Who pays is missing as well, where nobody has said it yet.
func TestBillingCardWithoutAPayer(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	s.Exec(t, `UPDATE pm_patients SET payer_class = 'unknown'`)
	for email, anchors := range map[string]int{staff: 1, "biller@northside.example": 0} {
		b := s.as(t, email, "")
		card := b.get(list + "/sessions/" + id).Doc.Find("section:has(#billing)")
		if linked := card.Find("a"); !strings.Contains(card.Text(), "No hint yet: payer not known") || linked.Length() != anchors {
			t.Errorf("%s is told %q, with %d ways, want %d", email, squash(card.Text()), linked.Length(), anchors)
		} else if anchors == 1 {
			page, field, _ := strings.Cut(linked.AttrOr("href", ""), "#")
			if b.get(page).Doc.Find("#"+field).Length() != 1 {
				t.Error("the way leads to no field:", page, field)
			}
		}
	}
}

// What is done from the page is asked in the dialog and answered with the page as it
// stands then.
func TestSessionPageInPlace(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Consent: "pending", Place: storetest.NoPlace, URL: roomLink})
	page := list + "/sessions/" + string(id)
	htmx := []string{"HX-Request", "true", "HX-Current-URL", "http://127.0.0.1:8080" + page}
	b := s.as(t, hostEmail, "")
	for _, link := range []string{"#record-consent", "#record-location", "#hint-location", "#active-" + string(id)} {
		a := b.get(b.get(page).Doc.Find(link).AttrOr("href", "/nowhere"), htmx...).expect(t, http.StatusOK)
		if a.Doc.Find("form[data-hx-post]").Length() != 1 || strings.Contains(a.Text, "<html") {
			t.Errorf("%s opens no dialog: %s", link, a.Text)
		}
	}
	for i, tt := range []struct {
		path string
		form []string
		want string // that the fresh page says
	}{
		{"/consent", []string{"consent", "granted", "method", "written"}, "The patient agreed · In writing"},
		{"/location", []string{"patient_place", "home", "patient_state", "NY"}, "home, NY"},
		{"/status", []string{"to", "active"}, "started the visit"},
		{"/status", []string{"to", "completed"}, "completed the visit"},
	} {
		version := []string{"1", "2", "3", "4", "5"}
		send := func(version string) answer {
			return b.send(page+tt.path, form(append([]string{"version", version}, tt.form...)...), htmx...)
		}
		for _, a := range []answer{send(version[i]).expect(t, http.StatusOK), send(version[i]).expect(t, http.StatusConflict)} {
			if !strings.Contains(a.Text, `hx-target="#session-`+string(id)) || !strings.Contains(squash(a.Doc.Text()), tt.want) ||
				a.Doc.Find("h1").Length() != 1 || a.Doc.Find(".toast").Length() != 1 {
				t.Errorf("%s: %d does not bring the page: %s", tt.path, a.StatusCode, squash(a.Doc.Text()))
			}
		}
		if !strings.Contains(squash(b.get(page).Doc.Find("main").Text()), tt.want) {
			t.Errorf("the page lacks %q", tt.want)
		}
	}
	refused := b.send(page+"/consent", form("version", "5", "consent", "granted"), htmx...).expect(t, http.StatusUnprocessableEntity)
	if refused.errorOf("method") == "" || strings.Contains(refused.Text, "<html") {
		t.Error("what is refused brings", refused.Text)
	}
}

// A start that is to be joined answers with the way into the session: by script it is
// opened, without it is a press away. What does not start opens nothing.
func TestStartAndJoin(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		url, button, join, target string
	}{
		"a room":  {roomLink, "Start and join", "Join (opens in a new tab)", "_blank"},
		"a call":  {"tel:+12125550100", "Start and call", "Call", ""},
		"no link": {"", "Start", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.as(t, hostEmail, "")
			start := func(header ...string) (answer, string) {
				id := string(s.Session(t, storetest.Row{URL: tt.url}))
				page := b.get(list)
				if got := squash(page.Doc.Find("#active-" + id).Text()); got != tt.button {
					t.Errorf("the button says %q, want %q", got, tt.button)
				}
				return b.press(page, "active-"+id, header...), id
			}
			joins := func(where string, a answer) {
				t.Helper()
				join := a.Doc.Find("a[data-open]")
				if squash(join.Text()) != tt.join || join.AttrOr("href", "") != tt.url || join.AttrOr("target", "") != tt.target {
					t.Errorf("%s the way in is %q to %q in %q", where, squash(join.Text()), join.AttrOr("href", ""), join.AttrOr("target", ""))
				}
			}
			a, id := start("HX-Request", "true")
			joins("in the toast", a)
			if got := a.card(clinic.SessionID(id)).AttrOr("data-status", ""); got != "active" {
				t.Error("the card is", got)
			}
			a, _ = start()
			landed := a.expect(t, http.StatusSeeOther).Header.Get("Location")
			joins("where it leads", b.get(landed))
			if again := b.press(b.get(list), "completed-"+id); again.StatusCode != http.StatusSeeOther ||
				b.get(again.Header.Get("Location")).Doc.Find("[data-open]").Length() != 0 {
				t.Error("an end opens the session")
			}
			other := string(s.Session(t, storetest.Row{URL: tt.url}))
			if a := b.send(list+"/sessions/"+other+"/status", form("to", "active", "version", "1"), "HX-Request", "true"); a.Doc.Find(
				"[data-open]").Length() != 0 {
				t.Error("a start without joining opens the session")
			}
			refused := string(s.Session(t, storetest.Row{URL: tt.url, Place: storetest.NoPlace}))
			asked := b.send(list+"/sessions/"+refused+"/status", form("to", "active", "version", "1", "join", "1"), "HX-Request", "true")
			if asked.Doc.Find("[data-open]").Length() != 0 || asked.Doc.Find("[name=join]").Length() != 1 ||
				asked.Doc.Find("h2").Text() != tt.button {
				t.Error("a start that is refused answers", asked.StatusCode, asked.Text)
			}
		})
	}
}

// The start stands out from a quarter of an hour before, in each view.
func TestStartIsQuietAtFirst(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.in(t, 16*time.Minute, storetest.Row{URL: roomLink, CreatedAt: s.Clock.Now().Add(-72 * time.Hour)})
	b := s.as(t, hostEmail, "")
	for _, quiet := range []bool{true, false} {
		for _, path := range []string{"/", list, list + "/sessions/" + id} {
			variant, _ := b.get(path).Doc.Find("#active-" + id).Attr("data-variant")
			if quiet != (variant == "outline") {
				t.Errorf("%s: the variant is %q, want quiet: %t", path, variant, quiet)
			}
		}
		s.Clock.Add(time.Minute)
	}
}
