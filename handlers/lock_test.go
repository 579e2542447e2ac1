package handlers

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/store/storetest"
)

const newPatient = "/pm/patients/new"

// lock locks the login as a page does that has a form that is not sent, "" for none, and
// returns where the browser is sent: the sign-in page, and from there on to next.
func (b *browser) lock(t *testing.T, page, typed string) (login, next string) {
	t.Helper()
	a := b.send("/lock", form("next", page, "typed", typed)).expect(t, http.StatusSeeOther)
	login = a.Header.Get("Location")
	u, err := url.Parse(login)
	if err != nil || u.Path != "/login" {
		t.Fatalf("locking leads to %q", login)
	}
	return login, u.Query().Get("next")
}

// unlock enters a password at the page that stands for all others.
func (b *browser) unlock(password, next string) answer {
	b.t.Helper()
	return b.post("/lock/open", "password", password, "next", next)
}

// typedPatient is a form of a new patient as a page tells it.
const typedPatient = `{"action": "/pm/patients/new",
	"fields": {"given": ["Ida"], "family": ["Moe"], "mrn": ["N-77"], "payer_class": ["other"]},
	"changed": ["given", "family"], "again": "", "focus": "family"}`

// restored asks as a page does for what was typed on it.
func (b *browser) restored(t *testing.T, next string) (code int, fields map[string][]string) {
	t.Helper()
	_, slot, _ := strings.Cut(next, "#kept-")
	a := b.get("/account/typed/" + slot)
	var kept struct{ Fields map[string][]string }
	if a.StatusCode == http.StatusOK {
		if err := json.Unmarshal([]byte(a.Text), &kept); err != nil {
			t.Fatal(err)
		}
	}
	return a.StatusCode, kept.Fields
}

// While a login is locked nothing is served to it, in whichever tab, until its password is
// entered; no code of a second factor is asked for.
func TestLock(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.book(t, "Quiet", "Phone", time.Hour)
	b := s.as(t, staff, "")
	app := b.setUpFactor(t)
	if form := b.get("/pm/patients").Doc.Find(".usermenu form#lock[action='/lock'] button"); form.Length() != 1 {
		t.Fatal("no page offers to lock")
	}
	b.get(pollPath, "HX-Request", "true").expect(t, http.StatusOK)
	login, next := b.lock(t, "/pm/patients/"+string(v.PatientID), "")
	for _, path := range []string{"/", "/pm/patients", "/pm/patients/" + string(v.PatientID), "/account", devicesPath, "/orgs", "/switch",
		"/pm/appointments/sheet.csv", "/account/typed"} {
		if a := b.get(path); a.StatusCode != http.StatusSeeOther && a.StatusCode != http.StatusNotFound || strings.Contains(a.Text, "Quiet") {
			t.Errorf("%s: got %d", path, a.StatusCode)
		}
	}
	for _, path := range []string{pollPath, "/account/left"} {
		a := b.get(path, "HX-Request", "true", "HX-Current-URL", home+"/pm/telehealth")
		if a.StatusCode != http.StatusUnauthorized || a.Header.Get("HX-Redirect") != "/login?next=%2Fpm%2Ftelehealth" {
			t.Errorf("%s: got %d to %q", path, a.StatusCode, a.Header.Get("HX-Redirect"))
		}
	}
	before := s.Count(t, `SELECT count(*) FROM pm_patients`)
	b.post(newPatient, "given", "Ida", "family", "Moe", "mrn", "N-77", "payer_class", "other").expect(t, http.StatusSeeOther)
	if n := s.Count(t, `SELECT count(*) FROM pm_patients`); n != before {
		t.Error("a form is saved")
	}
	page := b.get(login).expect(t, http.StatusOK)
	if page.Doc.Find("main input:not([type=hidden])").Length() != 1 || !strings.Contains(page.Doc.Find("main").Text(), "is signed in here") {
		t.Errorf("the page of the lock: %s", squash(page.Doc.Find("main").Text()))
	}
	wrong := b.unlock("not it", next).expect(t, http.StatusUnprocessableEntity)
	if !strings.Contains(wrong.Doc.Find("main .notice").Text(), "The password is not right.") || b.get("/").StatusCode != http.StatusSeeOther {
		t.Error("a wrong password is not named, or opens")
	}
	b.unlock(app.now(s), next).expect(t, http.StatusUnprocessableEntity)
	to := b.unlock(storetest.Password, next).expect(t, http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(to, "/account/typed?") {
		t.Errorf("what was sent meanwhile is not offered, but %s", to)
	}
	b.get("/pm/patients/"+string(v.PatientID)).expect(t, http.StatusOK)
	b.get(pollPath, "HX-Request", "true").expect(t, http.StatusOK)
	if err := s.Store.UnscopedSaveNoted(t.Context()); err != nil {
		t.Fatal(err)
	}
	want := []string{"login.failed 192.0.2.1 2", "login.locked 192.0.2.1 1", "login.unlocked 192.0.2.1 1"}
	if got := s.Texts(t, `SELECT action || ' ' || address || ' ' || count(*) FROM pf_audit WHERE org_id = $1 AND kind = 'logins'
		GROUP BY action, address ORDER BY action`, s.Northside); !cmp.Equal(got, want) {
		t.Errorf("the trail has %q, want %q", got, want)
	}
}

// Guesses at a lock are counted with those at the sign-in page.
func TestLockIsThrottled(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	b.lock(t, "/", "")
	a := b.unlock("not it", "")
	for range 20 {
		if a.StatusCode != http.StatusUnprocessableEntity {
			break
		}
		a = b.unlock("not it", "")
	}
	a.expect(t, http.StatusTooManyRequests)
	if a.Header.Get("Retry-After") == "" || !strings.Contains(a.Doc.Find("main .notice").Text(), "Too many wrong attempts") {
		t.Errorf("it says %q", squash(a.Doc.Find("main").Text()))
	}
	b.unlock(storetest.Password, "").expect(t, http.StatusTooManyRequests)
	s.anonymous(t).post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusTooManyRequests)
}

