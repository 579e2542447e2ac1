// Package sso asks identity providers who somebody is, by OpenID Connect.
package sso

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
	"golang.org/x/sync/singleflight"

	"televisit/clinic"
)

const (
	patience = 5 * time.Second // for one answer
	mostRead = 1 << 20         // bytes of an answer
	keptFor  = 5 * time.Minute // what a provider said of itself
	skew     = 2 * time.Minute // how far its clock and ours may be apart
	mostKept = 1000            // providers
)

// A Client asks providers. What one says of itself is kept for a while.
type Client struct {
	http  *http.Client
	now   func() time.Time
	asked singleflight.Group
	mu    sync.Mutex
	kept  map[string]kept // by the address of the provider
}

type kept struct {
	*provider
	until time.Time
}

// New returns a client that reaches providers through by, or none when by is nil. Redirects are not followed: what
// is said to a provider is for no other.
func New(by http.RoundTripper, now func() time.Time) *Client {
	if by == nil {
		by = nowhere{}
	}
	return &Client{now: now, kept: map[string]kept{}, http: &http.Client{Transport: limited{by}, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// nowhere reaches nobody.
type nowhere struct{}

// RoundTrip is that of http.RoundTripper.
func (nowhere) RoundTrip(*http.Request) (*http.Response, error) {
	return nil, errors.New("no other program is reached from here")
}

// limited reads no more of an answer than one can need.
type limited struct{ http.RoundTripper }

// RoundTrip is that of http.RoundTripper.
func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		res.Body = http.MaxBytesReader(nil, res.Body, mostRead)
	}
	return res, err
}

// A Question is one sign-in: who asks, where the answer goes, and what ties it to the
// question.
type Question struct {
	Issuer, ClientID, Secret string
	Return                   string // where the provider sends the browser back to
	State, Nonce, Verifier   string
}

// An Answer is what the browser brought back.
type Answer struct{ Code, Issuer, Error string }

// A Refusal is why an answer identifies nobody. Its cause is for the log.
type Refusal struct {
	Fault clinic.SignOnFault
	cause error
}

func (r *Refusal) Error() string { return fmt.Sprintf("single sign-on: %s: %v", r.Fault, r.cause) }

func (r *Refusal) Unwrap() error { return r.cause }

// Ask returns where to send a browser with q. It returns a Refusal when the provider
// cannot be asked.
func (c *Client) Ask(ctx context.Context, q Question) (string, error) {
	p, err := c.provider(ctx, q.Issuer)
	if err != nil {
		return "", &Refusal{clinic.SignOnUnreachable, err}
	}
	return p.flow(q).AuthCodeURL(q.State, oidc.Nonce(q.Nonce), oauth2.S256ChallengeOption(q.Verifier)), nil
}

// Identify returns whom the answer to q is about. It returns a Refusal for an answer that
// does not hold, and when the provider cannot be asked.
func (c *Client) Identify(ctx context.Context, q Question, a Answer) (clinic.Identity, error) {
	if a.Error != "" || a.Code == "" {
		return clinic.Identity{}, &Refusal{clinic.SignOnDeclined, errors.New("the provider said no")}
	}
	p, err := c.provider(ctx, q.Issuer)
	if err != nil {
		return clinic.Identity{}, &Refusal{clinic.SignOnUnreachable, err}
	}
	if a.Issuer != "" && a.Issuer != p.about.Issuer { // RFC 9207
		return clinic.Identity{}, &Refusal{clinic.SignOnUnproved, errors.New("the answer is of another provider")}
	}
	ctx = oidc.ClientContext(ctx, c.http)
	tokens, err := p.flow(q).Exchange(ctx, a.Code, oauth2.VerifierOption(q.Verifier))
	if err != nil {
		return clinic.Identity{}, exchangeRefusal(err)
	}
	return c.read(ctx, p, q, tokens)
}

// exchangeRefusal tells a provider that says no from one that says nothing.
func exchangeRefusal(err error) error {
	if no, ok := errors.AsType[*oauth2.RetrieveError](err); ok {
		fault := clinic.SignOnUnproved
		if no.Response.StatusCode >= 500 {
			fault = clinic.SignOnUnreachable
		}
		return &Refusal{fault, fmt.Errorf("the provider gives no token: %d %s", no.Response.StatusCode, no.ErrorCode)}
	}
	return &Refusal{clinic.SignOnUnreachable, err}
}

// read checks the identity token and returns whom it is about.
func (c *Client) read(ctx context.Context, p *provider, q Question, tokens *oauth2.Token) (who clinic.Identity, err error) {
	raw, _ := tokens.Extra("id_token").(string)
	refused := func(err error) error { return &Refusal{clinic.SignOnUnproved, err} }
	// Its clock may be a little ahead of ours, or behind.
	token, err := p.oidc.VerifierContext(ctx, &oidc.Config{ClientID: q.ClientID, Now: func() time.Time { return c.now().Add(-skew) }}).
		Verify(ctx, raw)
	if expired, ok := errors.AsType[*oidc.TokenExpiredError](err); ok {
		return who, &Refusal{clinic.SignOnExpired, expired}
	}
	if err != nil {
		return who, refused(err)
	}
	var claimed claims
	switch err := token.Claims(&claimed); {
	case err != nil:
		return who, refused(err)
	case token.Nonce != q.Nonce || q.Nonce == "":
		return who, refused(errors.New("the token answers another question"))
	case claimed.For != "" && claimed.For != q.ClientID || claimed.For == "" && len(token.Audience) > 1:
		return who, refused(errors.New("the token is for another client"))
	case token.Subject == "":
		return who, refused(errors.New("the token names nobody"))
	case token.IssuedAt.After(c.now().Add(skew)):
		return who, &Refusal{clinic.SignOnExpired, errors.New("the token was issued in the future")}
	}
	who = claimed.identity(token.Subject)
	if who.Email == "" && p.about.UserInfo != "" {
		err = c.askMore(ctx, p, tokens, &who)
	}
	return who, err
}

// askMore asks for the address of who, which not every provider puts into its token.
func (c *Client) askMore(ctx context.Context, p *provider, tokens *oauth2.Token, who *clinic.Identity) error {
	more, err := p.oidc.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
	if err != nil { // it may quote what was answered, which is of a person
		return &Refusal{clinic.SignOnUnreachable, errors.New("the provider says no more of the person")}
	}
	if more.Subject != who.Subject {
		return &Refusal{clinic.SignOnUnproved, errors.New("what is said of the person is about another one")}
	}
	var claimed claims
	if err := more.Claims(&claimed); err != nil {
		return &Refusal{clinic.SignOnUnproved, err}
	}
	who.Email, who.Verified = claimed.Email, claimed.verified()
	return nil
}

// drain lets a connection be used again.
func drain(body io.ReadCloser) {
	_, _ = io.Copy(io.Discard, io.LimitReader(body, mostRead)) // what is left is not needed
	_ = body.Close()
}
