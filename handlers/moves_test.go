package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

// movers are who may make each move, of: provider (it is their session),
// other (a provider whose session it is not), and the other roles.
var movers = map[string]string{
	"scheduled>active":    "provider",
	"active>completed":    "provider org_admin manager",
	"active>scheduled":    "provider",
	"completed>active":    "provider org_admin manager",
	"scheduled>no_show":   "provider org_admin manager staff",
	"no_show>scheduled":   "provider org_admin manager staff",
	"no_show>active":      "provider",
	"scheduled>cancelled": "provider org_admin manager staff",
	"cancelled>scheduled": "provider other org_admin manager staff",
}

// TestMovesByRole posts every status × status × role.
func TestMovesByRole(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.Exec(t, `INSERT INTO pf_users (id, email, name, password_hash, created_at)
		SELECT 'other', 'other@northside.example', 'The other', password_hash, 1 FROM pf_users WHERE email = 'staff@northside.example'`)
	s.Exec(t, `INSERT INTO pf_memberships (org_id, user_id, created_at) VALUES ($1, 'other', 1)`, s.Northside)
	s.Exec(t, `INSERT INTO pf_membership_roles (org_id, user_id, role_id) VALUES ($1, 'other', 'provider')`, s.Northside)
	var slots []clinic.SessionID
	roles := []string{"other", "provider", "org_admin", "manager", "staff", "biller", "readonly"}
	for _, role := range roles {
		b := s.column(t, role)
		for _, from := range append([]clinic.Status{"odd"}, clinic.Statuses...) {
			for _, to := range append([]clinic.Status{"odd"}, clinic.Statuses...) {
				t.Run(string(from)+" to "+string(to)+" by "+role, func(t *testing.T) {
					who, known := movers[string(from)+">"+string(to)]
					want := http.StatusUnprocessableEntity
					if known {
						want = http.StatusForbidden
					}
					if strings.Contains(" "+who+" ", " "+role+" ") {
						want = http.StatusSeeOther
					}
					id := s.Session(t, s.ready(from, to, len(slots)))
					slots = append(slots, id)
					a := b.post(list+"/sessions/"+string(id)+"/status", "to", string(to), "version", "1", "reason", "because")
					now := s.status(t, id)
					if a.StatusCode != want || now != map[bool]clinic.Status{true: to, false: from}[want == http.StatusSeeOther] {
						t.Errorf("got %d and it stands in %s, want %d", a.StatusCode, now, want)
					}
				})
			}
		}
	}
}

// ready returns a session in from at a time that suits the move to to. A
// cancelled one has a slot of its own, so that it can be booked again.
func (s *site) ready(from, to clinic.Status, slot int) storetest.Row {
	r := storetest.Row{Status: string(from), StartsAt: s.Clock.Now().Add(-20 * time.Minute)}
	if from == clinic.Active && to == clinic.Scheduled {
		r.StartsAt = s.Clock.Now().Add(-time.Minute)
	}
	if from == clinic.Cancelled {
		r.StartsAt = s.Clock.Now().Add(time.Duration(slot+1) * time.Hour)
	}
	return r
}

func (s *site) status(t testing.TB, id clinic.SessionID) clinic.Status {
	t.Helper()
	v, err := s.As(t, "readonly@northside.example", s.Northside).Session(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return v.Status
}

// press sends the form of a card's button as a browser would.
func (b *browser) press(a answer, id string, header ...string) answer {
	b.t.Helper()
	button := a.Doc.Find("#" + id)
	f := button.Closest("form")
	if f.Length() != 1 {
		b.t.Fatalf("no form for the button %s in %s", id, a.Text)
	}
	fields := form()
	for _, n := range f.Find("input[name]").AddSelection(button).Nodes {
		name, value := "", ""
		for _, at := range n.Attr {
			switch at.Key {
			case "name":
				name = at.Val
			case "value":
				value = at.Val
			}
		}
		fields.Add(name, value)
	}
	return b.send(f.AttrOr("action", ""), fields, header...)
}

func TestMoveWithoutScript(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b := s.as(t, "provider@northside.example", "")
	a := b.press(b.get(list), "active-"+id)
	if a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	a = b.get(a.Header.Get("Location"))
	text := a.Doc.Find(".notice")
	if !strings.Contains(text.Text(), "The session is now active.") {
		t.Error("after the start it says", text.Text())
	}
	undo := text.Find("form")
	if undo.Find(`[name="to"]`).AttrOr("value", "") != "scheduled" || undo.Find(`input[name="reason"]`).AttrOr("value", "") == "" {
		t.Error("no way back is offered:", text.Text())
	}
	s.Clock.Add(12 * time.Minute)
	a = b.press(b.get(list), "completed-"+id)
	a = b.get(a.Header.Get("Location"))
	if got := a.Doc.Find(".facts").Text(); !strings.Contains(got, "12 min") {
		t.Error("the session's page shows", got)
	}
	timeline := squash(a.Doc.Find(".timeline").Text())
	for _, want := range []string{"The provider@northside started the visit", "completed the visit"} {
		if !strings.Contains(timeline, want) {
			t.Errorf("%q is not in the timeline: %s", want, timeline)
		}
	}
}

func TestMoveWithHTMX(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{})
	b := s.as(t, "provider@northside.example", "")
	page := b.get(list)
	a := b.press(page, "active-"+string(id), "HX-Request", "true")
	if a.StatusCode != http.StatusOK || a.card(id).AttrOr("data-status", "") != "active" {
		t.Fatal(a.StatusCode, a.Text)
	}
	if !strings.Contains(a.Doc.Find(".toast").Text(), "now active") || a.Doc.Find(".toast form").Length() != 1 {
		t.Error("no toast with a way back:", a.Text)
	}
	again := b.press(page, "active-"+string(id), "HX-Request", "true")
	if again.StatusCode != http.StatusConflict || !strings.Contains(again.Text, `hx-target="#session-`+string(id)) ||
		!strings.Contains(again.Text, `data-status="active"`) {
		t.Error("the second press answers", again.StatusCode, again.Text)
	}
	plain := b.press(page, "active-"+string(id))
	if plain.StatusCode != http.StatusConflict || !strings.Contains(plain.Doc.Find(".summary").Text(), "Someone else changed this") ||
		plain.Doc.Find(".badge").Text() != "Active" {
		t.Error("without script:", plain.StatusCode, plain.Text)
	}
	refused := s.as(t, "biller@northside.example", "").send(list+"/sessions/"+string(id)+"/status",
		form("to", "completed", "version", "2", "reason", "r"), "HX-Request", "true")
	if refused.StatusCode != http.StatusForbidden || refused.Doc.Find(".toast").Length() != 1 {
		t.Error("a refusal answers", refused.StatusCode, refused.Text)
	}
}

