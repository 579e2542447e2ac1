package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/sessions"
)

// A LoginCookie is a sessions.Store whose session is a login: the cookie holds an
// opaque token, the database its hash. A cookie that is no login of ours is
// nobody's, never an error.
//
// The cookie names no age: it ends with the browser, and in the database long
// before that. How long a login lasts is the organization's to say, also while it
// is going on.
type LoginCookie struct {
	name    string
	was     string // what the cookie of who signed out is called
	device  string // what the one is called by which a browser is known again
	former  string // what the cookie was called before November 2026
	options sessions.Options
	signOut func(ctx context.Context, token string) error
}

// maxTokens is how many cookies of one name are asked about.
const maxTokens = 16

// Who signs out while a form is open elsewhere may still send it within the hour: a
// second cookie says whose login it was. It opens nothing.
const wasFor = time.Hour

// LongestCookie is how long a cookie can last: no browser keeps one for longer.
const LongestCookie = 400 * 24 * time.Hour

// NewLoginCookie returns a store whose cookies can only be ours. signOut ends a
// login. Over plain HTTP, as on this machine or a trusted LAN, browsers would not
// send a Secure cookie back, so there it has neither that mark nor the __Host-
// name.
//
// Browsers keep cookies by host alone, whatever the port, and a __Host- cookie is
// for every path. So the name carries both: the logins of two sites on one host
// stand side by side.
func NewLoginCookie(base *url.URL, signOut func(ctx context.Context, token string) error) *LoginCookie {
	l := &LoginCookie{former: "televisit", signOut: signOut, options: sessions.Options{Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode}}
	if base.Scheme == "https" {
		l.former, l.options.Secure = "__Host-televisit", true
	}
	site := portOf(base) + url.QueryEscape(strings.TrimRight(base.Path, "/"))
	l.name, l.was, l.device = l.former+"-"+site, l.former+"-was-"+site, l.former+"-device-"+site
	return l
}

// Name returns what the cookie is called.
func (l *LoginCookie) Name() string { return l.name }

// Get returns the login that the request carries.
func (l *LoginCookie) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(l, name)
}

// New reads the login's token from the cookie. Whether it is one is for the
// database to say.
func (l *LoginCookie) New(r *http.Request, name string) (*sessions.Session, error) {
	login := sessions.NewSession(l, name)
	options := l.options
	login.Options, login.IsNew = &options, true
	if c, err := r.Cookie(name); err == nil && c.Value != "" {
		login.ID, login.IsNew = c.Value, false
	}
	return login, nil
}

// Save sends the cookie. With a negative MaxAge it ends the login as well.
func (l *LoginCookie) Save(r *http.Request, w http.ResponseWriter, login *sessions.Session) error {
	if login.Options.MaxAge < 0 {
		if err := l.signOut(r.Context(), login.ID); err != nil {
			return err
		}
		login.ID = ""
	}
	http.SetCookie(w, sessions.NewCookie(login.Name(), login.ID, login.Options))
	return nil
}

// Tokens returns the tokens that the request may be signed in by, most likely
// first; any of them may be stale. There can be several of one name, from other
// paths or domains, and logins of the former name go on until they end. It reads
// what New reads, without the registry that a change of the login needs.
func (l *LoginCookie) Tokens(r *http.Request) []string { return tokensIn(r, l.name, l.former) }

// Ended returns the tokens of logins that the browser had: what it still sends,
// and the one of who signed out a while ago.
func (l *LoginCookie) Ended(r *http.Request) []string {
	return tokensIn(r, l.name, l.former, l.was)
}

func tokensIn(r *http.Request, names ...string) (all []string) {
	for _, wanted := range names {
		for _, line := range r.Header["Cookie"] {
			for cookie := range strings.SplitSeq(line, ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(cookie), "=")
				if name == wanted && value != "" && len(all) < maxTokens {
					all = append(all, value)
				}
			}
		}
	}
	return all
}

// Begin replaces whatever login the browser had by the one of token.
func (l *LoginCookie) Begin(w http.ResponseWriter, r *http.Request, token string) error {
	if err := l.endAll(r); err != nil {
		return err
	}
	if len(tokensIn(r, l.was)) > 0 {
		l.set(w, l.was, "", -time.Second)
	}
	l.set(w, l.name, token, 0)
	return nil
}

// set sends a cookie that lasts so long: 0 until the browser ends, less than that not at all.
func (l *LoginCookie) set(w http.ResponseWriter, name, value string, lasts time.Duration) {
	options := l.options
	options.MaxAge = int(lasts / time.Second)
	http.SetCookie(w, sessions.NewCookie(name, value, &options))
}

// End ends the login that the request carries, if any.
func (l *LoginCookie) End(w http.ResponseWriter, r *http.Request) error {
	if err := l.endAll(r); err != nil {
		return err
	}
	login, err := l.Get(r, l.name)
	if err != nil || login.IsNew {
		return err
	}
	l.set(w, l.was, login.ID, wasFor)
	login.Options.MaxAge = -1
	return login.Save(r, w)
}

// endAll ends every login that the request carries. A token of another site means
// nothing here.
func (l *LoginCookie) endAll(r *http.Request) error {
	for _, token := range l.Tokens(r) {
		if err := l.signOut(r.Context(), token); err != nil {
			return err
		}
	}
	return nil
}
