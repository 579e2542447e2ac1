package clinic_test

import (
	"testing"

	"televisit/clinic"
)

func TestLink(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind           clinic.LinkKind
		endpoint, want string
	}{
		{clinic.LinkURL, "https://video.example/room", "https://video.example/room"},
		{clinic.LinkTemplate, "https://video.example/{session_id}?a=b", "https://video.example/abc?a=b"},
		{clinic.LinkJitsi, "https://meet.example/", "https://meet.example/abc"},
		{clinic.LinkPhone, "tel:+1 555 0100", "tel:+15550100"},
		{clinic.LinkTemplate, " https://video.example/{SESSION_ID}\n", "https://video.example/abc"},
		{clinic.LinkTemplate, "https://video.example/%7Bsession_id%7D", "https://video.example/abc"},
		{clinic.LinkTemplate, "https://video.example/{Session_Id}#{session_ID}", "https://video.example/abc#abc"},
		{clinic.LinkURL, "\u00a0https://video.example/room\u200b", "https://video.example/room"},
		{clinic.LinkJitsi, "https://meet.example", "https://meet.example/abc"},
		{clinic.LinkJitsi, "\thttps://meet.example/team/#config.prejoin=false", "https://meet.example/team/abc#config.prejoin=false"},
		{clinic.LinkJitsi, "https://meet.example/?lang=es", "https://meet.example/abc?lang=es"},
		{clinic.LinkJitsi, "meet.example", ""},
		{clinic.LinkPhone, "no number", ""},
		{clinic.LinkPhone, " (212) 555-0100 ext. 12", "tel:+12125550100;ext=12"},
		{clinic.LinkPhone, "+1 646 555 0100,,123456789#", "tel:+16465550100;ext=123456789"},
		{clinic.LinkPhone, "TEL:+1 555 0100", "tel:+15550100"},
		{clinic.LinkPhone, "1-800-FLOWERS", ""},
		{clinic.LinkNone, "https://video.example/", ""},
		{clinic.LinkURL, "javascript:alert(1)", ""},
		{clinic.LinkURL, "http://video.example/", ""},
		{clinic.LinkURL, "http://localhost:8443/x", "http://localhost:8443/x"},
		{clinic.LinkTemplate, "data:{session_id}", ""},
		{"unheard_of", "https://video.example/", ""},
	} {
		t.Run(string(tt.kind)+" "+tt.endpoint, func(t *testing.T) {
			t.Parallel()
			if got := (clinic.Platform{Kind: tt.kind, Endpoint: tt.endpoint}).Link("abc"); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestShortLink(t *testing.T) {
	t.Parallel()
	for link, want := range map[string]string{"": "", "https://video.example/room": "video.example/room",
		"https://video.example/": "video.example", "http://localhost:8443/a?b=c": "localhost:8443/a?b=c", "tel:+15550100": "+15550100"} {
		t.Run(link, func(t *testing.T) {
			t.Parallel()
			if got := clinic.ShortLink(link); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestModalityText(t *testing.T) {
	t.Parallel()
	for m, want := range map[clinic.Modality]string{"audio_video": "audio video", "a_b_c": "a b c", "": "", "x": "x"} {
		t.Run(string(m), func(t *testing.T) {
			t.Parallel()
			if got := m.Text(); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
