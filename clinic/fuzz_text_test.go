package clinic_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"televisit/clinic"
)

var dialled = regexp.MustCompile(`^tel:\+?[0-9]{3,15}(;ext=[0-9]{1,12})?$`)

// A number that is read can be dialled, and what is dialled is read as the same number.
func FuzzParsePhone(f *testing.F) {
	for _, text := range []string{"+1 212 555 0100", "(212) 555-0101 x12", "011 44 20 7946 0000", "+44 (0)20 7946 0000 ext. 5", "１２３", "٢١٢",
		"tel:+1;ext=1", "00", "+", "1,,1#", "5550100 anexo 9"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p, ok := clinic.ParsePhone(text)
		link := clinic.PhoneLink(text)
		if !ok {
			if link != "" {
				t.Errorf("%q is no number and dials %q", text, link)
			}
			return
		}
		if !dialled.MatchString(link) || link != p.Link() {
			t.Errorf("%q dials %q", text, link)
		}
		if again := clinic.PhoneLink(link); again != link {
			t.Errorf("%q dials %q, and that dials %q", text, link, again)
		}
	})
}

// The next number is one that nobody has, and the one after that another.
func FuzzNextMRN(f *testing.F) {
	f.Add("1001", "1002", "MRN-007")
	f.Add("098", "099", "100")
	f.Add("", "x", "999999999999")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		all := []string{a, b, c}
		for range 3 {
			next := clinic.NextMRN(all)
			if slices.Contains(all, next) || next == "" {
				t.Fatalf("after %q comes %q", all, next)
			}
			all = append(all, next)
		}
	})
}

// A platform that can be saved makes links that are safe to render, one for each room where it should.
func FuzzPlatform(f *testing.F) {
	for _, endpoint := range []string{"https://video.example/room", "https://video.example/{session_id}", "https://x/%7Bsession_id%7D#/a",
		"http://localhost/a", "+1 212 555 0100", "https://meet.example/#config.a=1", "javascript:alert(1)", "https://u:p@x/", "HTTPS://X"} {
		for i := range clinic.LinkKinds {
			f.Add(uint8(i), endpoint)
		}
	}
	f.Fuzz(func(t *testing.T, kind uint8, endpoint string) {
		p := clinic.Platform{Name: "Video", Kind: clinic.LinkKinds[int(kind)%len(clinic.LinkKinds)], Endpoint: endpoint}.Clean()
		if again := p.Clean(); again != p {
			t.Errorf("%q is cleaned to %q, and that to %q", endpoint, p.Endpoint, again.Endpoint)
		}
		if p.Check() != nil {
			return
		}
		one, other := p.Link("aaaa-1"), p.Link("bbbb-2")
		if (one == "") != (p.Kind == clinic.LinkNone) || one != "" && !clinic.SafeLink(one) {
			t.Errorf("%s with %q makes the link %q", p.Kind, p.Endpoint, one)
		}
		if own := p.Kind == clinic.LinkTemplate || p.Kind == clinic.LinkJitsi; own == (one == other) {
			t.Errorf("%s with %q makes %q and %q", p.Kind, p.Endpoint, one, other)
		}
		if strings.ContainsFunc(one, unicode.IsControl) {
			t.Errorf("%q has what nobody sees in it", one)
		}
		if clinic.ShortLink(one) == "" && one != "" {
			t.Errorf("%q is nothing to read out", one)
		}
	})
}

// A link with a token leads where it led without.
func FuzzWithToken(f *testing.F) {
	f.Add("https://meet.example/a?b=c#config.d=e", "x.y.z")
	f.Add("https://meet.example/tenant/%41?jwt=old", "%&=")
	f.Fuzz(func(t *testing.T, link, token string) {
		p := clinic.Platform{Kind: clinic.LinkJitsi, Endpoint: link, HasKey: true, AppID: "desk"}
		m, ok := p.MeetingAt(link)
		if !ok {
			return
		}
		if m.Room == "" || m.Domain == "" || m.Room != strings.ToLower(m.Room) {
			t.Errorf("%q is the room %q of %q", link, m.Room, m.Domain)
		}
		before, _ := url.Parse(link) // MeetingAt read it
		after, err := url.Parse(clinic.WithToken(link, token))
		if err != nil || after.Host != before.Host || after.Path != before.Path || after.Fragment != before.Fragment ||
			after.Query().Get("jwt") != token {
			t.Errorf("%q becomes %q: %v", link, clinic.WithToken(link, token), err)
		}
	})
}

