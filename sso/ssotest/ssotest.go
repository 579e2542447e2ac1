// Package ssotest runs an identity provider for tests, made of a library that is certified
// for OpenID Connect: what Televisit is told comes from no code of its own.
package ssotest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Secret is that of every client.
const Secret = "a secret for tests"

// A Provider lets in whoever is At it, without a question.
type Provider struct {
	Issuer string

	t       testing.TB
	server  *httptest.Server
	mu      sync.Mutex
	people  people
	at      string // the subject of who is signed in at the provider
	methods []string
	clients map[string][]string // addresses to come back to, by the id of the client
	handler http.Handler
	tokens  []string // identity tokens, as they were issued
	instead func(token string) string
	inToken bool
}

type people map[string]*storage.User

func (p people) GetUserByID(id string) *storage.User         { return p[id] }
func (p people) GetUserByUsername(name string) *storage.User { return p[name] }
func (people) ExampleClientID() string                       { return "nobody" }

// New starts a provider on a port of its own.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{t: t, people: people{}, clients: map[string][]string{}}
	p.server = httptest.NewServer(p)
	p.Issuer = p.server.URL
	t.Cleanup(p.server.Close)
	p.Rotate()
	return p
}

// Stop lets nobody reach the provider any more.
func (p *Provider) Stop() { p.server.Close() }

// Client adds a client that comes back to those addresses.
func (p *Provider) Client(id string, back ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clients[id] = append(p.clients[id], back...)
}

// At makes somebody the one who is signed in at the provider.
func (p *Provider) At(subject, email string, verified bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.at, p.people[subject] = subject, &storage.User{ID: subject, Username: subject, Email: email, EmailVerified: verified}
}

// Methods are what the provider says that it asked for, as "mfa".
func (p *Provider) Methods(all ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.methods = all
}

// TellInToken puts the address of the email into the identity token itself.
func (p *Provider) TellInToken() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.inToken = true
}

// Instead lets something else stand in the place of identity tokens; nil undoes that.
func (p *Provider) Instead(of func(token string) string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead = of
}

// Tokens are the identity tokens that were issued.
func (p *Provider) Tokens() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.tokens)
}

// Rotate gives the provider new keys; what was signed with those before is not valid.
func (p *Provider) Rotate() {
	p.t.Helper()
	keeper := &keeper{storage.NewStorageWithClients(p.people, map[string]*storage.Client{}), p}
	how := &op.Config{CryptoKey: sha256.Sum256([]byte("test")), CryptoKeyId: "key1", CodeMethodS256: true, AuthMethodPost: true}
	provider, err := op.NewProvider(how, keeper, op.StaticIssuer(p.Issuer), op.WithAllowInsecure())
	if err != nil {
		p.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/", provider)
	mux.Handle("/login/username", op.NewIssuerInterceptor(provider.IssuerFromRequest).HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			id := r.FormValue("authRequestID")
			p.mu.Lock()
			err := keeper.CheckUsernamePassword(p.at, "", id)
			p.mu.Unlock()
			if err != nil {
				http.Error(w, err.Error(), http.StatusForbidden)
				return
			}
			http.Redirect(w, r, op.AuthCallbackURL(provider)(r.Context(), id), http.StatusFound)
		}))
	p.mu.Lock()
	defer p.mu.Unlock()
	p.handler = mux
}

// ServeHTTP answers as the provider does, but for what stands in the place of its tokens.
func (p *Provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	h := p.handler
	p.mu.Unlock()
	if r.URL.Path != op.DefaultEndpoints.Token.Relative() {
		h.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	h.ServeHTTP(answer, r)
	var fields map[string]any
	if err := json.Unmarshal(answer.Body.Bytes(), &fields); err != nil {
		p.t.Error(err)
	}
	if token, ok := fields["id_token"].(string); ok {
		p.mu.Lock()
		p.tokens = append(p.tokens, token)
		if p.instead != nil {
			fields["id_token"] = p.instead(token)
		}
		p.mu.Unlock()
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(answer.Code)
	_ = json.NewEncoder(w).Encode(fields) // the reader is gone; there is nobody to tell
}

// A keeper is the storage of the library's example, but for its clients and methods.
type keeper struct {
	*storage.Storage
	p *Provider
}

// A client is one of the library's example that comes back to where the test says.
type client struct {
	*storage.Client
	back    []string
	inToken bool
}

func (c client) RedirectURIs() []string               { return c.back }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return c.inToken }

// GetClientByClientID is that of op.Storage.
func (k *keeper) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	k.p.mu.Lock()
	defer k.p.mu.Unlock()
	back, ok := k.p.clients[id]
	if !ok {
		return nil, errNoClient
	}
	return client{storage.WebClient(id, Secret), back, k.p.inToken}, nil
}

// AuthorizeClientIDSecret is that of op.Storage.
func (k *keeper) AuthorizeClientIDSecret(_ context.Context, _, secret string) error {
	if secret != Secret {
		return errWrongSecret
	}
	return nil
}

// AuthRequestByCode is that of op.Storage.
func (k *keeper) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	r, err := k.Storage.AuthRequestByCode(ctx, code)
	k.p.mu.Lock()
	defer k.p.mu.Unlock()
	if err != nil || k.p.methods == nil {
		return r, err
	}
	return asked{r, k.p.methods}, nil
}

// asked is a request whose person was asked for more than the example asks for.
type asked struct {
	op.AuthRequest
	methods []string
}

func (a asked) GetAMR() []string { return a.methods }

var (
	errNoClient    = errors.New("there is no such client")
	errWrongSecret = errors.New("the secret is wrong")
)
