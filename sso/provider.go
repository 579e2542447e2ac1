package sso

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"televisit/clinic"
	"televisit/outside"
)

// A provider is one that said how it works.
type provider struct {
	about about
	oidc  *oidc.Provider
}

// about is what a provider says of itself.
type about struct {
	Issuer        string   `json:"issuer"`
	Authorization string   `json:"authorization_endpoint"`
	Token         string   `json:"token_endpoint"`
	Keys          string   `json:"jwks_uri"`
	UserInfo      string   `json:"userinfo_endpoint"`
	Algorithms    []string `json:"id_token_signing_alg_values_supported"`
	TokenAuth     []string `json:"token_endpoint_auth_methods_supported"`
	Responses     []string `json:"response_types_supported"`
	Challenges    []string `json:"code_challenge_methods_supported"`
}

// flow is how the code of q becomes a token.
func (p *provider) flow(q Question) *oauth2.Config {
	style := oauth2.AuthStyleInHeader // what is meant where nothing is said
	if all := p.about.TokenAuth; len(all) > 0 && !slices.Contains(all, "client_secret_basic") {
		style = oauth2.AuthStyleInParams
	}
	return &oauth2.Config{ClientID: q.ClientID, ClientSecret: q.Secret, RedirectURL: q.Return, Scopes: []string{oidc.ScopeOpenID, "email"},
		Endpoint: oauth2.Endpoint{AuthURL: p.about.Authorization, TokenURL: p.about.Token, AuthStyle: style}}
}

// provider returns the one at an address. Whoever asks for the same at once waits for one
// answer.
func (c *Client) provider(ctx context.Context, issuer string) (*provider, error) {
	c.mu.Lock()
	known, ok := c.kept[issuer]
	c.mu.Unlock()
	if ok && c.now().Before(known.until) {
		return known.provider, nil
	}
	// Who goes away meanwhile is not to break it off for the others.
	found, err, _ := c.asked.Do(issuer, func() (any, error) { return c.discover(context.WithoutCancel(ctx), issuer) })
	if err != nil {
		return nil, err
	}
	p := found.(*provider)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.kept) >= mostKept {
		clear(c.kept)
	}
	c.kept[issuer] = kept{p, c.now().Add(keptFor)}
	return p, nil
}

// A DiscoveryFault is why a provider does not say how it works, or not what is needed.
type DiscoveryFault struct {
	Outcome clinic.Outcome // what came of asking, when nothing usable did
	Lacks   string         // else what is wrong: document, issuer, endpoint, code
	Says    string         // the issuer that it says it is, for issuer
	cause   error
}

func (f *DiscoveryFault) Error() string {
	return fmt.Sprintf("discovery: %s%s %d: %v", f.Outcome.Fault, f.Lacks, f.Outcome.Code, f.cause)
}

func (f *DiscoveryFault) Unwrap() error { return f.cause }

// discover asks the provider at an address how it works.
func (c *Client) discover(ctx context.Context, issuer string) (*provider, error) {
	var a about
	if err := c.fetch(ctx, strings.TrimSuffix(issuer, "/")+clinic.DiscoveryPath, &a); err != nil {
		return nil, err
	}
	// A slash at the end is easily typed or lost. What tokens have to say is what the provider says itself.
	if a.Issuer == "" || strings.TrimSuffix(a.Issuer, "/") != strings.TrimSuffix(issuer, "/") {
		return nil, &DiscoveryFault{Lacks: "issuer", Says: a.Issuer}
	}
	for _, address := range []string{a.Authorization, a.Token, a.Keys} {
		if !clinic.SafeLink(address) {
			return nil, &DiscoveryFault{Lacks: "endpoint"}
		}
	}
	if len(a.Responses) > 0 && !slices.Contains(a.Responses, "code") {
		return nil, &DiscoveryFault{Lacks: "code"}
	}
	how := oidc.ProviderConfig{IssuerURL: a.Issuer, AuthURL: a.Authorization, TokenURL: a.Token, UserInfoURL: a.UserInfo, JWKSURL: a.Keys,
		Algorithms: asymmetric(a.Algorithms)}
	return &provider{a, how.NewProvider(oidc.ClientContext(ctx, c.http))}, nil
}

// asymmetric returns those of all algorithms that a stranger can check: a shared secret
// would let whoever has it make tokens.
func asymmetric(all []string) (safe []string) {
	for _, alg := range all {
		if slices.Contains([]string{oidc.RS256, oidc.RS384, oidc.RS512, oidc.ES256, oidc.ES384, oidc.ES512, oidc.PS256, oidc.PS384,
			oidc.PS512, oidc.EdDSA}, alg) {
			safe = append(safe, alg)
		}
	}
	if len(safe) == 0 {
		safe = []string{oidc.RS256}
	}
	return safe
}

// fetch reads a JSON document. It returns a DiscoveryFault.
func (c *Client) fetch(ctx context.Context, address string, into any) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return &DiscoveryFault{Lacks: "document", cause: err}
	}
	r.Header.Set("Accept", "application/json")
	r.Header.Set("User-Agent", "Televisit")
	res, err := c.http.Do(r)
	if err != nil {
		return &DiscoveryFault{Outcome: clinic.Outcome{Fault: outside.FaultOf(err)}, cause: err}
	}
	defer drain(res.Body)
	switch code := res.StatusCode; {
	case code >= 300 && code < 400:
		return &DiscoveryFault{Outcome: clinic.Outcome{Code: code, Fault: clinic.FaultRedirect}}
	case code != http.StatusOK:
		return &DiscoveryFault{Outcome: clinic.Outcome{Code: code, Fault: clinic.FaultStatus}}
	}
	if err := json.NewDecoder(res.Body).Decode(into); err != nil {
		return &DiscoveryFault{Lacks: "document", cause: err}
	}
	return nil
}

// A Trial is what a provider said of itself when it was tried.
type Trial struct {
	Keys int  // how many it signs with
	PKCE bool // it says that it ties codes to who asked for them
}

// Try asks the provider at an address anew whether it can be used. It returns a
// DiscoveryFault when it cannot.
func (c *Client) Try(ctx context.Context, issuer string) (t Trial, err error) {
	p, err := c.discover(ctx, issuer)
	if err != nil {
		return t, err
	}
	var set struct {
		Keys []json.RawMessage `json:"keys"`
	}
	if err := c.fetch(ctx, p.about.Keys, &set); err != nil {
		return t, err
	}
	if len(set.Keys) == 0 {
		return t, &DiscoveryFault{Lacks: "keys"}
	}
	return Trial{len(set.Keys), slices.Contains(p.about.Challenges, "S256")}, nil
}
