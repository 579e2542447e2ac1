package clinic_test

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// What is wrong with an endpoint is said at it, and what is right makes a link.
func TestCheckEndpoint(t *testing.T) {
	t.Parallel()
	const url, template, jitsi, phone = clinic.LinkURL, clinic.LinkTemplate, clinic.LinkJitsi, clinic.LinkPhone
	for _, tt := range []struct {
		kind           clinic.LinkKind
		endpoint, want string // "" for none
	}{
		{url, "https://video.example/room", ""},
		{url, "  https://video.example/room\u200b\n", ""},
		{url, "https://video.example/room?pwd=1#section", ""},
		{url, "http://localhost:8443/x", ""},
		{url, "HTTPS://video.example/", ""},
		{url, "https://bücher.example/", ""},
		{url, "", "Enter the address"},
		{url, "video.example/room", "Begin the address with https://"},
		{url, "video.example:8443/room", "Begin the address with https://"},
		{url, "https://video.example/my room", "space"},
		{url, "https:// video.example/", "space"},
		{url, "https://video.example/ro\u00a0om", "space"},
		{url, "http://video.example/room", "Use https://"},
		{url, "javascript:alert(1)", "Only https://"},
		{url, "javascript://video.example/%0aalert(1)", "Only https://"},
		{url, "ftp://video.example", "Only https://"},
		{url, "tel:+15550100", "Only https://"},
		{url, "https://", "no host"},
		{url, "https:///room", "no host"},
		{url, "https://ann:secret@video.example/", "password"},
		{url, "https://ann@video.example/", "user name"},
		{url, "https://video.example:port/", "no address"},
		{url, "https://video.example/%zz", "no address"},
		{url, "https://video.example/{foo}", "{foo}"},
		{url, "https://video.example/{session_id}", "another kind"},
		{url, "https://video.example/{", "brace"},
		{url, "https://video.example/" + strings.Repeat("a", 2000), "2000"},

		{template, "https://video.example/{session_id}?a=b#c", ""},
		{template, "https://video.example/%7BSession_ID%7D", ""},
		{template, "https://{session_id}.video.example/", ""},
		{template, "https://video.example/#/visit/{session_id}", ""},
		{template, "https://video.example/room", "Put {session_id}"},
		{template, "https://video.example/{session}", "{session}"},
		{template, "https://video.example/{session_id}/{patient}", "{patient}"},
		{template, "https://video.example/{}", "{}"},
		{template, "https://video.example/{session_id}}", "brace"},
		{template, "https://video.example/#{session_id}", "behind #"},
		{template, "javascript:{session_id}", "Only https://"},
		{template, "http://video.example/{session_id}", "Use https://"},

		{jitsi, "https://meet.example", ""},
		{jitsi, "https://meet.example/team/?lang=es#config.prejoin=false", ""},
		{jitsi, "https://meet.example/#/room", "behind #"},
		{jitsi, "https://meet.example/?jwt=abc", "token"},
		{jitsi, "https://meet.example/{session_id}", "another kind"},
		{jitsi, "meet.example", "Begin"},

		{phone, "tel:+15550100", ""},
		{phone, "(212) 555-0100 ext. 12", ""},
		{phone, "1-800-FLOWERS", "letters"},
		{phone, "https://video.example", "letters"},
		{phone, "12", "like +1"},
		{phone, "", "Enter the phone number"},

		{clinic.LinkNone, "", ""},
		{clinic.LinkNone, "https://video.example/", "Without a link"},
	} {
		t.Run(string(tt.kind)+" "+tt.endpoint, func(t *testing.T) {
			t.Parallel()
			p := clinic.Platform{Name: "Video", Kind: tt.kind, Endpoint: tt.endpoint}.Clean()
			err := p.Check()
			fields := clinic.FieldsOf(err)
			if tt.want == "" {
				if err != nil || (p.Link("abc") == "") != (tt.kind == clinic.LinkNone) {
					t.Errorf("got %v and the link %q, want none wrong", err, p.Link("abc"))
				}
				return
			}
			if len(fields) != 1 || fields[0].Field != "endpoint" || !strings.Contains(fields[0].Message.String(), tt.want) {
				t.Errorf("got %v, want %q at endpoint", err, tt.want)
			}
		})
	}
}

