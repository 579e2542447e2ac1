package web

import (
	"net/url"
	"testing"
)

func TestOriginOf(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"http://127.0.0.1:8080":       "http://127.0.0.1:8080",
		"http://desk.lan/tv":          "http://desk.lan",
		"http://Desk.LAN:80/":         "http://desk.lan",
		"https://desk.example:443/tv": "https://desk.example",
		"https://desk.example:80":     "https://desk.example:80",
		"http://[::1]:8080/tv":        "http://[::1]:8080",
		"https://práctica.example":    "https://xn--prctica-iwa.example",
		"http://under_score.lan":      "http://under_score.lan",
		"":                            "",
	} {
		t.Run(base, func(t *testing.T) {
			u, err := url.Parse(base)
			if err != nil {
				t.Fatal(err)
			}
			if got := OriginOf(u); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
