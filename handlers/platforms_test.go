package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
)

const (
	platformsPath = "/pm/telehealth/configuration"
	jitsiSecret   = "a secret of forty characters, as they are"
)

// platformForm is the form of a platform of that kind, with some fields changed.
func platformForm(kind clinic.LinkKind, fields ...string) url.Values {
	endpoint := map[clinic.LinkKind]string{clinic.LinkURL: "https://video.example/own",
		clinic.LinkTemplate: "https://video.example/{session_id}",
		clinic.LinkJitsi:    "https://meet.example", clinic.LinkPhone: "+1 212 555 0100"}[kind]
	f := form("kind", string(kind), "name", "A "+string(kind), "endpoint", endpoint, "modality", "")
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	return f
}

// platformNamed returns the id of a platform of Northside.
func (s *site) platformNamed(t *testing.T, name string) clinic.PlatformID {
	t.Helper()
	ids := s.Texts(t, `SELECT id FROM pm_telehealth_configuration WHERE org_id = $1 AND name = $2`, s.Northside, name)
	if len(ids) != 1 {
		t.Fatalf("platforms called %s: %v", name, ids)
	}
	return clinic.PlatformID(ids[0])
}

// addedPlatform adds a platform as the administrator does and returns its id.
func (s *site) addedPlatform(t *testing.T, f url.Values) clinic.PlatformID {
	t.Helper()
	s.as(t, "admin@northside.example", "").send(platformsPath+"/new", f).expect(t, http.StatusSeeOther)
	return s.platformNamed(t, f.Get("name"))
}

// hiddenField returns what a form holds unseen.
func (a answer) hiddenField(name string) string {
	return a.Doc.Find(`form.panel [name=`+name+`]`).AttrOr("value", "")
}

func (a answer) cardOf(t *testing.T, id clinic.PlatformID) *goquery.Selection {
	t.Helper()
	card := a.Doc.Find("#platform-" + string(id))
	if card.Length() != 1 {
		t.Fatalf("cards of %s: got %d", id, card.Length())
	}
	return card
}

// TestPlatforms adds one of each kind, changes it, and puts it out of use and in again.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	if got := b.get(platformsPath+"/new").expect(t, http.StatusOK).Doc.Find("h2 a").Length(); got != len(clinic.LinkKinds) {
		t.Errorf("got %d kinds to choose from, want %d", got, len(clinic.LinkKinds))
	}
	ids := map[clinic.LinkKind]clinic.PlatformID{}
	for _, kind := range clinic.LinkKinds {
		s.Clock.Add(time.Second)
		page := b.get(platformsPath+"/new?kind="+string(kind)).expect(t, http.StatusOK)
		if got := page.Doc.Find("#f-endpoint").Length() == 1; got != (kind != clinic.LinkNone) {
			t.Errorf("%s is asked for its address: %v", kind, got)
		}
		f := platformForm(kind, "once", page.hiddenField("once"))
		if kind == clinic.LinkJitsi {
			f.Set("app_id", "desk")
			f.Set("secret", jitsiSecret)
		}
		for range 2 { // pressed twice
			b.send(platformsPath+"/new", f).expect(t, http.StatusSeeOther)
		}
		ids[kind] = s.platformNamed(t, f.Get("name"))
	}
	page := b.get(platformsPath+"?saved=added").expect(t, http.StatusOK)
	if text := page.Doc.Find(".notice").Text(); !strings.Contains(text, "The platform was added.") {
		t.Errorf("it says %q", squash(text))
	}
	if newest := page.Doc.Find(".card h2").First().Text(); newest != "A none" {
		t.Errorf("the first card is %q, want the newest", newest)
	}
	jitsi := squash(page.cardOf(t, ids[clinic.LinkJitsi]).Text())
	for _, want := range []string{"A jitsi", "meet.example", "Your own Jitsi server", "key on file", "not used yet", "active", "Deactivate"} {
		if !strings.Contains(jitsi, want) {
			t.Errorf("the card lacks %q: %s", want, jitsi)
		}
	}
	got := squash(page.cardOf(t, ids[clinic.LinkURL]).Find(".meta").Text())
	if !strings.Contains(got, "Video") || strings.Contains(got, "key") {
		t.Errorf("without a modality the card says %q", got)
	}

	t.Run("change", func(t *testing.T) {
		at := platformsPath + "/" + string(ids[clinic.LinkURL])
		page := b.get(at).expect(t, http.StatusOK)
		f := platformForm(clinic.LinkURL, "name", "Room 2", "endpoint", " https://video.example/two ", "version", page.hiddenField("version"))
		b.send(at, f).expect(t, http.StatusSeeOther)
		detail := s.Texts(t, `SELECT detail FROM pf_audit WHERE action = 'platform.change' AND entity_id = $1`, ids[clinic.LinkURL])
		const want = `{"endpoint":["https://video.example/own","https://video.example/two"],"name":["A url","Room 2"]}`
		if len(detail) != 1 || detail[0] != want {
			t.Errorf("the trail has %q", detail)
		}
		f.Set("name", "Room 3")
		late := b.send(at, f).expect(t, http.StatusConflict)
		got, version := late.value("name"), late.hiddenField("version")
		if got != "Room 3" || !strings.Contains(late.Text, "On file now: Room 2") || version != "2" {
			t.Errorf("who is late has %q at version %s", got, version)
		}
		f.Set("version", late.hiddenField("version"))
		b.send(at, f).expect(t, http.StatusSeeOther)
	})
	t.Run("out of use", func(t *testing.T) {
		id := ids[clinic.LinkURL]
		b.send(settingsPath, b.get(settingsPath).settingsOf("visits", "telehealth_default_platform", string(id))).expect(t, http.StatusOK)
		if got := squash(b.get(platformsPath).cardOf(t, id).Text()); !strings.Contains(got, "the usual one") {
			t.Errorf("the usual one is not named: %s", got)
		}
		use := platformsPath + "/" + string(id) + "/active"
		a := b.post(use, "active", "no", "version", "3").expect(t, http.StatusSeeOther)
		shown := squash(b.get(a.Header.Get("Location")).Doc.Find(".notice").Text())
		if set := s.As(t, staff, s.Northside).Settings(); set.DefaultPlatform != "" || !strings.Contains(shown, "there is none now") {
			t.Errorf("the usual one is %q, and it says %q", set.DefaultPlatform, shown)
		}
		if got := b.get("/pm/appointments/new?telehealth=1").Text; strings.Contains(got, string(id)) {
			t.Error("it can still be booked")
		}
		b.post(use, "active", "yes", "version", "3").expect(t, http.StatusConflict)
		again := b.send(platformsPath+"/new", platformForm(clinic.LinkURL, "name", "ROOM 3")).expect(t, http.StatusSeeOther)
		if again.errorOf("name") != "" {
			t.Error("the name of one out of use is taken")
		}
		taken := b.post(use, "active", "yes", "version", "4").expect(t, http.StatusUnprocessableEntity)
		if got := squash(taken.cardOf(t, id).Find("[role=alert]").Text()); got != "There is an active platform of this name." {
			t.Errorf("its card says %q", got)
		}
	})
	t.Run("unknown", func(t *testing.T) {
		b.get(platformsPath+"/nothing").expect(t, http.StatusNotFound)
		b.post(platformsPath+"/nothing/active", "active", "no", "version", "1").expect(t, http.StatusNotFound)
		b.send(platformsPath+"/nothing", platformForm(clinic.LinkURL, "version", "1")).expect(t, http.StatusNotFound)
		b.send(platformsPath+"/new", platformForm("fax")).expect(t, http.StatusUnprocessableEntity)
	})
	if left := s.Texts(t, `SELECT detail FROM pf_audit WHERE detail LIKE '%forty%'`); len(left) > 0 {
		t.Errorf("the trail has the secret: %q", left)
	}
	if strings.Contains(s.Dump(t, s.Northside), "forty") {
		t.Error("the secret stands in the database")
	}
}

