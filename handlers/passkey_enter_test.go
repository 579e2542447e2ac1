package handlers

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/store/storetest"
)

// begin asks to sign in by a passkey alone.
func (b *browser) beginPasskey(t *testing.T, next string) answer {
	t.Helper()
	return b.post("/login/passkey/begin", "next", next).expect(t, http.StatusOK)
}

// passkey sends what a device answered to a page.
func (b *browser) passkey(asked answer, answered string) answer {
	return b.post("/login/passkey", "token", asked.carries("token"), "pending", asked.carries("pending"), "next", asked.carries("next"),
		"answer", answered)
}

// A passkey alone signs in who it is of: without a name, without a password, without a code.
func TestSignInByPasskeyAlone(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	s.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'second_factor', 'everybody', 0)`, s.Northside)
	d, _ := s.as(t, staff, "").addPasskey(t, "Laptop")
	b := s.anonymous(t)
	asked := b.beginPasskey(t, "/pm/telehealth?status=active")
	answered := d.answer(t, asked)
	in := b.passkey(asked, answered).expect(t, http.StatusSeeOther)
	if in.Header.Get("Location") != "/pm/telehealth?status=active" || b.get(list).StatusCode != http.StatusOK {
		t.Fatalf("it leads to %s, and the list is %d", in.Header.Get("Location"), b.get(list).StatusCode)
	}
	first := *b.cookie
	t.Run("sent twice", func(t *testing.T) {
		b.passkey(asked, answered).expect(t, http.StatusSeeOther)
		b.cookie = nil // the first answer did not arrive
		b.passkey(asked, answered).expect(t, http.StatusSeeOther)
		if b.cookie == nil || b.cookie.Value != first.Value {
			t.Error("the same form sent again does not end in the same login")
		}
		b.passkey(asked, d.answer(t, asked)).expect(t, http.StatusGone)
	})
	t.Run("signed in and out, it is over", func(t *testing.T) {
		b.post("/logout")
		b.passkey(asked, answered).expect(t, http.StatusGone)
	})
	t.Run("in the trail", func(t *testing.T) {
		if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.in'`); n != 1 {
			t.Errorf("the trail has %d sign-ins, want 1", n)
		}
	})
	t.Run("the page has it used", func(t *testing.T) {
		if n := s.Count(t, `SELECT count(*) FROM pf_passkeys WHERE used_at = $1`, s.Clock.Now().UnixMilli()); n != 1 {
			t.Error("nothing says that it was used")
		}
	})
}

