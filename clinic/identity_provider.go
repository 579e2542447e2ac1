package clinic

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

// An IdentityProvider is where the members of an org can prove who they are, by OpenID
// Connect, instead of by a password.
type IdentityProvider struct {
	Name         string   // as the sign-in page calls it
	Issuer       string   // its address, as it calls itself
	ClientID     string   // what it knows the org as
	Domains      []string // of the email addresses that it vouches for
	SecondFactor bool     // it asks for a second factor, though it may not say so
	Only         bool     // members sign in by it alone, but for who may change this
	Active       bool     // members can sign in by it
	HasSecret    bool     // the one that goes with ClientID is on file
	Version      int64    // 0 while there is none
}

// DiscoveryPath is where a provider says how it works, below its address.
const DiscoveryPath = "/.well-known/openid-configuration"

// How much may be said of an identity provider.
const (
	longestIssuer   = 500 // characters
	longestClientID = 500 // characters
	mostDomains     = 50
)

// Clean returns p without what was typed or pasted beside it.
func (p IdentityProvider) Clean() IdentityProvider {
	p.Name, p.ClientID = pasted(p.Name), pasted(p.ClientID)
	p.Issuer = strings.TrimSuffix(pasted(p.Issuer), DiscoveryPath)
	var domains []string
	for _, d := range p.Domains {
		if d = strings.TrimPrefix(strings.ToLower(pasted(d)), "@"); d != "" && !slices.Contains(domains, d) {
			domains = append(domains, d)
		}
	}
	p.Domains = domains
	return p
}

// Check returns an Invalid error that names every field of a clean p that cannot be
// saved. Only with private may it be at an address of this machine or its network.
func (p IdentityProvider) Check(private bool) error {
	var wrong Problems
	wrong.addName(p.Name)
	if problem := issuerProblem(p.Issuer, private); problem != "" {
		wrong.Add("issuer", problem)
	}
	switch {
	case p.ClientID == "":
		wrong.Add("client_id", "Enter the client ID that the identity provider gave you.")
	case len(p.ClientID) > longestClientID || strings.ContainsFunc(p.ClientID, isSpaceOrControl):
		wrong.Add("client_id", "This is no client ID. Copy it anew.")
	}
	wrong.addDomains(p.Domains)
	return wrong.Err()
}

func isSpaceOrControl(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }

// addDomains says what is wrong with the domains of email addresses.
func (p *Problems) addDomains(domains []string) {
	switch {
	case len(domains) == 0:
		p.Add("domains", "Enter at least one domain, like clinic.example.")
	case len(domains) > mostDomains:
		p.Add("domains", "There can be up to %d domains.", mostDomains)
	}
	for _, d := range domains {
		if !isHost(d) || !strings.Contains(strings.Trim(d, "."), ".") || len(d) > 253 {
			p.Add("domains", "“%s” is no domain of an email address, like clinic.example.", d)
			return
		}
	}
}

// issuerProblem says what is wrong with the address of an identity provider.
func issuerProblem(text string, private bool) string {
	u, err := url.Parse(text)
	switch {
	case text == "":
		return "Enter the address of the identity provider."
	case len(text) > longestIssuer:
		return "This address is too long."
	case strings.ContainsFunc(text, isSpaceOrControl):
		return "There must be no space in an address."
	case err == nil && u.Scheme != "https" && u.Scheme != "http":
		return "The address must begin with https://."
	case err != nil || !isHost(u.Hostname()) || !isPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return "This is no address of an identity provider, like https://id.example/realms/clinic."
	case u.User != nil || strings.ContainsAny(text, "?#"):
		return "Enter the plain address, without a name, ? or #."
	case u.Scheme == "http" && !(private && isLoopbackHost(u.Hostname())):
		return "The address must begin with https://."
	case !private && isInside(u.Hostname()):
		return "This address is on this machine or inside a network. Whoever runs this server can allow that (--sso-private)."
	}
	return ""
}

// CheckClientSecret returns Invalid, naming the field secret, for what cannot be the
// secret of a client.
func CheckClientSecret(secret string) error {
	switch {
	case len(secret) > LongestSecret:
		return FieldErrorf("secret", "A secret may have up to %d bytes. This is something else.", LongestSecret)
	case strings.TrimSpace(secret) != secret:
		return FieldErrorf("secret", "There is a space before or after it. Paste it without.")
	case strings.ContainsFunc(secret, unicode.IsControl):
		return FieldErrorf("secret", "There are characters in it that nobody could type. Copy it anew.")
	}
	return nil
}

// VouchesFor reports whether p is asked about an email address of that domain.
func (p IdentityProvider) VouchesFor(email string) bool {
	return slices.Contains(p.Domains, DomainOf(email))
}

// DomainOf returns the domain of an email address in lower case, "" when it has none.
func DomainOf(email string) string {
	email = strings.ToLower(strings.TrimSpace(email))
	at := strings.LastIndexByte(email, '@')
	if at < 1 {
		return ""
	}
	return email[at+1:]
}

// An Identity is who somebody is at an identity provider, as far as it says.
type Identity struct {
	Subject      string // what it knows them by, for good
	Email        string
	Verified     bool // the address is theirs
	SecondFactor bool // they were asked for one
}

// A SignOnFault is why somebody who came from an identity provider was not let in.
type SignOnFault string

// The faults.
const (
	SignOnDeclined    SignOnFault = "declined"    // the provider said no, or they did
	SignOnUnreachable SignOnFault = "unreachable" // the provider could not be asked
	SignOnUnproved    SignOnFault = "unproved"    // what it said does not hold
	SignOnExpired     SignOnFault = "expired"     // what it said is too old, or a clock is wrong
	SignOnNoEmail     SignOnFault = "email"       // it vouches for no address of theirs
	SignOnDomain      SignOnFault = "domain"      // the address is of another domain
	SignOnStranger    SignOnFault = "stranger"    // no member has that address
	SignOnOther       SignOnFault = "other"       // the member signs in as somebody else there
	SignOnFactor      SignOnFault = "factor"      // the org demands a second factor
)
