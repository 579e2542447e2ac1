package web

import (
	"net/http"
	"time"

	"github.com/gorilla/sessions"
)

// Device returns what the browser is known again by, "" when it is not.
func (l *LoginCookie) Device(r *http.Request) string {
	if all := tokensIn(r, l.device); len(all) > 0 {
		return all[0]
	}
	return ""
}

// KeepDevice lets the browser be known again by device, for so long. It opens nothing.
func (l *LoginCookie) KeepDevice(w http.ResponseWriter, device string, lasts time.Duration) {
	options := l.options
	options.MaxAge = int(lasts / time.Second)
	http.SetCookie(w, sessions.NewCookie(l.device, device, &options))
}
