package handlers

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"televisit/clinic"
)

// claimsOf returns what the token says that an address leads on to, after a JWT library
// has accepted it at that instant.
func claimsOf(t *testing.T, s *site, link, secret string) jwt.MapClaims {
	t.Helper()
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	token, err := jwt.Parse(u.Query().Get("jwt"), func(*jwt.Token) (any, error) { return []byte(secret), nil },
		jwt.WithValidMethods([]string{"HS256"}), jwt.WithAudience("jitsi"), jwt.WithIssuer("desk"), jwt.WithExpirationRequired(),
		jwt.WithTimeFunc(s.Clock.Now))
	if err != nil {
		t.Fatalf("%s: %v", link, err)
	}
	return token.Claims.(jwt.MapClaims)
}

// TestJoinByToken: who enters a room of the practice's own server gets a token at that
// moment, each one of their own; none is stored or stands in a page, and the patient's
// link has none.
func TestJoinByToken(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	id := d.addedPlatform(t, platformForm(clinic.LinkJitsi, "app_id", "desk", "secret", jitsiSecret))
	a := d.booked(d.remote("platform_id", string(id)))
	link := d.visit(a.SessionID).URL
	roomName := strings.TrimPrefix(link, "https://meet.example/")
	if len(roomName) < 26 || strings.Contains(roomName, "-") || strings.Contains(string(a.SessionID), roomName) {
		t.Errorf("the room is %q, want 128 bits that nothing else tells", roomName)
	}
	page := list + "/sessions/" + string(a.SessionID)
	entry := page + "/join"
	for _, at := range []string{list, page, "/", "/pm/patients/" + string(d.ana.ID)} {
		got := d.by("staff").get(at).expect(t, http.StatusOK)
		if strings.Contains(got.Text, "jwt=") || strings.Contains(got.Text, "eyJhbGci") || got.Doc.Find(`a[href="`+link+`"]`).Length() != 0 {
			t.Errorf("%s has a token, or leads to the room without one", at)
		}
		if at != "/" && (got.Doc.Find(`a[href="`+entry+`"]`).Length() == 0 || got.Doc.Find(`[data-copy="`+link+`"]`).Length() == 0) {
			t.Errorf("%s does not lead to %s, or has no link for the patient", at, entry)
		}
	}
	for role, moderator := range map[string]bool{"provider": true, "staff": false} {
		through := d.by(role).get(entry).expect(t, http.StatusSeeOther)
		if got := through.Header.Get("Cache-Control"); !strings.Contains(got, "no-store") {
			t.Errorf("who goes on leaves the token in a cache: %q", got)
		}
		to := through.Header.Get("Location")
		claims := claimsOf(t, d.site, to, jitsiSecret)
		user := claims["context"].(map[string]any)["user"].(map[string]any)
		if claims["room"] != roomName || claims["moderator"] != moderator || user["moderator"] != moderator ||
			user["name"] != "The "+role+"@northside" || claims["sub"] != "meet.example" {
			t.Errorf("%s: the token says %v", role, claims)
		}
		if strings.Contains(to, "Silva") || len(claims) != 8 {
			t.Errorf("%s: the token tells more: %v", role, claims)
		}
	}
	if to := d.by("biller").get(entry).expect(t, http.StatusSeeOther).Header.Get("Location"); to != link {
		t.Errorf("who may not edit it is led to %s, want the patient's link", to)
	}
	if strings.Contains(d.Dump(t, d.Northside), "eyJhbGci") {
		t.Error("a token is stored")
	}

	t.Run("start and join", func(t *testing.T) {
		f := form("to", "active", "version", "1", "join", "1", "consent", "granted", "method", "verbal", "without_location", "yes")
		got := d.by("provider").send(page+"/status", f, "HX-Request", "true", "HX-Current-URL", home+list)
		got.expect(t, http.StatusOK)
		if href := got.Doc.Find("[data-open]").AttrOr("href", ""); href != entry || strings.Contains(got.Text, "eyJhbGci") {
			t.Errorf("the start opens %q, want %q", href, entry)
		}
	})
	t.Run("another secret", func(t *testing.T) {
		at := platformsPath + "/" + string(id)
		f := platformForm(clinic.LinkJitsi, "app_id", "desk", "version", "1")
		d.by("admin").send(at, f).expect(t, http.StatusSeeOther) // an empty one keeps what there is
		claimsOf(t, d.site, d.by("provider").get(entry).Header.Get("Location"), jitsiSecret)
		f.Set("version", "2")
		f.Set("secret", "another")
		d.by("admin").send(at, f).expect(t, http.StatusSeeOther)
		claimsOf(t, d.site, d.by("provider").get(entry).Header.Get("Location"), "another")
		if got := d.Texts(t, `SELECT detail FROM pf_audit WHERE action = 'platform.change' ORDER BY id`); got[1] != `{"secret":"replaced"}` {
			t.Errorf("the trail has %q", got)
		}
	})
	t.Run("try it", func(t *testing.T) {
		got := d.by("admin").post(platformsPath+"/"+string(id)+"/try").expect(t, http.StatusOK)
		claims := claimsOf(t, d.site, got.Doc.Find("#try a").AttrOr("href", ""), "another")
		if claims["moderator"] != true || !strings.HasSuffix(got.value("link"), claims["room"].(string)) || got.value("token") == "" {
			t.Errorf("%q is tried with %v", got.value("link"), claims)
		}
	})
	t.Run("another server", func(t *testing.T) { // what is booked keeps its link, and gets no token of the new one
		at := platformsPath + "/" + string(id)
		d.by("admin").send(at, platformForm(clinic.LinkJitsi, "app_id", "desk", "endpoint", "https://other.example", "version", "3")).
			expect(t, http.StatusSeeOther)
		if to := d.by("provider").get(entry).Header.Get("Location"); to != link {
			t.Errorf("got %q, want the link of before", to)
		}
	})
	t.Run("secret removed", func(t *testing.T) {
		at := platformsPath + "/" + string(id)
		f := platformForm(clinic.LinkJitsi, "app_id", "desk", "version", "4", "secret", "x", "remove_secret", "yes")
		if got := d.by("admin").send(at, f).expect(t, http.StatusUnprocessableEntity).errorOf("remove_secret"); got == "" {
			t.Error("another secret and none: nothing is said")
		}
		f.Del("secret")
		d.by("admin").send(at, f).expect(t, http.StatusSeeOther)
		if got := d.by("provider").get(page).Doc.Find(`a[href="` + link + `"]`).Length(); got == 0 {
			t.Error("without a secret its page does not lead to the link")
		}
	})
	t.Run("over", func(t *testing.T) {
		d.Clock.Add(10 * time.Minute)
		d.by("provider").post(page+"/status", "to", "completed", "version", "2", "without_location", "yes").expect(t, http.StatusSeeOther)
		d.by("provider").get(entry).expect(t, http.StatusGone)
	})
}