// What was typed comes back to its page after the password, for as long as the lock may last,
// and is forgotten once it is sent.
func TestLockKeepsWhatIsTyped(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	_, next := b.lock(t, newPatient, typedPatient)
	if !strings.HasPrefix(next, newPatient+"#kept-") {
		t.Fatalf("it leads back to %q", next)
	}
	_, second := b.lock(t, "/pm/patients/new?x=1", strings.Replace(typedPatient, "Ida", "Ada", 1)) // another tab, a moment later
	page := b.get("/login?next=" + url.QueryEscape(next))
	if !strings.Contains(page.Doc.Find("main .notice").Text(), "What you typed is kept.") {
		t.Error("the page does not say that anything is kept")
	}
	if code, _ := b.restored(t, next); code != http.StatusSeeOther {
		t.Errorf("while it is locked: got %d", code)
	}
	// With its quotes: three letters alone occur by chance in what is sealed.
	if n := s.Count(t, `SELECT count(*) FROM pf_kept_forms WHERE sealed LIKE '%"Ida"%'`); n != 0 {
		t.Error("it lies open in the database")
	}
	s.Clock.Add(11 * time.Hour)
	if to := b.unlock(storetest.Password, next).expect(t, http.StatusSeeOther).Header.Get("Location"); to != next {
		t.Errorf("got %q, want %q", to, next)
	}
	for range 2 { // a page that is read anew
		if code, fields := b.restored(t, next); code != http.StatusOK || fields["given"][0] != "Ida" {
			t.Errorf("got %d and %v", code, fields)
		}
	}
	if _, fields := b.restored(t, second); fields["given"] == nil || fields["given"][0] != "Ada" {
		t.Errorf("the other tab has %v", fields)
	}
	if code, _ := s.as(t, "manager@northside.example", "").restored(t, next); code != http.StatusNotFound {
		t.Errorf("somebody else: got %d", code)
	}
	slot := next[strings.LastIndexByte(next, '-')+1:]
	action, kept := b.get("/account/typed?slot=" + slot).again(t) // where the page has no such form any more
	if action != newPatient || kept.Get("family") != "Moe" || kept.Get("kept") != slot {
		t.Errorf("offered to be sent to %s: %v", action, kept)
	}
	kept.Set("born", "1990-01-01")
	b.send(action, kept).expect(t, http.StatusSeeOther)
	if code, _ := b.restored(t, next); code != http.StatusNotFound {
		t.Errorf("once sent: got %d", code)
	}
	s.Clock.Add(14 * time.Minute)
	b.get("/")
	s.Clock.Add(2 * time.Minute)
	if code, _ := b.restored(t, second); code != http.StatusNotFound {
		t.Errorf("a quarter of an hour after it was shown: got %d", code)
	}
}

