package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/cdproto/target"

	"televisit/clinic"
	"televisit/store/storetest"
)

// An administrator adds the practice's own server, is told what is wrong, tries it and
// puts it out of use; a provider enters a room there by a token that no page had.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.person(t).signIn(admin)
	p.forgive("422")
	p.open(platforms)
	p.follow("main a", "New platform")
	p.follow("main h2 a", "Your own Jitsi server")
	p.fill("name", "Our rooms")
	p.fill("endpoint", "https://meet.example/my room")
	p.fill("app_id", "desk")
	p.fill("secret", "a secret of the server")
	p.follow("main button", "Save")
	p.wait("what is wrong", `document.querySelector(".summary a[href='#f-endpoint']")`)
	if secret := p.text("main"); strings.Contains(secret, "a secret of the server") {
		t.Error("the page shows the secret")
	}
	p.audits("platform-faulty", sights)
	p.look("light", 1280, 800)
	p.fill("endpoint", s.at)
	p.fill("secret", "a secret of the server")
	p.follow("main button", "Save")
	p.wait("the first card", `document.querySelector(".card").textContent.includes("key on file")`)
	p.follow(".card h2 a", "Our rooms")
	p.follow("#try button", "Try it")
	p.wait("a token", `document.querySelector("#f-token").value.startsWith("eyJ")`)
	p.audits("platform-tried", sights)
	p.look("light", 1280, 800)

	id, link := s.joinable(t, storetest.Row{})
	s.Exec(t, `UPDATE pm_telehealth_sessions SET configuration_id =
		(SELECT id FROM pm_telehealth_configuration WHERE name = 'Our rooms') WHERE id = $1`, id)
	p.become(provider)
	p.open(list)
	if text := read[string](p, `document.documentElement.outerHTML`); strings.Contains(text, "eyJ") ||
		!strings.Contains(text, `data-copy="`+strings.ReplaceAll(link, "&", "&amp;")+`"`) {
		t.Error("the list has a token, or no link for the patient")
	}
	p.press("#active-"+string(id), "Start and join")
	p.until("a tab in the room, with a token", func() (bool, string) {
		for _, info := range send(p, target.GetTargets, target.GetTargetsParams{}).TargetInfos {
			if info.Type == "page" && strings.HasPrefix(info.URL, s.at+"/healthz?jwt=eyJ") && strings.HasSuffix(info.URL, "visit="+string(id)) {
				return true, ""
			}
		}
		return false, "it is not there"
	})
	p.shows(id, clinic.Active)

	p.become(admin)
	p.open(platforms)
	p.follow(".card [name=active]")
	p.wait("what was done", `document.querySelector(".notice").textContent.includes("out of use")`)
	p.wait("the card", `document.querySelector(".card .badge").textContent.includes("inactive")`)
	p.become("manager@northside.example")
	p.open("/")
	if text := p.text("body"); strings.Contains(text, "Platforms") {
		t.Error("the navigation of a manager has the platforms")
	}
}

// ownServer adds a server of the practice's own, with a secret and a room of the provider's.
func (s *site) ownServer(t *testing.T) clinic.PlatformID {
	t.Helper()
	o := s.As(t, admin, s.Northside)
	p, err := o.AddPlatform(t.Context(), clinic.Platform{Name: "Our rooms", Kind: clinic.LinkJitsi, Endpoint: "https://meet.example",
		AppID: "desk"}, "a secret of the server")
	if err == nil {
		err = o.PutProviderRoom(t.Context(), p.ID, s.As(t, provider, s.Northside).User(), "https://meet.example/own")
	}
	if err != nil {
		t.Fatal(err)
	}
	return p.ID
}