// What does not come from the device of somebody who may sign in, now and here, signs nobody in.
func TestPasskeysThatDoNotSignIn(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	d, _ := s.as(t, staff, "").addPasskey(t, "Laptop")
	refused := func(t *testing.T, want int, change func(d *device, asked answer) string) {
		t.Helper()
		b, copied := s.anonymous(t), *d
		asked := b.beginPasskey(t, "")
		d.key.Counter++
		copied.key.Counter = d.key.Counter
		a := b.passkey(asked, change(&copied, asked)).expect(t, want)
		if b.cookie != nil || a.Doc.Find("[role=alert]").Text() == "" || a.Doc.Find("form[action='/login']").Length() != 1 {
			t.Errorf("it signs in, or does not say what to do: %s", squash(a.Doc.Find("main").Text()))
		}
	}
	for _, c := range []struct {
		name   string
		want   int
		change func(d *device, asked answer) string
	}{
		{"a device that does not know who holds it", 422, func(d *device, asked answer) string {
			d.Options.UserNotVerified = true
			return d.again(t, asked)
		}},
		{"a page of somebody else", 422, func(d *device, asked answer) string {
			d.party.Origin = "https://desk-example.example"
			return d.again(t, asked)
		}},
		{"a passkey that is not on file", 422, func(d *device, asked answer) string {
			d.key = newDevice().key
			return d.again(t, asked)
		}},
		{"another key under the same id", 422, func(d *device, asked answer) string {
			id := d.key.ID
			d.key = newDevice().key
			d.key.ID, d.key.Counter = id, 99
			return d.again(t, asked)
		}},
		{"the name of somebody else", 422, func(d *device, asked answer) string {
			d.Options.UserHandle = []byte(s.As(t, "admin@northside.example", s.Northside).User())
			return d.again(t, asked)
		}},
		{"nobody's name", 422, func(d *device, asked answer) string {
			d.Options.UserHandle = nil
			return d.again(t, asked)
		}},
		{"nonsense", 422, func(*device, answer) string { return "{}" }},
		{"another challenge", 422, func(d *device, _ answer) string { return d.again(t, s.anonymous(t).beginPasskey(t, "")) }},
		{"too late", 410, func(d *device, asked answer) string {
			s.Clock.Add(5*time.Minute + time.Second)
			return d.again(t, asked)
		}},
		{"a copy, which counts for itself", 422, func(d *device, asked answer) string {
			b := s.anonymous(t)
			own := b.beginPasskey(t, "")
			b.passkey(own, d.again(t, own)).expect(t, http.StatusSeeOther)
			return d.again(t, asked)
		}},
		{"disabled", 422, func(d *device, asked answer) string {
			s.Exec(t, `UPDATE pf_users SET disabled_at = 1 WHERE email = $1`, staff)
			return d.again(t, asked)
		}},
	} {
		t.Run(c.name, func(t *testing.T) { refused(t, c.want, c.change) })
	}
	if n := s.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'login.passkey_copied' AND org_id = $1`, s.Northside); n != 1 {
		t.Errorf("the trail has %d copies, want 1", n)
	}
}

// After the password a passkey is as good as a code of an app or a recovery code.
func TestPasskeyAfterThePassword(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	owner := s.as(t, staff, "")
	d, done := owner.addPasskey(t, "Key on the ring")
	code := done.Doc.Find("main pre").Text()[:19]
	password := func(b *browser) answer {
		return b.post("/login", "email", staff, "password", storetest.Password, "next", list).expect(t, http.StatusOK)
	}
	t.Run("it signs in, once", func(t *testing.T) {
		b := s.anonymous(t)
		asked := password(b)
		if asked.Doc.Find("form[action='/login/code']").Length() != 1 || b.cookie != nil {
			t.Fatal("no code can be entered, or there is a login already")
		}
		d.Options.UserNotVerified = true // a key without a PIN: the password came before
		answered := d.answer(t, asked)
		if to := b.passkey(asked, answered).expect(t, http.StatusSeeOther).Header.Get("Location"); to != list || b.get(list).StatusCode != 200 {
			t.Errorf("it leads to %q", to)
		}
		b.passkey(asked, answered).expect(t, http.StatusSeeOther) // sent twice
		s.anonymous(t).post("/login/code", "pending", asked.carries("pending"), "code", code).expect(t, http.StatusGone)
	})
	t.Run("a wrong answer asks again", func(t *testing.T) {
		b := s.anonymous(t)
		asked := password(b)
		again := b.passkey(asked, "{}").expect(t, http.StatusUnprocessableEntity)
		b.passkey(again, d.answer(t, again)).expect(t, http.StatusSeeOther)
	})
	t.Run("the answer is of no use alone", func(t *testing.T) {
		b := s.anonymous(t)
		asked := password(b)
		b.post("/login/passkey", "token", asked.carries("token"), "answer", d.answer(t, asked)).expect(t, http.StatusGone)
		alone := b.beginPasskey(t, "")
		b.post("/login/passkey", "token", alone.carries("token"), "pending", asked.carries("pending"), "answer", d.answer(t, alone)).
			expect(t, http.StatusGone)
	})
	t.Run("of somebody else", func(t *testing.T) {
		other, _ := s.as(t, "manager@northside.example", "").addPasskey(t, "Mine")
		b := s.anonymous(t)
		asked := password(b)
		b.passkey(asked, other.answer(t, asked)).expect(t, http.StatusUnprocessableEntity)
	})
	t.Run("a recovery code instead", func(t *testing.T) {
		b := s.anonymous(t)
		b.post("/login/code", "pending", password(b).carries("pending"), "code", code).expect(t, http.StatusSeeOther)
	})
	t.Run("new recovery codes, and an app beside", func(t *testing.T) {
		b := s.as(t, staff, "")
		fresh := b.post(factorPath+"/change", "do", "codes", "proof", storetest.Password).expect(t, http.StatusOK)
		if fresh.Doc.Find("main pre").Length() != 1 {
			t.Error("there are no new codes")
		}
		b.setUpFactor(t)
		b.post(factorPath+"/change", "do", "remove", "proof", storetest.Password).expect(t, http.StatusSeeOther)
		if asked := password(s.anonymous(t)); asked.Doc.Find("form[data-passkey=get]").Length() != 1 {
			t.Error("with the app the passkey went")
		}
	})
	t.Run("an administrator takes it away", func(t *testing.T) {
		at := staffPages + "/" + string(s.As(t, staff, s.Northside).User()) + "/second-factor"
		s.as(t, "admin@northside.example", "").post(at).expect(t, http.StatusSeeOther)
		s.anonymous(t).post("/login", "email", staff, "password", storetest.Password).expect(t, http.StatusSeeOther)
	})
}

// A practice that demands a second factor is content with a passkey, and goes on to where somebody was going.
func TestPasskeyIsASecondFactor(t *testing.T) {
	t.Parallel()
	s := siteAt(t, storetest.New(t), keySite)
	s.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'second_factor', 'everybody', 0)`, s.Northside)
	b := s.as(t, staff, "")
	led := b.get(list).expect(t, http.StatusSeeOther).Header.Get("Location")
	to := b.get(led).expect(t, http.StatusOK).Doc.Find("main a").Map(func(_ int, a *goquery.Selection) string { return a.AttrOr("href", "") })
	if want := keysPath + "?next=%2Fpm%2Ftelehealth"; !slices.Contains(to, want) {
		t.Fatalf("the page leads to %q, want %s among them", to, want)
	}
	next := b.get(keysPath+"?next=%2Fpm%2Ftelehealth").expect(t, http.StatusOK).carries("next")
	asked := b.post(keysPath+"/begin", "name", "Laptop", "proof", storetest.Password, "next", next).expect(t, http.StatusOK)
	done := b.post(keysPath, "token", asked.carries("token"), "name", "Laptop", "next", asked.carries("next"), "answer",
		newDevice().create(t, asked)).expect(t, http.StatusOK)
	if on := done.Doc.Find("main a[href='" + list + "']").Length(); on != 1 {
		t.Errorf("the codes lead on %d times, want once", on)
	}
	b.get(list).expect(t, http.StatusOK)
}
