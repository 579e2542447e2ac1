package handlers

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"televisit/store/storetest"
)

// A browser that leaves while it signs in sets off no alarm.
func TestLeftDuringSignIn(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	s := siteWith(t, storetest.New(t), home, &log)
	ctx, leave := context.WithCancel(t.Context())
	leave()
	for _, path := range []string{"/login", "/"} {
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form("email", staff, "password", storetest.Password).Encode()))
		if path == "/" {
			r = httptest.NewRequest(http.MethodGet, path, nil)
			r.AddCookie(s.as(t, staff, "").cookie)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r.WithContext(ctx))
		if w.Code != 499 || w.Body.Len() > 0 {
			t.Errorf("%s: got %d and %d bytes, want 499 and none", path, w.Code, w.Body.Len())
		}
	}
	if text := log.String(); strings.Contains(text, "ERROR") || !strings.Contains(text, "msg=left") || !strings.Contains(text, "status=499") {
		t.Errorf("the log says %s, want that it left, as no error", text)
	}
}
