package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const room = "https://video.example/room"

// TestLinkOnCards shows what a link looks like wherever a session stands.
func TestLinkOnCards(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	for status, join := range map[string]string{"scheduled": "Join", "active": "Join", "completed": "", "odd": ""} {
		t.Run(status, func(t *testing.T) {
			id := s.Session(t, storetest.Row{Status: status, URL: room})
			for _, page := range []string{list, list + "/sessions/" + string(id)} {
				link := b.get(page).Doc.Find(`a[href="` + room + `"][target="_blank"]`)
				if page == list {
					link = b.get(page).Doc.Find("#session-" + string(id) + ` a[href="` + room + `"][target="_blank"]`)
				}
				if link.Length() != 1 || link.Find("svg").Length() != 1 || strings.Contains(link.Text(), "Join") != (join != "") {
					t.Errorf("%s: got %d links, %q", page, link.Length(), squash(link.Text()))
				}
			}
		})
	}
}

// TestLinkIsWithdrawn moves a session to where nobody meets, and back.
func TestLinkIsWithdrawn(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	for i, c := range []struct{ platform, off string }{
		{"Video visit", "cancelled"}, {"Video visit", "no_show"}, {"Video room", "cancelled"}, {"Video room", "no_show"},
	} {
		t.Run(c.platform+" "+c.off, func(t *testing.T) {
			d := d.in(t)
			day := d.Clock.Now().AddDate(0, 0, i+1).Format(time.DateOnly)
			a := d.booked(d.remote("platform_id", string(d.platforms[c.platform]), "day", day))
			v := d.visit(a.SessionID)
			old := v.URL
			if old == "" {
				t.Fatal("got no link, want one")
			}
			if c.off == "no_show" {
				d.Exec(t, `UPDATE pm_telehealth_sessions SET starts_at = $2 WHERE id = $1`, v.ID, d.Clock.Now().Add(-time.Hour).UnixMilli())
				d.Exec(t, `UPDATE pm_appointments SET starts_at = $2 WHERE id = $1`, a.ID, d.Clock.Now().Add(-time.Hour).UnixMilli())
			}
			b, page := d.by("staff"), list+"/sessions/"+string(v.ID)
			b.post(page+"/status", "to", c.off, "version", "1", "reason", "r").expect(t, http.StatusSeeOther)
			if v = d.visit(v.ID); v.URL != "" {
				t.Error("got the link", v.URL, "want none")
			}
			if got := b.get(page); strings.Contains(got.Text, old) || !strings.Contains(got.Doc.Find(".timeline").Text(), "its link was withdrawn") {
				t.Error("the page shows", squash(got.Doc.Find("main").Text()))
			}
			b.post(page+"/status", "to", "scheduled", "version", "2", "reason", "r").expect(t, http.StatusSeeOther)
			v = d.visit(v.ID)
			if fixed := c.platform == "Video room"; v.URL == "" || fixed != (v.URL == old) {
				t.Errorf("scheduled again with the link %q after %q", v.URL, old)
			}
			if got := b.get(page).Doc.Find(".timeline").Text(); !strings.Contains(got, "it has a fresh link") {
				t.Error("the timeline is", squash(got))
			}
		})
	}
}

// TestLinkOfADeletedSession is gone, also once the session is restored as
// completed; one that is restored as scheduled has a fresh link.
func TestLinkOfADeletedSession(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	admin := d.As(t, "admin@northside.example", d.Northside)
	a := d.booked(d.remote())
	old := d.visit(a.SessionID).URL
	v, err := admin.DeleteSession(t.Context(), a.SessionID, 1, "made twice")
	if err != nil || v.URL != "" {
		t.Fatal(v.URL, err)
	}
	if v, err = admin.RestoreSession(t.Context(), a.SessionID, 2, "it was not"); err != nil || v.URL == "" || v.URL == old {
		t.Error(v.URL, err)
	}
	done := d.Session(t, storetest.Row{Status: "completed", URL: room})
	if v, err = admin.DeleteSession(t.Context(), done, 1, "made twice"); err != nil || v.URL != "" {
		t.Fatal(v.URL, err)
	}
	if v, err = admin.RestoreSession(t.Context(), done, 2, "it was not"); err != nil || v.URL != "" {
		t.Error(v.URL, err)
	}
}

// TestCancelledAppointmentWithdrawsTheLink keeps what the dialog promises.
func TestCancelledAppointmentWithdrawsTheLink(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	d.by("staff").post(address(a, "cancel"), "version", "1", "reason", "ill").expect(t, http.StatusSeeOther)
	if v := d.visit(a.SessionID); v.URL != "" || v.Status != clinic.Cancelled {
		t.Error(v.Status, v.URL)
	}
}

// TestOwnBookingIsCancelled lets a provider take back what they booked for a
// colleague by mistake, for an hour.
func TestOwnBookingIsCancelled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		after   time.Duration
		session bool // cancelled by its session
		want    int
	}{
		{"the appointment in time", time.Hour, false, http.StatusSeeOther},
		{"the appointment too late", time.Hour + time.Second, false, http.StatusForbidden},
		{"the session in time", time.Hour, true, http.StatusSeeOther},
		{"the session too late", time.Hour + time.Second, true, http.StatusForbidden},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := newFrontDesk(t)
			b := d.by("provider")
			at := b.send("/pm/appointments/new", d.remote("provider_id", string(d.solo))).expect(t, http.StatusSeeOther)
			_, id, _ := strings.Cut(at.Header.Get("Location"), "#appointment-")
			a := d.appointment(clinic.AppointmentID(id))
			for range int(c.after / (10 * time.Minute)) {
				d.Clock.Add(10 * time.Minute)
				b.get("/")
			}
			d.Clock.Add(c.after % (10 * time.Minute))
			offered := b.get("/pm/appointments?day=2026-03-03").Doc.Find("#cancel-"+id).Length() == 1
			if offered != (c.want == http.StatusSeeOther) {
				t.Error("cancelling is offered:", offered)
			}
			path, field := address(a, "cancel"), "reason"
			if c.session {
				path, field = list+"/sessions/"+string(a.SessionID)+"/status", "reason"
			}
			b.post(path, "to", "cancelled", "version", "1", field, "wrong person").expect(t, c.want)
			if got := d.appointment(a.ID).Status; (got == clinic.CalledOff) != (c.want == http.StatusSeeOther) {
				t.Error("the appointment is", got)
			}
			if b.get(address(a, "edit")).StatusCode != http.StatusForbidden && c.want == http.StatusForbidden {
				t.Error("who booked it may change it, want only to cancel it")
			}
		})
	}
}