// TestOwnRooms: a provider's room takes the place of the platform's, for them alone and
// from then on; whoever takes a visit over takes it to theirs.
func TestOwnRooms(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	id := d.platforms["Video room"]
	at, own := platformsPath+"/"+string(id), "https://video.example/dr-own"
	for field, f := range map[string]url.Values{"room": form("provider_id", string(d.provider), "room", "https://video.example/a b"),
		"provider_id": form("provider_id", string(d.ana.ID), "room", own)} {
		a := d.by("admin").send(at+"/rooms", f).expect(t, http.StatusUnprocessableEntity)
		if a.errorOf(field) == "" || a.value("room") != f.Get("room") || a.errorOf("endpoint") != "" {
			t.Errorf("%s: %q, and the room is %q", field, a.errorOf(field), a.value("room"))
		}
	}
	none := d.by("admin").post(at+"/rooms", "provider_id", string(d.provider)).expect(t, http.StatusUnprocessableEntity)
	if none.errorOf("room") == "" {
		t.Error("no room: nothing is said")
	}
	early := d.booked(d.remote("platform_id", string(id)))
	d.by("admin").post(at+"/rooms", "provider_id", string(d.provider), "room", " "+own+" ").expect(t, http.StatusSeeOther)
	page := d.by("admin").get(at)
	if text := page.Doc.Find("#rooms").Text(); !strings.Contains(text, own) || !strings.Contains(text, "The provider@northside") {
		t.Errorf("the rooms are %q", squash(text))
	}
	if got := d.visit(early.SessionID).URL; got != room {
		t.Errorf("what was booked before: got %q, want its link as it was", got)
	}
	a := d.booked(d.remote("platform_id", string(id), "day", "2026-03-04"))
	other := d.booked(d.remote("platform_id", string(id), "day", "2026-03-05", "provider_id", string(d.solo)))
	if mine, theirs := d.visit(a.SessionID).URL, d.visit(other.SessionID).URL; mine != own || theirs != room {
		t.Errorf("got %q and %q, want %q and %q", mine, theirs, own, room)
	}
	d.by("admin").post("/settings/people/"+string(d.provider)+"/handover", "provider_id", string(d.solo)).expect(t, http.StatusOK)
	if got := d.visit(a.SessionID).URL; got != room {
		t.Errorf("handed over: got %q, want %q", got, room)
	}
	timeline := d.by("staff").get(list + "/sessions/" + string(a.SessionID)).Doc.Find(".timeline").Text()
	if got := squash(timeline); !strings.Contains(got, "it has a fresh link") {
		t.Errorf("its timeline is %q", got)
	}
	d.by("admin").post(at+"/rooms", "remove", string(d.provider)).expect(t, http.StatusSeeOther)
	if n := d.Count(t, `SELECT count(*) FROM pm_provider_rooms`); n != 0 {
		t.Errorf("got %d rooms, want none", n)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'platform.room'`); n != 2 {
		t.Errorf("got %d rows in the trail, want 2", n)
	}
}
