package sso

import (
	"encoding/json"
	"testing"

	"televisit/clinic"
)

// What providers say is read in each of the ways that they write it, and whatever is no
// clear yes is a no.
func TestClaims(t *testing.T) {
	t.Parallel()
	for shown, want := range map[string]clinic.Identity{
		`{"email": "a@b.example", "email_verified": true}`:              {Email: "a@b.example", Verified: true},
		`{"email": "a@b.example", "email_verified": "true"}`:            {Email: "a@b.example", Verified: true},
		`{"email": "a@b.example", "email_verified": "yes"}`:             {Email: "a@b.example"},
		`{"email": "a@b.example", "email_verified": null}`:              {Email: "a@b.example"},
		`{"email": "a@b.example", "email_verified": ["true"]}`:          {Email: "a@b.example"},
		`{"email": "a@b.example"}`:                                      {Email: "a@b.example"},
		`{"email": "a@b.example", "xms_edov": true}`:                    {Email: "a@b.example", Verified: true},
		`{"email": "a@b.example", "xms_edov": 1}`:                       {Email: "a@b.example", Verified: true},
		`{"email": "a@b.example", "xms_edov": "0"}`:                     {Email: "a@b.example"},
		`{"amr": ["pwd", "mfa"]}`:                                       {SecondFactor: true},
		`{"amr": ["pwd", "otp"]}`:                                       {},
		`{"email": "", "email_verified": true, "amr": null, "azp": ""}`: {Verified: true},
	} {
		t.Run(shown, func(t *testing.T) {
			t.Parallel()
			var c claims
			if err := json.Unmarshal([]byte(shown), &c); err != nil {
				t.Fatal(err)
			}
			if got := c.identity(""); got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		})
	}
}
