package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

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
	options sessions.Options
	signOut func(ctx context.Context, token string) error
}

// NewLoginCookie returns a store whose cookies can only be ours. signOut ends a
// login. Over plain HTTP, as on this machine or a trusted LAN, browsers would not
// send a Secure cookie back, so there it has neither that mark nor the __Host-
// name.
func NewLoginCookie(base *url.URL, signOut func(ctx context.Context, token string) error) *LoginCookie {
	l := &LoginCookie{name: "televisit", signOut: signOut, options: sessions.Options{Path: "/", HttpOnly: true,
		SameSite: http.SameSiteLaxMode}}
	if base.Scheme == "https" {
		l.name, l.options.Secure = "__Host-televisit", true
	}
	return l
}

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

// Token returns the token that the request carries, "" when there is none. It
// is what New reads, without the registry that a change of the login needs.
func (l *LoginCookie) Token(r *http.Request) string {
	for _, line := range r.Header["Cookie"] {
		for cookie := range strings.SplitSeq(line, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(cookie), "="); name == l.name {
				return value
			}
		}
	}
	return ""
}

// Begin replaces whatever login the browser had by the one of token.
func (l *LoginCookie) Begin(w http.ResponseWriter, r *http.Request, token string) error {
	if old := l.Token(r); old != "" {
		if err := l.signOut(r.Context(), old); err != nil {
			return err
		}
	}
	options := l.options
	http.SetCookie(w, sessions.NewCookie(l.name, token, &options))
	return nil
}

// End ends the login that the request carries, if any.
func (l *LoginCookie) End(w http.ResponseWriter, r *http.Request) error {
	login, err := l.Get(r, l.name)
	if err != nil || login.IsNew {
		return err
	}
	login.Options.MaxAge = -1
	return login.Save(r, w)
}