// Nothing is kept that is a secret, no form, or of another site; the login is locked all the
// same. Nobody has nothing to lock.
func TestLockAlwaysLocks(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for name, typed := range map[string]string{
		"a secret":           `{"action": "/pm/x", "fields": {"api_secret": ["x"]}}`,
		"of another site":    `{"action": "https://evil.example/", "fields": {"given": ["Ida"]}}`,
		"no form":            `{"action": "/pm/x"}`,
		"nothing to read":    `{"action"`,
		"of another kind":    `[1, 2]`,
		"fields of no texts": `{"action": "/pm/x", "fields": {"given": 7}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := s.as(t, staff, "")
			if _, next := b.lock(t, newPatient, typed); next != newPatient {
				t.Errorf("it leads back to %q", next)
			}
			if b.get("/").StatusCode != http.StatusSeeOther {
				t.Error("it is not locked")
			}
		})
	}
	if to := s.anonymous(t).post("/lock").expect(t, http.StatusSeeOther).Header.Get("Location"); to != "/login" {
		t.Errorf("nobody is sent to %q", to)
	}
	if to := s.as(t, staff, "").post("/lock/open", "next", "/pm/patients").Header.Get("Location"); to != "/login?next=%2Fpm%2Fpatients" {
		t.Errorf("who is not locked is sent to %q", to)
	}
	a := s.as(t, staff, "").send("/lock", nil, "Referer", home+"/pm/patients?x=1")
	if to := a.Header.Get("Location"); to != "/login?next=%2Fpm%2Fpatients%3Fx%3D1" {
		t.Errorf("without a script it leads to %q", to)
	}
}

// A lock ends with the login, and what was typed waits for the person who had typed it: they
// sign in as always, and somebody else sees nothing of it.
func TestLockAndSignIn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		email string
		wait  time.Duration
		want  int
	}{
		"the same person":              {staff, 0, http.StatusOK},
		"when the login is over":       {staff, 12*time.Hour - 1, http.StatusOK},
		"too late":                     {staff, 25 * time.Hour, http.StatusNotFound},
		"somebody else":                {"manager@northside.example", 0, http.StatusNotFound},
		"somebody of another practice": {"staff@harbor.example", 0, http.StatusNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t)
			b := s.as(t, staff, "")
			s.Clock.Add(time.Second) // so that the login ends before what is kept
			login, next := b.lock(t, newPatient, typedPatient)
			s.Clock.Add(c.wait)
			page := b.get(login)
			if c.wait == 0 {
				page = b.get(page.Doc.Find("main a").AttrOr("href", ""))
			}
			if page.Doc.Find("main input[type=email]").Length() != 1 {
				t.Fatalf("the sign-in page is %s", squash(page.Doc.Find("main").Text()))
			}
			b.post("/login", "email", c.email, "password", storetest.Password, "next", next).expect(t, http.StatusSeeOther)
			if code, _ := b.restored(t, next); code != c.want {
				t.Errorf("got %d, want %d", code, c.want)
			}
		})
	}
}

// A page that finds its login ended leaves with what is typed on it, as if it were locked.
func TestLockOfWhatIsOver(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, staff, "")
	s.Clock.Add(16 * time.Minute)
	_, next := b.lock(t, newPatient, typedPatient)
	b.unlock(storetest.Password, next).expect(t, http.StatusSeeOther)
	if b.get("/").StatusCode != http.StatusSeeOther {
		t.Fatal("a password alone opens a login that is over")
	}
	b.post("/login", "email", staff, "password", storetest.Password, "next", next).expect(t, http.StatusSeeOther)
	if code, fields := b.restored(t, next); code != http.StatusOK || fields["given"][0] != "Ida" {
		t.Errorf("got %d and %v", code, fields)
	}
}