// TestPlatformFields says what is wrong at the field, and keeps what was typed but for
// a secret.
func TestPlatformFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	for name, c := range map[string]struct {
		kind         clinic.LinkKind
		field, typed string
	}{
		"space":               {clinic.LinkURL, "endpoint", "https://video.example/my room"},
		"script":              {clinic.LinkURL, "endpoint", "javascript:alert(1)"},
		"password":            {clinic.LinkURL, "endpoint", "https://ann:pw@video.example/"},
		"unknown placeholder": {clinic.LinkTemplate, "endpoint", "https://video.example/{foo}"},
		"fragment":            {clinic.LinkTemplate, "endpoint", "https://video.example/#{session_id}"},
		"letters":             {clinic.LinkPhone, "endpoint", "1-800-FLOWERS"},
		"plain http":          {clinic.LinkJitsi, "endpoint", "http://meet.example"},
		"no name":             {clinic.LinkURL, "name", ""},
		"name of another":     {clinic.LinkURL, "name", "video ROOM"},
		"modality":            {clinic.LinkURL, "modality", "hologram"},
		"huge secret":         {clinic.LinkJitsi, "secret", strings.Repeat("s", 4097)},
		"application":         {clinic.LinkJitsi, "app_id", ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := platformForm(c.kind)
			if c.kind == clinic.LinkJitsi {
				f.Set("app_id", "desk")
				f.Set("secret", jitsiSecret)
			}
			f.Set(c.field, c.typed)
			a := b.send(platformsPath+"/new", f).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(c.field) == "" || a.Doc.Find(`.summary a[href="#f-`+c.field+`"]`).Length() != 1 {
				t.Errorf("nothing is said at %s: %s", c.field, squash(a.Doc.Find("form.panel").Text()))
			}
			for field := range f {
				if got := a.value(field); field != "secret" && field != "modality" && field != "kind" && got != f.Get(field) {
					t.Errorf("%s: got %q, want what was typed, %q", field, got, f.Get(field))
				}
			}
			if got := a.hiddenField("kind"); got != string(c.kind) {
				t.Errorf("the kind is %q, want %q", got, c.kind)
			}
			if strings.Contains(a.Text, jitsiSecret) || strings.Contains(a.Text, "ssss") {
				t.Error("the page shows the secret")
			}
		})
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_telehealth_configuration WHERE org_id = $1`, s.Northside); n != 3 {
		t.Errorf("got %d platforms, want the 3 of before", n)
	}
}

// TestTryPlatforms shows what a session would get, of each kind.
func TestTryPlatforms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	for name, want := range map[string]string{"Phone": "tel:+15550100", "Video room": "https://video.example/room",
		"Video visit": "https://video.example/visit/", "A none": ""} {
		if name == "A none" {
			s.addedPlatform(t, platformForm(clinic.LinkNone))
		}
		a := b.post(platformsPath+"/"+string(s.platformNamed(t, name))+"/try").expect(t, http.StatusOK)
		if got := a.value("link"); !strings.HasPrefix(got, want) || (got == "") != (want == "") || a.value("token") != "" {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
}