func TestCheckPlatform(t *testing.T) {
	t.Parallel()
	good := clinic.Platform{Name: "Meet", Kind: clinic.LinkJitsi, Endpoint: "https://meet.example", AppID: "desk"}
	for name, tt := range map[string]struct {
		change      func(*clinic.Platform)
		secret      string
		want, field string
	}{
		"good":             {func(*clinic.Platform) {}, "s", "", ""},
		"longest secret":   {func(*clinic.Platform) {}, strings.Repeat("a", 4096), "", ""},
		"no name":          {func(p *clinic.Platform) { p.Name = " \u200b" }, "", "Give it a name", "name"},
		"long name":        {func(p *clinic.Platform) { p.Name = strings.Repeat("ä", 101) }, "", "100", "name"},
		"turned name":      {func(p *clinic.Platform) { p.Name = "a\u202eb" }, "", "", ""},
		"unknown kind":     {func(p *clinic.Platform) { p.Kind = "fax" }, "", "list", "kind"},
		"unknown modality": {func(p *clinic.Platform) { p.Modality = "hologram" }, "", "list", "modality"},
		"space in app":     {func(p *clinic.Platform) { p.AppID = "my desk" }, "", "space", "app_id"},
		"long audience":    {func(p *clinic.Platform) { p.Audience = strings.Repeat("a", 201) }, "", "200", "audience"},
		"app of a phone": {func(p *clinic.Platform) { p.Kind, p.Endpoint = clinic.LinkPhone, "tel:+15550100" }, "", "Only a Jitsi",
			"app_id"},
		"huge secret":       {func(*clinic.Platform) {}, strings.Repeat("a", 4097), "4096", "secret"},
		"secret with space": {func(*clinic.Platform) {}, "s ", "space", "secret"},
		"blank secret":      {func(*clinic.Platform) {}, "  ", "only spaces", "secret"},
		"binary secret":     {func(*clinic.Platform) {}, "a\x01b", "nobody could type", "secret"},
		"secret of nobody":  {func(p *clinic.Platform) { p.AppID = "" }, "s", "application ID", "app_id"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := good
			tt.change(&p)
			p = p.Clean()
			err := p.Check()
			if err == nil {
				err = p.CheckSecret(tt.secret)
			}
			if tt.field == "" {
				if err != nil {
					t.Errorf("got %v, want it taken", err)
				}
				return
			}
			if f := clinic.FieldsOf(err); len(f) == 0 || f[0].Field != tt.field || !strings.Contains(f[0].Message.String(), tt.want) {
				t.Errorf("got %v, want %q at %s", err, tt.want, tt.field)
			}
		})
	}
}

// A token is for the server of its platform, and for one room there.
func TestMeetingAt(t *testing.T) {
	t.Parallel()
	p := clinic.Platform{Kind: clinic.LinkJitsi, Endpoint: "https://meet.example/#config.prejoin=false", AppID: "desk", HasKey: true}
	for link, want := range map[string]clinic.Meeting{
		"https://meet.example/Room#config.prejoin=false": {Room: "room", Domain: "meet.example"},
		"https://Meet.Example/team/room?lang=es":         {Room: "room", Domain: "team"},
		"https://meet.example:8443/room":                 {},
		"https://other.example/room":                     {},
		"http://meet.example/room":                       {},
		"https://meet.example/":                          {},
		"https://meet.example":                           {},
		"tel:+15550100":                                  {},
		"":                                               {},
	} {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			if got, ok := p.MeetingAt(link); ok != (want != clinic.Meeting{}) || ok && got != want {
				t.Errorf("got %+v, %v, want %+v", got, ok, want)
			}
		})
	}
	for name, change := range map[string]func(*clinic.Platform){"no key": func(p *clinic.Platform) { p.HasKey = false },
		"no application": func(p *clinic.Platform) { p.AppID = "" }, "no Jitsi": func(p *clinic.Platform) { p.Kind = clinic.LinkURL }} {
		q := p
		if change(&q); true {
			if _, ok := q.MeetingAt("https://meet.example/room"); ok {
				t.Errorf("%s: a token would be made", name)
			}
		}
	}
	at := time.Unix(1_000_000, 0)
	claims := p.Claims(clinic.Meeting{Room: "r", Domain: "d"}, clinic.Guest{Name: "Dr. N", Moderator: true}, at)
	if claims["exp"] != at.Add(10*time.Minute).Unix() || claims["nbf"] != at.Add(-time.Minute).Unix() || claims["aud"] != "jitsi" {
		t.Errorf("got %v", claims)
	}
	const want = "https://meet.example/r?jwt=t.o.k&lang=es#config.a=b"
	if got := clinic.WithToken("https://meet.example/r?lang=es#config.a=b", "t.o.k"); got != want {
		t.Errorf("got %q", got)
	}
}