// The address of a webhook that can be saved is one of the internet, by https.
func FuzzWebhookURL(f *testing.F) {
	for _, address := range []string{"https://ehr.example/hooks", "http://127.0.0.1:9/x", "https://[::1]/", "https://localhost./",
		"https://0x7f.1/",
		"https://ehr.example:99999/", "https://ehr.example#x", "https://[::ffff:10.0.0.1]/", "HTTPS://EHR.example", "https://ehr.example:/"} {
		f.Add(address)
	}
	f.Fuzz(func(t *testing.T, address string) {
		w := clinic.Webhook{URL: address, Events: clinic.Events}.Clean()
		if w.Check(false) != nil {
			return
		}
		if w.Check(true) != nil {
			t.Errorf("%q may be on the internet and not within", w.URL)
		}
		u, err := url.Parse(w.URL)
		if err != nil || u.Scheme != "https" || u.Hostname() == "" || u.User != nil || u.Fragment != "" ||
			strings.ContainsAny(w.URL, " \r\n\t\x00") {
			t.Errorf("%q can be saved: %v", w.URL, err)
		}
	})
}

// What a receiver answers becomes a line of text.
func FuzzReplyOf(f *testing.F) {
	f.Add("no\r\nsuch hook\x00\xff")
	f.Add(strings.Repeat("\u202e", 200))
	f.Fuzz(func(t *testing.T, text string) {
		got := clinic.ReplyOf(text)
		if !utf8.ValidString(got) || utf8.RuneCountInString(got) > 121 || strings.ContainsFunc(got, unicode.IsControl) {
			t.Errorf("%q becomes %q", text, got)
		}
		if again := clinic.ReplyOf(got); again != got && !strings.HasSuffix(got, "…") {
			t.Errorf("%q becomes %q, and that %q", text, got, again)
		}
	})
}

// A code is accepted in one step alone, and never twice.
func FuzzAcceptedStep(f *testing.F) {
	f.Add([]byte("a secret"), "123 456", int64(1_772_000_000), int64(0))
	f.Add([]byte{}, "１２３４５６", int64(-1), int64(-9))
	f.Fuzz(func(t *testing.T, secret []byte, typed string, unix, last int64) {
		if unix < -1<<40 || unix > 1<<40 {
			return // no clock shows it
		}
		now := time.Unix(unix, 0)
		code := clinic.TypedCode(typed)
		if again := clinic.TypedCode(code); again != code {
			t.Errorf("%q is read as %q, and that as %q", typed, code, again)
		}
		if step, ok := clinic.AcceptedStep(secret, typed, now, last); ok {
			if !clinic.IsCode(code) || step <= last || clinic.CodeOf(secret, step) != code {
				t.Errorf("%q is accepted as of step %d after %d", typed, step, last)
			}
		}
		right := clinic.CodeOf(secret, clinic.CodeStep(now))
		step, ok := clinic.AcceptedStep(secret, " "+right[:3]+"-"+right[3:], now, clinic.CodeStep(now)-2)
		if !ok || !clinic.IsCode(right) {
			t.Errorf("the code %q is refused", right)
		}
		if again, ok := clinic.AcceptedStep(secret, right, now, step); ok && again <= step {
			t.Errorf("the code %q is accepted twice", right)
		}
	})
}

// A consent text that can be saved is kept as it was typed, but for space around it.
func FuzzConsentText(f *testing.F) {
	f.Add("es", " Acepto.\r\nSí. ", "en-US,es")
	f.Add("", "\u200b\u2060", "EN")
	f.Fuzz(func(t *testing.T, language, body, wish string) {
		made, err := clinic.NewConsentText(language, 1, body, "", time.Time{})
		if err == nil && (made.Body == "" || strings.Contains(made.Body, "\r") || len(made.SHA256) != 64 || clinic.ShowsNothing(made.Body) ||
			!strings.Contains(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(body), made.Body)) {
			t.Errorf("%q is kept as %q", body, made.Body)
		}
		there := []string{"en", "es"}
		if got := clinic.ConsentLanguage(there, wish, language); !slices.Contains(there, got) {
			t.Errorf("who wishes %q and %q is asked in %q", wish, language, got)
		}
	})
}
