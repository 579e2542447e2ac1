package handlers

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store/storetest"
)

func TestHostileForms(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b := s.as(t, "provider@northside.example", "")
	status := list + "/sessions/" + id + "/status"
	for name, tt := range map[string]struct {
		body string
		want int
	}{
		"too large":      {"to=active&version=1&reason=" + strings.Repeat("x", (64<<10)), http.StatusRequestEntityTooLarge},
		"not text":       {"to=active&version=1&reason=%ff%fe", http.StatusBadRequest},
		"a NUL":          {"to=active&version=1&reason=a%00b", http.StatusBadRequest},
		"broken escape":  {"to=active&version=%zz", http.StatusBadRequest},
		"no version":     {"to=active", http.StatusUnprocessableEntity},
		"a huge version": {"to=active&version=99999999999999999999", http.StatusUnprocessableEntity},
		"no status":      {"version=1", http.StatusUnprocessableEntity},
		"unknown status": {"to=%3Cb%3E&version=1", http.StatusUnprocessableEntity},
		"wrong version":  {"to=active&version=7", http.StatusConflict},
		"long reason":    {"to=cancelled&version=1&reason=" + strings.Repeat("x", 501), http.StatusUnprocessableEntity},
	} {
		t.Run(name, func(t *testing.T) {
			r := httptest.NewRequest("POST", status, strings.NewReader(tt.body))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			a := b.do(r, nil)
			if a.StatusCode != tt.want {
				t.Errorf("got %d, want %d", a.StatusCode, tt.want)
			}
			for _, inner := range []string{"sql", "strconv", "http:", "panic", "goroutine", "sqlite"} {
				if strings.Contains(strings.ToLower(a.Doc.Find("main").Text()), inner) {
					t.Errorf("the page says %q, want nothing of the program's inside", inner)
				}
			}
		})
	}
	if n := s.Count(t, `SELECT count(*) FROM pm_telehealth_sessions WHERE version > 1`) + s.Count(t,
		`SELECT count(*) FROM pf_audit WHERE action = 'session.move'`); n != 0 {
		t.Error("something was saved")
	}
}

func TestHostileAddresses(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	foreign := string(s.Session(t, storetest.Row{Org: s.Harbor}))
	b := s.as(t, "admin@northside.example", "")
	for _, id := range []string{foreign, "x", "..%2f..%2fetc", "%00", strings.Repeat("a", 4000), "%ff", "1%20or%201=1", "%3Cscript%3E"} {
		t.Run(fmt.Sprintf("%.20q", id), func(t *testing.T) {
			for _, rest := range []string{"", "/status?to=active", "/delete"} {
				if a := b.get(list + "/sessions/" + id + rest); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusBadRequest &&
					a.StatusCode != http.StatusMovedPermanently {
					t.Errorf("GET …%s: got %d, want 404, 400 or 301", rest, a.StatusCode)
				}
			}
			for _, rest := range []string{"/status", "/consent", "/location", "/times", "/delete", "/restore"} {
				if a := b.post(list+"/sessions/"+id+rest, "to", "active", "version", "1", "reason", "r", "consent",
					"declined"); a.StatusCode != http.StatusNotFound && a.StatusCode != http.StatusMovedPermanently {
					t.Errorf("POST …%s: got %d, want 404 or 301", rest, a.StatusCode)
				}
			}
		})
	}
	for _, tt := range []struct {
		method, path string
		want         int
	}{{"PUT", list, 405}, {"DELETE", list, 405}, {"GET", "/logout", 405}, {"GET", "/nowhere", 404}, {"POST", "/nowhere", 404},
		{"TRACE", "/", 405}} {
		t.Run(tt.method+" "+tt.path, func(t *testing.T) {
			a := b.do(httptest.NewRequest(tt.method, tt.path, nil), nil)
			if a.StatusCode != tt.want || a.Doc.Find("h1").Length() != 1 ||
				squash(a.Doc.Find(".org").Text()) != "Organization: Northside Family Practice" {
				t.Errorf("got %d, want the page of %d in the reader's frame", a.StatusCode, tt.want)
			}
		})
	}
}

