package handlers

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/descope/virtualwebauthn"

	"televisit/store/storetest"
)

const (
	keysPath = "/account/passkeys"
	keySite  = "https://desk.example"
)

// A device makes passkeys and answers with them, in software.
type device struct {
	virtualwebauthn.Authenticator
	party virtualwebauthn.RelyingParty
	key   virtualwebauthn.Credential
}

// keyBytes is how long a public key is in CBOR, with two numbers of 32 bytes.
const keyBytes = 77

// newDevice returns one with a key. The library shortens a number that begins with a zero byte, which one key in
// 128 has and no device does: such a key is not taken.
func newDevice() *device {
	key := virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	for len(key.Key.AttestationData()) != keyBytes {
		key = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
	}
	party := virtualwebauthn.RelyingParty{Name: "Televisit", ID: "desk.example", Origin: keySite}
	return &device{virtualwebauthn.NewAuthenticator(), party, key}
}

// create answers a page that asks for a passkey.
func (d *device) create(t *testing.T, asked answer) string {
	t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(asked.Doc.Find("form[data-passkey=create]").AttrOr("data-options", ""))
	if err != nil {
		t.Fatal(err, asked.Text)
	}
	d.Options.UserHandle = []byte(options.UserID)
	return virtualwebauthn.CreateAttestationResponse(d.party, d.Authenticator, d.key, *options)
}

// answer answers a page that asks to sign in, once more than before.
func (d *device) answer(t *testing.T, asked answer) string {
	t.Helper()
	d.key.Counter++
	return d.again(t, asked)
}

// again answers without counting.
func (d *device) again(t *testing.T, asked answer) string {
	t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(asked.Doc.Find("form[data-passkey=get]").AttrOr("data-options", ""))
	if err != nil {
		t.Fatal(err, asked.Text)
	}
	return virtualwebauthn.CreateAssertionResponse(d.party, d.Authenticator, d.key, *options)
}

// addPasskey adds one of a new device by the pages.
func (b *browser) addPasskey(t *testing.T, name string) (d *device, done answer) {
	t.Helper()
	d = newDevice()
	asked := b.post(keysPath+"/begin", "name", name, "proof", storetest.Password).expect(t, http.StatusOK)
	done = b.post(keysPath, "token", asked.carries("token"), "name", asked.carries("name"), "answer", d.create(t, asked))
	return d, done
}

