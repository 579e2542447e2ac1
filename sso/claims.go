package sso

import (
	"slices"
	"strings"

	"televisit/clinic"
)

// claims are what we read of what a provider says about somebody.
type claims struct {
	For           string   `json:"azp"`
	Email         string   `json:"email"`
	EmailVerified truth    `json:"email_verified"`
	DomainOwner   truth    `json:"xms_edov"` // how Microsoft Entra says it: the address is of a domain that is the tenant's
	Methods       []string `json:"amr"`
}

func (c claims) verified() bool { return bool(c.EmailVerified || c.DomainOwner) }

// identity returns who c is about. Only a method that is itself several factors counts
// (RFC 8176): a password and a code would be listed one by one for either.
func (c claims) identity(subject string) clinic.Identity {
	return clinic.Identity{Subject: subject, Email: c.Email, Verified: c.verified(), SecondFactor: slices.Contains(c.Methods, "mfa")}
}

// A truth is a yes, which some providers write as text or as a number. Whatever else
// stands there is a no.
type truth bool

// UnmarshalJSON is that of json.Unmarshaler.
func (t *truth) UnmarshalJSON(text []byte) error {
	switch strings.ToLower(strings.Trim(string(text), `"`)) {
	case "true", "1":
		*t = true
	}
	return nil
}
