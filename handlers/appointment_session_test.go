package handlers

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"televisit/clinic"
)

// lacking books a telehealth appointment whose session is then deleted.
func (d *frontDesk) lacking() clinic.Appointment {
	d.t.Helper()
	a := d.booked(d.remote())
	o := d.As(d.t, "admin@northside.example", d.Northside)
	if _, err := o.DeleteSession(d.t.Context(), a.SessionID, 1, "made twice"); err != nil {
		d.t.Fatal(err)
	}
	return d.appointment(a.ID)
}

func TestCreateSession(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.lacking()
	provider := d.by("provider")
	button := provider.get("/pm/appointments?day=2026-03-03").Doc.Find(`form[action="` + address(a, "session") + `"] button`)
	if !strings.HasPrefix(button.Text(), "Create session") {
		t.Fatal("no button")
	}
	want := "/pm/appointments?day=2026-03-03&done=session&id=" + string(a.ID) + "#appointment-" + string(a.ID)
	if got := provider.post(address(a, "session")).expect(t, http.StatusSeeOther).Header.Get("Location"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	a = d.appointment(a.ID)
	if v := d.visit(a.SessionID); v.Status != clinic.Scheduled || v.PlatformName != "Video visit" ||
		!strings.HasSuffix(v.URL, string(v.ID)) {
		t.Errorf("%+v", v)
	}
	before := d.rows()
	page := provider.post(address(a, "session")).expect(t, http.StatusConflict)
	if page.Doc.Find("li#appointment-"+string(a.ID)+" .badge").Text() != "Scheduled" || page.Doc.Find(".notice[role=alert]").Length() != 1 {
		t.Error("the answer does not show how it stands:", squash(page.Doc.Find("main").Text()))
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
}

func TestCreateSessionRefused(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	lacking := d.lacking()
	inPerson := d.booked(d.wish("starts", "11:00", "ends", "11:30"))
	off := d.booked(d.remote("starts", "12:00", "ends", "12:30"))
	if _, err := d.org.CancelAppointment(t.Context(), off.ID, 1, "ill"); err != nil {
		t.Fatal(err)
	}
	before := d.rows()
	staff := d.by("staff")
	staff.post(address(inPerson, "session")).expect(t, http.StatusUnprocessableEntity)
	staff.post(address(off, "session")).expect(t, http.StatusUnprocessableEntity)
	staff.post("/pm/appointments/nobody/session").expect(t, http.StatusNotFound)
	d.as(t, "staff@harbor.example", d.Harbor).post(address(lacking, "session")).expect(t, http.StatusNotFound)
	for _, role := range []string{"biller", "readonly"} {
		t.Run(role, func(t *testing.T) {
			b := d.by(role)
			b.post(address(lacking, "session")).expect(t, http.StatusForbidden)
			if b.get("/pm/appointments?day=2026-03-03").Doc.Find(".agenda .btn:not([download])").Length() != 0 {
				t.Error("got buttons on the day, want none")
			}
		})
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
}

// together runs each of do at the same time and returns their codes, sorted.
func together(do ...func() int) []int {
	codes := make([]int, len(do))
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i, f := range do {
		wg.Go(func() {
			<-start
			codes[i] = f()
		})
	}
	close(start)
	wg.Wait()
	slices.Sort(codes)
	return codes
}

func TestOneLiveSessionPerAppointment(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.lacking()
	one, other := d.by("staff"), d.by("provider")
	got := together(
		func() int { return one.post(address(a, "session")).StatusCode },
		func() int { return other.post(address(a, "session")).StatusCode })
	if !slices.Equal(got, []int{http.StatusSeeOther, http.StatusConflict}) {
		t.Error(got)
	}
	if n := d.Count(t, "SELECT count(*) FROM pm_telehealth_sessions WHERE deleted_at IS NULL AND status <> 'cancelled'"); n != 1 {
		t.Error(n, "live sessions")
	}
}

func TestSessionCancelledAndBack(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	session := a.SessionID
	move := func(to clinic.Status, reason string) error {
		_, err := d.org.MoveSession(t.Context(), session, d.visit(session).Version, clinic.Move{To: to, Reason: reason})
		return err
	}
	if err := move(clinic.Cancelled, "ill"); err != nil {
		t.Fatal(err)
	}
	if got := d.appointment(a.ID); got.Status != clinic.CalledOff {
		t.Error("the appointment did not follow:", got.Status)
	}
	taken := d.booked(d.wish("patient_id", string(d.ben.ID)))
	if err := move(clinic.Scheduled, ""); clinic.KindOf(err) != clinic.Invalid ||
		!strings.Contains(clinic.MessageOf(err).String(), d.ben.Name()) {
		t.Error("back over another appointment:", err)
	}
	if _, err := d.org.CancelAppointment(t.Context(), taken.ID, 1, "ill"); err != nil {
		t.Fatal(err)
	}
	if err := move(clinic.Scheduled, ""); err != nil {
		t.Error(err)
	}
	if got := d.appointment(a.ID); got.Status != clinic.Booked || got.SessionID != session {
		t.Errorf("%+v", got)
	}
}
