package e2e

import (
	"strings"
	"testing"

	"televisit/clinic"
)

// An administrator adds the practice's own server, is told what is wrong, tries it and
// puts it out of use.
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