// A passkey is added with a name and a proof, comes with recovery codes if it is the first second factor, is
// renamed and removed.
func TestPasskeysOfAnAccount(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	b, elsewhere := s.as(t, staff, ""), s.as(t, staff, "")
	for _, c := range []struct{ name, typed, proof, field string }{
		{"no name", " ", storetest.Password, "name"}, {"a long name", strings.Repeat("x", 61), storetest.Password, "name"},
		{"a wrong password", "Laptop", "wrong", "proof"}, {"no password", "Laptop", "", "proof"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := b.post(keysPath+"/begin", "name", c.typed, "proof", c.proof).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(c.field) == "" || a.value("name") != c.typed || a.value("proof") != "" {
				t.Errorf("%s says %q, the form has %q", c.field, a.errorOf(c.field), a.value("name"))
			}
		})
	}
	laptop, done := b.addPasskey(t, "Laptop")
	if codes := strings.Fields(done.Doc.Find("main pre").Text()); done.StatusCode != http.StatusOK || len(codes) != 10 {
		t.Fatalf("got %d and %q, want ten recovery codes", done.StatusCode, codes)
	}
	if a := elsewhere.get("/account"); a.StatusCode != http.StatusSeeOther {
		t.Error("a login by the password alone goes on")
	}
	s.Clock.Add(time.Second)
	phone, done := b.addPasskey(t, "<Phone>")
	if to := done.Header.Get("Location"); to != keysPath+"?saved=added" {
		t.Errorf("the second leads to %q: %s", to, done.Text)
	}
	page := b.get(keysPath).expect(t, http.StatusOK)
	if got := squash(page.Doc.Find("#passkeys + ul").Text()); !strings.Contains(got, "Laptop") || !strings.Contains(got, "<Phone>") {
		t.Errorf("the page lists %q", got)
	}
	ids := map[string]string{}
	for i, d := range []*device{laptop, phone} {
		ids[[]string{"laptop", "phone"}[i]] = page.Doc.Find("select[name=passkey] option").Eq(i).AttrOr("value", "")
		if len(d.key.ID) == 0 || ids["laptop"] == "" {
			t.Fatal("a passkey cannot be chosen")
		}
	}
	change := func(do, id, name, proof string) answer {
		return b.post(keysPath+"/change", "do", do, "passkey", id, "new_name", name, "confirm", proof)
	}
	if a := change("rename", ids["phone"], "", "").expect(t, http.StatusUnprocessableEntity); a.errorOf("new_name") == "" {
		t.Error("an empty name is not named")
	}
	change("rename", ids["phone"], "Old phone", "").expect(t, http.StatusSeeOther)
	if a := change("remove", ids["phone"], "", "wrong").expect(t, http.StatusUnprocessableEntity); a.errorOf("confirm") == "" {
		t.Error("a wrong proof is not named")
	}
	if a := b.post(factorPath+"/change", "do", "codes", "proof", "wrong").expect(t, http.StatusUnprocessableEntity); a.errorOf("proof") == "" {
		t.Error("after that a wrong proof is not named elsewhere")
	}
	change("remove", "another", "", storetest.Password).expect(t, http.StatusNotFound)
	manager := s.as(t, "manager@northside.example", "")
	manager.post(keysPath+"/change", "do", "remove", "passkey", ids["phone"], "confirm", storetest.Password).expect(t, http.StatusNotFound)
	manager.post(keysPath+"/change", "do", "rename", "passkey", ids["phone"], "new_name", "Mine").expect(t, http.StatusNotFound)
	s.Clock.Add(time.Minute) // there were guesses
	change("remove", ids["phone"], "", storetest.Password).expect(t, http.StatusSeeOther)
	change("lend", ids["laptop"], "", "").expect(t, http.StatusUnprocessableEntity)
	change("remove", ids["laptop"], "", storetest.Password).expect(t, http.StatusSeeOther)
	if n := s.Count(t, `SELECT count(*) FROM pf_recovery_codes`); n != 0 {
		t.Errorf("%d recovery codes of nothing are left", n)
	}
	s.anonymous(t).post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusSeeOther)
	want := map[string]int{"user.passkey_added": 2, "user.passkey_removed": 2}
	for action, n := range want {
		if got := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = $1`, action); got != n {
			t.Errorf("the trail has %d of %s, want %d", got, action, n)
		}
	}
}

// What a device answers is taken once, within minutes, from the person who was asked and for this site.
func TestPasskeysThatAreNotAdded(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	b := s.as(t, staff, "")
	begin := func() answer {
		return b.post(keysPath+"/begin", "name", "Laptop", "proof", storetest.Password).expect(t, http.StatusOK)
	}
	send := func(b *browser, token, answer string) answer {
		return b.post(keysPath, "token", token, "name", "Laptop", "answer", answer)
	}
	t.Run("late", func(t *testing.T) {
		asked := begin()
		s.Clock.Add(5*time.Minute + time.Second)
		send(b, asked.carries("token"), newDevice().create(t, asked)).expect(t, http.StatusGone)
	})
	t.Run("by somebody else", func(t *testing.T) {
		asked := begin()
		send(s.as(t, "manager@northside.example", ""), asked.carries("token"), newDevice().create(t, asked)).expect(t, http.StatusGone)
	})
	t.Run("for another site", func(t *testing.T) {
		asked, d := begin(), newDevice()
		d.party.Origin = "https://desk.example.phish.example"
		send(b, asked.carries("token"), d.create(t, asked)).expect(t, http.StatusUnprocessableEntity)
	})
	t.Run("to another challenge", func(t *testing.T) {
		answer := newDevice().create(t, begin())
		send(b, begin().carries("token"), answer).expect(t, http.StatusUnprocessableEntity)
	})
	t.Run("nonsense", func(t *testing.T) {
		for _, answer := range []string{"", "{}", "[1]", `{"id":"x","rawId":"x","type":"public-key","response":{}}`, strings.Repeat("{", 9999)} {
			send(b, begin().carries("token"), answer).expect(t, http.StatusUnprocessableEntity)
		}
		send(b, "another", "{}").expect(t, http.StatusGone)
	})
	t.Run("twice", func(t *testing.T) {
		asked := begin()
		answer := newDevice().create(t, asked)
		send(b, asked.carries("token"), answer).expect(t, http.StatusOK)
		send(b, asked.carries("token"), answer).expect(t, http.StatusGone)
	})
	if n := s.Count(t, `SELECT count(*) FROM pf_passkeys`); n != 1 {
		t.Errorf("%d passkeys are on file, want 1", n)
	}
}

// Where browsers know no passkeys none are offered.
func TestPasskeysNeedHTTPSAndAName(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for base, want := range map[string]bool{"https://desk.example": true, "https://desk.example:8443": true, "http://localhost:8080": true,
		"http://desk.example": false, "https://192.0.2.7": false, "https://[2001:db8::1]": false, "http://127.0.0.1:8080": false} {
		t.Run(base, func(t *testing.T) {
			b := siteAt(t, d, base).anonymous(t)
			if got := b.get("/login").Doc.Find("form[action='/login/passkey/begin'][hidden]").Length() == 1; got != want {
				t.Errorf("offered: %v, want %v", got, want)
			}
			code := http.StatusNotFound
			if want {
				code = http.StatusOK
			}
			b.post("/login/passkey/begin").expect(t, code)
		})
	}
}