// TestMethods asks with HEAD what may be asked with GET, and what a wrong
// method is told.
func TestMethods(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	id := string(s.Session(t, storetest.Row{}))
	for _, path := range []string{"/healthz", "/readyz", "/login", list, list + "/sessions/" + id} {
		t.Run(strings.Replace(path, id, "{id}", 1), func(t *testing.T) {
			want := b.get(path).StatusCode
			if a := b.do(httptest.NewRequest("HEAD", path, nil), nil); a.StatusCode != want {
				t.Errorf("HEAD: got %d, want %d as for GET", a.StatusCode, want)
			}
		})
	}
	for _, tt := range []struct{ method, path, allow string }{
		{"PUT", list, "GET, HEAD"}, {"HEAD", "/logout", "POST"}, {"PATCH", "/login", "GET, HEAD, POST"},
		{"GET", list + "/sessions/" + id + "/restore", "POST"}, {"POST", "/static/x", "GET, HEAD"},
	} {
		t.Run(tt.method+" "+strings.Replace(tt.path, id, "{id}", 1), func(t *testing.T) {
			a := b.do(httptest.NewRequest(tt.method, tt.path, nil), nil)
			if a.StatusCode != http.StatusMethodNotAllowed || a.Header.Get("Allow") != tt.allow {
				t.Errorf("got %d, Allow: %s; want 405, Allow: %s", a.StatusCode, a.Header.Get("Allow"), tt.allow)
			}
		})
	}
}

func TestForeignSitesAreRefused(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := string(s.Session(t, storetest.Row{}))
	b := s.as(t, "provider@northside.example", "")
	for _, header := range [][]string{{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "cross-site"}, {"Origin", "null"}} {
		t.Run(strings.Join(header, " "), func(t *testing.T) {
			a := b.send(list+"/sessions/"+id+"/status", form("to", "active", "version", "1"), header...)
			if a.StatusCode != http.StatusForbidden || !strings.Contains(a.Doc.Find("main").Text(), "another site") {
				t.Errorf("got %d, want 403 and that another site asked", a.StatusCode)
			}
		})
	}
	if now := s.status(t, clinic.SessionID(id)); now != clinic.Scheduled {
		t.Error("it was moved to", now)
	}
}

// TestLogTellsNothing looks for people, tokens and queries in the log.
func TestLogTellsNothing(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var log bytes.Buffer
	s := siteWith(t, d, "https://desk.example/sub", &log)
	id := string(s.Session(t, storetest.Row{Family: "Marlow"}))
	b := s.anonymous(t)
	a := b.post("/sub/login", "email", "provider@northside.example", "password", storetest.Password)
	if c := b.cookie; c == nil || c.Name != "__Host-televisit-443%2Fsub" || !c.Secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode ||
		c.Path != "/" {
		t.Fatal("the cookie over https is", b.cookie, a.StatusCode)
	}
	if a := b.get("/sub" + list + "?status=active"); a.StatusCode != http.StatusOK || a.Header.Get("Strict-Transport-Security") == "" {
		t.Error(a.StatusCode, a.Header)
	}
	b.post("/sub"+list+"/search", "q", "Marlow")
	b.get("/sub" + list + "/sessions/" + id)
	d.Exec(t, `ALTER TABLE pf_audit RENAME TO gone`)
	if a := b.get("/sub" + list + "/sessions/" + id); a.StatusCode != http.StatusInternalServerError ||
		a.Doc.Find("h1").Text() != "Something went wrong" || a.Doc.Find(`link[href^="/sub/static/"]`).Length() == 0 {
		t.Error(a.StatusCode, a.Text)
	}
	for _, secret := range []string{"Marlow", "northside", storetest.Password, b.cookie.Value, id, "status=active"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log holds %q: %s", secret, log.String())
		}
	}
	for _, want := range []string{"route=/pm/telehealth/sessions/{id}", "status=500", "level=ERROR"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log does not hold %q: %s", want, log.String())
		}
	}
}

// TestLogCountsPolls polls for more than a minute: polls that go well are one
// line, one that fails is a line of its own.
func TestLogCountsPolls(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var log bytes.Buffer
	s := siteWith(t, d, home, &log)
	b := s.as(t, "staff@northside.example", "")
	tag := b.get(list).tag()
	lines := func(text string) int { return strings.Count(log.String(), text) }
	log.Reset()
	for range 3 {
		b.get(pollPath, "HX-Request", "true", "HX-PTag", tag)
	}
	b.get("/today")
	if log.Len() > 0 {
		t.Error("polls that went well are logged at once:", log.String())
	}
	s.anonymous(t).get(pollPath, "HX-Request", "true")
	if lines("status=401") != 1 {
		t.Error("a poll that failed is not logged at once:", log.String())
	}
	d.Clock.Add(time.Minute)
	for range 2 {
		b.get("/healthz")
	}
	if lines("msg=polls") != 1 || lines("status_200=1 status_304=3 slowest_ms=0") != 1 {
		t.Error("the minute is not summed up once:", log.String())
	}
}
