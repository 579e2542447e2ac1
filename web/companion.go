package web

import (
	"net/http"
	"time"
)

// SetCompanion lets the browser carry value beside the login of this site for so long; "" takes
// it back. It opens nothing by itself.
func (l *LoginCookie) SetCompanion(w http.ResponseWriter, what, value string, lasts time.Duration) {
	if value == "" {
		lasts = -time.Second
	}
	l.set(w, l.name+"-"+what, value, lasts)
}

// Companion returns what SetCompanion let the browser carry, "" for nothing.
func (l *LoginCookie) Companion(r *http.Request, what string) string {
	for _, value := range tokensIn(r, l.name+"-"+what) {
		return value
	}
	return ""
}
