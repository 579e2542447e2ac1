package handlers

import (
	"encoding/base32"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

const factorPath = "/account/second-factor"

// An authenticator is somebody's app, as it was set up by the page.
type authenticator struct {
	secret []byte
	codes  []string // for recovery
}

// now is what the app shows.
func (a authenticator) now(s *site) string { return a.after(s, 0) }

// after is what the app shows some steps from now.
func (a authenticator) after(s *site, sequence int64) string {
	return clinic.CodeOf(a.secret, clinic.CodeStep(s.Clock.Now())+sequence)
}

// secretOf reads the secret from the page, as one who has no camera.
func (a answer) secretOf(t *testing.T) []byte {
	t.Helper()
	secret, err := base32.StdEncoding.DecodeString(strings.ReplaceAll(a.Doc.Find("main code").Text(), " ", ""))
	if err != nil || len(secret) != 20 {
		t.Fatalf("the page shows no secret: %v, %s", err, squash(a.Doc.Find("main").Text()))
	}
	return secret
}

// setUpFactor sets up an app by the page, and moves the clock on until it shows another code.
func (b *browser) setUpFactor(t *testing.T) authenticator {
	t.Helper()
	page := b.get(factorPath).expect(t, http.StatusOK)
	app := authenticator{secret: page.secretOf(t)}
	done := b.post(factorPath, "sealed", page.carries("sealed"), "code", app.now(b.site)).expect(t, http.StatusOK)
	app.codes = strings.Fields(done.Doc.Find("main pre").Text())
	b.site.Clock.Add(time.Minute)
	return app
}

// carries returns what a form of the page sends unseen.
func (a answer) carries(name string) string {
	return a.Doc.Find("main input[type=hidden][name="+name+"]").AttrOr("value", "")
}

// password signs in as far as the password goes, and returns the form for the code.
func (b *browser) password(t *testing.T, email, next string) url.Values {
	t.Helper()
	a := b.post("/login", "email", email, "password", storetest.Password, "next", next).expect(t, http.StatusOK)
	if len(a.Cookies()) != 0 || a.Doc.Find("form[action='/login/code']").Length() != 1 {
		t.Fatalf("after the password: %v and %s", a.Cookies(), squash(a.Doc.Find("main").Text()))
	}
	return form("pending", a.carries("pending"), "next", a.carries("next"))
}

func (b *browser) code(f url.Values, code string) answer {
	b.t.Helper()
	f.Set("code", code)
	return b.send("/login/code", f)
}

// TestSecondFactorIsSetUp shows what an app needs, takes its first code, and shows the
// recovery codes once and the seed never again.
func TestSecondFactorIsSetUp(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b, elsewhere := s.as(t, staff, ""), s.as(t, staff, "")
	if text := squash(b.get("/account").Doc.Find("main").Text()); !strings.Contains(text, "Set it up") {
		t.Error("the account does not lead there:", text)
	}
	page := b.get(factorPath).expect(t, http.StatusOK)
	secret := page.secretOf(t)
	app := authenticator{secret: secret}
	link := page.Doc.Find("main a[href^='otpauth://totp/Televisit:staff@northside.example?']").AttrOr("href", "")
	if page.Doc.Find("svg.qr[role=img] path").Length() != 2 || !strings.Contains(link, "secret="+base32.StdEncoding.EncodeToString(secret)) {
		t.Errorf("there is no QR code, or no link for the app: %q", link)
	}
	wrong := b.post(factorPath, "sealed", page.carries("sealed"), "code", "000000", "next", "/pm/patients").
		expect(t, http.StatusUnprocessableEntity)
	if wrong.errorOf("code") == "" || string(wrong.secretOf(t)) != string(secret) || wrong.carries("next") != "/pm/patients" {
		t.Error("a wrong code changes the seed, or is not named")
	}
	theirs := s.as(t, "manager@northside.example", "").post(factorPath, "sealed", page.carries("sealed"), "code", "000000")
	if string(theirs.secretOf(t)) == string(secret) {
		t.Error("the seed of one opens for another")
	}
	done := b.post(factorPath, "sealed", wrong.carries("sealed"), "code", app.now(s), "next", "/pm/patients").expect(t, http.StatusOK)
	codes := strings.Fields(done.Doc.Find("main pre").Text())
	if len(codes) != 10 || len(codes[0]) != 19 || done.Doc.Find("main a[href='/pm/patients']").Length() != 1 ||
		!strings.Contains(done.Doc.Find("a[download]").AttrOr("href", ""), codes[9]) {
		t.Errorf("got the codes %v", codes)
	}
	again := b.get(factorPath).expect(t, http.StatusOK)
	if strings.Contains(again.Text, codes[0]) || again.Doc.Find("svg.qr, main code").Length() != 0 ||
		!strings.Contains(squash(again.Doc.Find("main").Text()), "10 recovery codes are left.") {
		t.Error("the page shows", squash(again.Doc.Find("main").Text()))
	}
	b.post(factorPath, "sealed", wrong.carries("sealed"), "code", app.after(s, 1)).expect(t, http.StatusConflict)
	if to := elsewhere.get("/").Header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Error("a login by the password alone goes on")
	}
	for _, text := range append(s.Texts(t, `SELECT detail FROM pf_audit`), s.Texts(t, `SELECT sealed FROM pf_second_factors`)...) {
		if strings.Contains(text, string(secret)) || strings.Contains(text, base32.StdEncoding.EncodeToString(secret)) {
			t.Error("the seed can be read in", text)
		}
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'user.second_factor'`, s.Northside); n != 1 {
		t.Errorf("the trail has it %d times, want once", n)
	}
}

// TestRecoveryCodes let in once each, and are made anew by who proves who they are.
func TestRecoveryCodes(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "solo@northside.example", "")
	app := b.setUpFactor(t)
	in := func(code string) int {
		a := s.anonymous(t)
		return a.code(a.password(t, "solo@northside.example", ""), code).StatusCode
	}
	if got := in(" " + strings.ToUpper(strings.ReplaceAll(app.codes[3], "-", " "))); got != http.StatusSeeOther {
		t.Errorf("a recovery code: got %d, want 303", got)
	}
	if got := in(app.codes[3]); got != http.StatusUnprocessableEntity {
		t.Errorf("used again: got %d, want 422", got)
	}
	for _, org := range []clinic.OrgID{s.Northside, s.Harbor} {
		if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'login.recovery_code'`, org); n != 1 {
			t.Errorf("the trail of %s has %d, want 1", org, n)
		}
	}
	if text := b.get(factorPath).Doc.Find("main").Text(); !strings.Contains(text, "9 recovery codes are left.") {
		t.Error("the page says", squash(text))
	}
	for _, proof := range []string{"", "000000", app.codes[4], "not the password"} {
		a := b.post(factorPath+"/change", "do", "codes", "proof", proof).expect(t, http.StatusUnprocessableEntity)
		if a.errorOf("proof") == "" || a.value("proof") != "" {
			t.Errorf("%q is not refused at its field", proof)
		}
	}
	b.post(factorPath+"/change", "do", "nothing", "proof", storetest.Password).expect(t, http.StatusUnprocessableEntity)
	fresh := b.post(factorPath+"/change", "do", "codes", "proof", app.now(s)).expect(t, http.StatusOK)
	codes := strings.Fields(fresh.Doc.Find("main pre").Text())
	if len(codes) != 10 || in(app.codes[5]) != http.StatusUnprocessableEntity || in(codes[5]) != http.StatusSeeOther {
		t.Errorf("the new codes are %v", codes)
	}
	to := b.post(factorPath+"/change", "do", "remove", "proof", storetest.Password).expect(t, http.StatusSeeOther).Header.Get("Location")
	if !strings.Contains(b.get(to).Doc.Find(".notice").Text(), "removed") {
		t.Error("it is not said that it is removed")
	}
	s.anonymous(t).signIn("solo@northside.example")
	b.post(factorPath+"/change", "do", "remove", "proof", storetest.Password).expect(t, http.StatusNotFound)
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'user.second_factor_removed'`); n != 2 {
		t.Errorf("the trails have %d removals, want one each", n)
	}
}

// TestSecondFactorIsDemanded leads who lacks it to set it up, of the practice that they
// work in, and keeps what they sent.
func TestSecondFactorIsDemanded(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	admin, desk, solo := d.as(t, "admin@northside.example", ""), d.as(t, staff, ""), d.as(t, "solo@northside.example", d.Harbor)
	demand := func(of string) {
		t.Helper()
		app := admin.get(settingsPath)
		admin.send(settingsPath, app.settingsOf("safety", "second_factor", of)).expect(t, http.StatusOK)
	}
	led := func(b *browser, path string) bool {
		return strings.HasPrefix(b.get(path).Header.Get("Location"), factorPath+"?next=")
	}
	bad := admin.send(settingsPath, admin.get(settingsPath).settingsOf("safety", "second_factor", "some")).expect(t, 422)
	if bad.errorOf("second_factor") == "" {
		t.Error("a value that there is not is not named")
	}
	admin.setUpFactor(t)
	demand("administrators")
	if led(admin, list) || led(desk, list) || led(solo, list) {
		t.Error("who has it, is no administrator, or works elsewhere is led away")
	}
	solo.post("/orgs", "org_id", string(d.Northside)).expect(t, http.StatusSeeOther)
	if !led(solo, list) {
		t.Error("an administrator without it works on")
	}
	demand("everybody")
	for _, path := range []string{"/", list, "/pm/patients", "/switch"} {
		if !led(desk, path) {
			t.Errorf("%s is open to who lacks it", path)
		}
	}
	poll := desk.get(pollPath, "HX-Request", "true").expect(t, http.StatusUnauthorized)
	if poll.Header.Get("HX-Redirect") != factorPath {
		t.Error("a poll is not told:", poll.Header)
	}
	for _, path := range []string{"/account", "/orgs", factorPath} {
		desk.get(path).expect(t, http.StatusOK)
	}
	before := d.rows()
	to := desk.send(booking, d.wish("find", "Silva")).expect(t, http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(to, factorPath) || d.rows() != before {
		t.Fatal("a form is taken:", to)
	}
	page := desk.get(to)
	if !strings.Contains(page.Doc.Find(".notice").Text(), "Northside Family Practice asks for a second factor") {
		t.Error("the page does not say who asks")
	}
	app := authenticator{secret: page.secretOf(t)}
	done := desk.post(factorPath, "sealed", page.carries("sealed"), "code", app.now(d.site), "next", page.carries("next")).
		expect(t, http.StatusOK)
	next := done.Doc.Find("main .actions a:not([download])").AttrOr("href", "")
	if _, kept := desk.get(next).again(t); kept.Get("find") != "Silva" {
		t.Errorf("%q offers %v, want what was typed", next, kept)
	}
	if led(desk, list) {
		t.Error("who set it up is led away")
	}
}

// TestOthersSecondFactor is removed by an administrator of their one practice, and on the
// server; their logins end.
func TestOthersSecondFactor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	admin, theirs := s.as(t, "admin@northside.example", ""), s.as(t, staff, "")
	theirs.setUpFactor(t)
	at := func(email string, org clinic.OrgID) string {
		return staffPages + "/" + string(s.As(t, email, org).User())
	}
	remove := at(staff, s.Northside) + "/second-factor"
	if n := admin.get(at(staff, s.Northside)).Doc.Find("form[action='" + remove + "']").Length(); n != 1 {
		t.Fatalf("there are %d buttons, want one", n)
	}
	to := admin.post(remove).expect(t, http.StatusSeeOther).Header.Get("Location")
	if a := admin.get(to); !strings.Contains(a.Doc.Find(".notice").Text(), "removed") ||
		a.Doc.Find("form[action='"+remove+"']").Length() != 0 {
		t.Error("it is not said, or offered again")
	}
	if to := theirs.get("/").Header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Error("their login goes on")
	}
	s.anonymous(t).signIn(staff)
	admin.post(remove).expect(t, http.StatusNotFound)
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1 AND action = 'user.second_factor_removed' AND user_id IS NOT NULL`,
		s.Northside); n != 1 {
		t.Errorf("the trail has %d removals, want one", n)
	}
	solo := s.as(t, "solo@northside.example", s.Northside)
	solo.setUpFactor(t)
	a := admin.post(at("solo@northside.example", s.Northside)+"/second-factor").expect(t, http.StatusUnprocessableEntity)
	if strings.Contains(a.Text, "Harbor") || s.Count(t, `SELECT count(*) FROM pf_second_factors`) != 1 {
		t.Error("one practice takes away what protects two")
	}
	admin.setUpFactor(t)
	admin.post(at("admin@northside.example", s.Northside)+"/second-factor").expect(t, http.StatusUnprocessableEntity)
	if n := admin.get(at("admin@northside.example", s.Northside)).Doc.Find("main a[href='" + factorPath + "']").Length(); n != 1 {
		t.Error("one's own is not led to the account")
	}
	admin.post(at("staff@harbor.example", s.Harbor)+"/second-factor").expect(t, http.StatusNotFound)
	if err := s.Store.UnscopedResetSecondFactor(t.Context(), " SOLO@northside.example "); err != nil {
		t.Fatal(err)
	}
	if to := solo.get("/").Header.Get("Location"); !strings.HasPrefix(to, "/login") {
		t.Error("reset on the server: their login goes on")
	}
	for _, email := range []string{"solo@northside.example", "nobody@northside.example"} {
		if err := s.Store.UnscopedResetSecondFactor(t.Context(), email); clinic.KindOf(err) != clinic.NotFound {
			t.Errorf("%s, who has none: got %v", email, err)
		}
	}
}
