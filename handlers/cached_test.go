package handlers

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// TestNoStaleCard lets people write and read at once. What a reader is shown
// is never older than what was saved before the reader asked.
func TestNoStaleCard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	var ids [4]clinic.SessionID
	var saved [4]atomic.Int64
	for i := range ids {
		ids[i] = s.Session(t, storetest.Row{})
		saved[i].Store(1)
	}
	browsers := []*browser{s.as(t, "staff@northside.example", ""), s.as(t, "provider@northside.example", ""),
		s.as(t, "readonly@northside.example", "")}
	o := s.As(t, "manager@northside.example", s.Northside)
	var writers, readers sync.WaitGroup
	var done atomic.Bool
	for i := range ids {
		writers.Go(func() {
			for v := range int64(25) {
				at := clinic.Places[v%2]
				if _, err := o.RecordLocation(t.Context(), ids[i], v+1, clinic.Location{Patient: at, PatientState: "NY"}); err != nil {
					t.Error(err)
					return
				}
				saved[i].Store(v + 2)
			}
		})
	}
	var seen atomic.Int64
	for n, b := range browsers {
		readers.Go(func() {
			path := []string{list, pollPath}[n%2]
			for last := false; !last; {
				last = done.Load() // one more look after the last write
				var floor [4]int64
				for i := range saved {
					floor[i] = saved[i].Load()
				}
				a := b.get(path)
				for i, id := range ids {
					if got := versionShown(a, id); got < floor[i] {
						t.Errorf("a card at version %d is shown after %d was saved", got, floor[i])
					}
				}
				seen.Add(1)
			}
		})
	}
	writers.Wait()
	done.Store(true)
	readers.Wait()
	t.Log(seen.Load(), "pages were read meanwhile")
}

func versionShown(a answer, id clinic.SessionID) int64 {
	v, err := strconv.ParseInt(a.card(id).AttrOr("data-version", ""), 10, 64)
	if err != nil {
		return -1
	}
	return v
}

// TestLoginEndsUnderLoad signs everybody out while they poll: no request that
// begins after that is answered.
func TestLoginEndsUnderLoad(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	var ended atomic.Bool
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			own := &browser{t: t, site: s, cookie: b.cookie}
			for last := false; !last; {
				last = ended.Load()
				if a := own.get(pollPath, "HX-Request", "true"); last != (a.StatusCode == http.StatusUnauthorized) && last {
					t.Error("after the end of the login:", a.StatusCode)
				}
			}
		})
	}
	for range 20 {
		b.get(list)
	}
	if n, err := s.Store.UnscopedSignOutAll(t.Context(), "staff@northside.example"); n != 1 || err != nil {
		t.Error(n, err)
	}
	ended.Store(true)
	wg.Wait()
}

// TestRightEndsAtOnce takes a role away as another process does.
func TestRightEndsAtOnce(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	if a := b.get(list); a.Doc.Find(".pagehead a.btn").Length() != 1 {
		t.Fatal("staff may not schedule")
	}
	s.Exec(t, `UPDATE pf_membership_roles SET role_id = 'readonly'
		WHERE user_id = (SELECT id FROM pf_users WHERE email = 'staff@northside.example')`)
	if a := b.get(list); a.StatusCode != http.StatusOK || a.Doc.Find(".pagehead a.btn").Length() != 0 {
		t.Error("a right that is gone is shown")
	}
	if a := b.get("/pm/patients/new"); a.StatusCode != http.StatusForbidden {
		t.Error("a right that is gone is granted:", a.StatusCode)
	}
}

// TestPollEndsWithNotice ends a login as another process does: the first poll
// after the next Notice is refused.
func TestPollEndsWithNotice(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	tag := b.get(list).tag()
	s.Exec(t, `DELETE FROM pf_logins`)
	if err := s.Store.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	if a := b.get(pollPath, "HX-Request", "true", "HX-PTag", tag); a.StatusCode != http.StatusUnauthorized {
		t.Error("a login that was ended polls on:", a.StatusCode)
	}
}

// TestCachedMarkupReadsTheTime serves the same markup later.
func TestCachedMarkupReadsTheTime(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	active := s.Session(t, storetest.Row{Status: "active", StartsAt: s.Clock.Now()})
	for _, tt := range []struct {
		after time.Duration
		want  string
		undo  int
	}{{0, "just now", 1}, {50 * time.Second, "1 minute ago", 1}, {80 * time.Second, "2 minutes ago", 0}, {time.Hour, "1 hour ago", 0}} {
		t.Run(fmt.Sprint("after ", tt.after), func(t *testing.T) {
			s.Clock.Add(tt.after)
			b := s.as(t, "provider@northside.example", "")
			for _, path := range []string{list, pollPath} {
				a := b.get(path)
				if got := a.card(active).Find("time[data-relative]").Text(); got != tt.want {
					t.Errorf("%s says %q, want %q", path, got, tt.want)
				}
				if got := a.card(active).Find(`[href$="to=scheduled"]`).Length(); got != tt.undo {
					t.Errorf("%s has %d ways to undo the start, want %d", path, got, tt.undo)
				}
			}
			want := s.Clock.Now().In(newYork(t)).Format("15:04:05")
			if got := b.get(list).Doc.Find("[data-updated]").Text(); got != want {
				t.Errorf("the page was updated at %s, want %s", got, want)
			}
		})
	}
}

func newYork(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// TestNamesOnCachedCards changes a patient's name, which no session's version
// tells of.
func TestNamesOnCachedCards(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Before", "Phone", time.Hour)
	b := s.as(t, "staff@northside.example", "")
	b.get(list)
	o := s.As(t, "staff@northside.example", s.Northside)
	p, err := o.Patient(t.Context(), v.PatientID)
	if err != nil {
		t.Fatal(err)
	}
	p.Family = "After"
	if _, err := o.ChangePatient(t.Context(), p.Version, p); err != nil {
		t.Fatal(err)
	}
	if got := b.get(list).card(v.ID).Find(".sub").First().Text(); !strings.Contains(got, "Ann After") {
		t.Error("the card names", got)
	}
}

// TestFiltersOfferWhoIsNew adds a provider between two views of the list.
func TestFiltersOfferWhoIsNew(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "staff@northside.example", "")
	offers := func(name string) bool {
		return strings.Contains(b.get(list).Doc.Find("select[name=provider]").Text(), name)
	}
	if offers("Dr. Newcomer") {
		t.Fatal("they are here already")
	}
	if _, err := s.Store.UnscopedAddMember(t.Context(), s.Northside, store.NewMember{Name: "Dr. Newcomer", Email: "new@northside.example",
		Password: storetest.Password, Roles: []clinic.RoleID{clinic.Provider}}); err != nil {
		t.Fatal(err)
	}
	if !offers("Dr. Newcomer") {
		t.Error("a new provider is not offered")
	}
}
