package handlers

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/sessions"

	"televisit/store"
)

// loginStore is a sessions.Store whose session is a login: the cookie holds an
// opaque token, the database its hash. A cookie that is no login of ours is
// nobody's, never an error.
type loginStore struct {
	s       *store.Store
	name    string
	options sessions.Options
}

// A login's cookie names no age: it ends with the browser, and in the database
// long before that. How long a login lasts is the organization's to say, also
// while it is going on.

// newLoginStore returns a store whose cookies can only be ours. Over plain
// HTTP, as on this machine or a trusted LAN, browsers would not send a Secure
// cookie back, so there it has neither that mark nor the __Host- name.
func newLoginStore(s *store.Store, base *url.URL) *loginStore {
	l := &loginStore{s: s, name: "televisit", options: sessions.Options{Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode}}
	if base.Scheme == "https" {
		l.name, l.options.Secure = "__Host-televisit", true
	}
	return l
}

// Get returns the login that the request carries.
func (l *loginStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(l, name)
}

// New reads the login's token from the cookie. Whether it is one is for the
// database to say.
func (l *loginStore) New(r *http.Request, name string) (*sessions.Session, error) {
	login := sessions.NewSession(l, name)
	options := l.options
	login.Options, login.IsNew = &options, true
	if c, err := r.Cookie(name); err == nil && c.Value != "" {
		login.ID, login.IsNew = c.Value, false
	}
	return login, nil
}

// Save sends the cookie. With a negative MaxAge it ends the login as well.
func (l *loginStore) Save(r *http.Request, w http.ResponseWriter, login *sessions.Session) error {
	if login.Options.MaxAge < 0 {
		if err := l.s.UnscopedSignOut(r.Context(), login.ID); err != nil {
			return err
		}
		login.ID = ""
	}
	http.SetCookie(w, sessions.NewCookie(login.Name(), login.ID, login.Options))
	return nil
}

// token returns the token that the request carries, "" when there is none. It
// is what New reads, without the registry that a change of the login needs.
func (l *loginStore) token(r *http.Request) string {
	for _, line := range r.Header["Cookie"] {
		for cookie := range strings.SplitSeq(line, ";") {
			if name, value, _ := strings.Cut(strings.TrimSpace(cookie), "="); name == l.name {
				return value
			}
		}
	}
	return ""
}

// begin replaces whatever login the browser had by the one of token.
func (l *loginStore) begin(w http.ResponseWriter, r *http.Request, token string) error {
	if old := l.token(r); old != "" {
		if err := l.s.UnscopedSignOut(r.Context(), old); err != nil {
			return err
		}
	}
	options := l.options
	http.SetCookie(w, sessions.NewCookie(l.name, token, &options))
	return nil
}

// end ends the login that the request carries, if any.
func (l *loginStore) end(w http.ResponseWriter, r *http.Request) error {
	login, err := l.Get(r, l.name)
	if err != nil || login.IsNew {
		return err
	}
	login.Options.MaxAge = -1
	return login.Save(r, w)
}
