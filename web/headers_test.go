package web

import (
	"net/url"
	"slices"
	"testing"
)

// Browsers are told to come by https alone for a year where the site has a name of its own, and https.
func TestStrictTransportSecurity(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://desk.example":          "max-age=31536000",
		"https://desk.example:8443/sub": "max-age=31536000",
		"http://desk.example":           "",
		"https://192.0.2.7":             "",
		"https://[2001:db8::7]:8443":    "",
		"https://localhost:8443":        "",
		"https://desk.localhost":        "",
	} {
		t.Run(base, func(t *testing.T) {
			t.Parallel()
			u, err := url.Parse(base)
			if err != nil {
				t.Fatal(err)
			}
			all, got := standardHeaders(u), ""
			if i := slices.IndexFunc(all, func(h header) bool { return h.name == "Strict-Transport-Security" }); i >= 0 {
				got = all[i].values[0]
			}
			if got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