func TestDeleteAndRestore(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b, page := s.as(t, "admin@northside.example", ""), list+"/sessions/"+id
	if a := b.post(page+"/delete", "version", "1", "reason", ""); a.StatusCode != http.StatusUnprocessableEntity ||
		a.errorOf("reason") == "" {
		t.Error("without a reason:", a.StatusCode)
	}
	a := b.post(page+"/delete", "version", "1", "reason", "twice")
	if a.StatusCode != http.StatusSeeOther {
		t.Fatal(a.StatusCode, a.Text)
	}
	shown := b.get(a.Header.Get("Location"))
	if len(shown.ids()) != 0 || b.get(page).StatusCode != http.StatusNotFound {
		t.Error("a deleted session is shown")
	}
	for _, path := range []string{"/status", "/consent", "/location", "/times", "/delete"} {
		t.Run(path, func(t *testing.T) {
			if a := b.post(page+path, "version", "2", "to", "active", "reason", "r", "consent",
				"declined"); a.StatusCode != http.StatusNotFound {
				t.Errorf("of a deleted session: got %d, want 404", a.StatusCode)
			}
		})
	}
	undo := shown.Doc.Find(".notice form")
	if a := b.post(undo.AttrOr("action", ""), "version", undo.Find(`input[name="version"]`).AttrOr("value", ""), "reason",
		"r"); a.StatusCode != http.StatusSeeOther {
		t.Error("restore:", a.StatusCode, a.Text)
	}
	if got := b.get(list).ids(); len(got) != 1 {
		t.Error("not restored:", got)
	}
	again := b.post(page+"/delete", "version", "3", "reason", "twice")
	s.Exec(t, `UPDATE pm_appointments SET status = 'cancelled'
		WHERE id = (SELECT appointment_id FROM pm_telehealth_sessions WHERE id = $1)`, id)
	if a := b.post(page+"/restore", "version", "4", "reason", "r"); again.StatusCode != http.StatusSeeOther ||
		a.StatusCode != http.StatusUnprocessableEntity {
		t.Error("restored to a cancelled appointment:", again.StatusCode, a.StatusCode)
	}
	active := string(s.Session(t, storetest.Row{Status: "active"}))
	if a := b.post(list+"/sessions/"+active+"/delete", "version", "1", "reason", "r"); a.StatusCode != http.StatusUnprocessableEntity {
		t.Error("an active session:", a.StatusCode)
	}
}

// TestCancelFollows cancels a session and takes it back; its appointment goes
// with it.
func TestCancelFollows(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Marlow", "Video visit", time.Hour)
	b, status := s.as(t, "staff@northside.example", ""), list+"/sessions/"+string(v.ID)+"/status"
	booked := func() bool {
		return s.Count(t, `SELECT count(*) FROM pm_appointments WHERE id = $1 AND status = 'booked'`, v.AppointmentID) == 1
	}
	if a := b.post(status, "to", "cancelled", "version", "1", "reason", "ill"); a.StatusCode != http.StatusSeeOther || booked() {
		t.Fatal(a.StatusCode, "the appointment is still booked:", booked())
	}
	if a := b.post(status, "to", "scheduled", "version", "2"); a.StatusCode != http.StatusSeeOther || !booked() {
		t.Error(a.StatusCode, "the appointment is booked again:", booked())
	}
}
