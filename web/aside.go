package web

import (
	"net/http"
	"time"

	"github.com/gorilla/sessions"
)

// SetAside lets the browser carry value beside the login of this site for so long; "" takes
// it back. It opens nothing by itself.
func (l *LoginCookie) SetAside(w http.ResponseWriter, what, value string, lasts time.Duration) {
	options := l.options
	options.MaxAge = int(lasts / time.Second)
	if value == "" {
		options.MaxAge = -1
	}
	http.SetCookie(w, sessions.NewCookie(l.name+"-"+what, value, &options))
}

// Aside returns what SetAside let the browser carry, "" for nothing.
func (l *LoginCookie) Aside(r *http.Request, what string) string {
	for _, value := range tokensIn(r, l.name+"-"+what) {
		return value
	}
	return ""
}
