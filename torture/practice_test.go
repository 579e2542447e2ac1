package torture

import (
	"database/sql"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // the driver of the store

	"televisit/demo"
)

// A practice is a database, and sixteen people who write to it.
type practice struct {
	where   func(t *testing.T) (d *sql.DB, done func()) // opens the database as another process does
	writers []*writer
	tokens  map[string]string // of logins, by email
}

// people is how many write at once.
const people = 16

// copyDemo returns a data directory with a copy of the demo.
func copyDemo(t *testing.T) (dir string) {
	t.Helper()
	bin(t)
	dir = t.TempDir()
	for _, name := range []string{"televisit.db", "secrets.key", "DEMO.txt"} {
		b, err := os.ReadFile(filepath.Join(built.demo, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), b, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// openFile opens the database of a data directory to look at it, and nothing else.
func openFile(t *testing.T, dir string) (d *sql.DB, done func()) {
	t.Helper()
	d, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "televisit.db")+"?_pragma=busy_timeout(5000)&_pragma=query_only(1)")
	if err != nil {
		t.Fatal(err)
	}
	return d, func() {
		t.Helper()
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}
}

// gather lets sixteen people of a demo, served at url, each take a visit that is scheduled.
func gather(t *testing.T, url string, where func(t *testing.T) (*sql.DB, func())) *practice {
	t.Helper()
	p := &practice{where: where, tokens: map[string]string{}}
	d, done := where(t)
	defer done()
	rows, err := d.Query(`SELECT s.id, s.version, s.status, u.email FROM pm_telehealth_sessions s JOIN pf_users u ON u.id = s.provider_id
		WHERE s.status = 'scheduled' AND s.deleted_at IS NULL AND u.email LIKE 'provider%@northside.example'
		ORDER BY s.created_at DESC, s.id LIMIT $1`, people)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		w := &writer{client: lone()}
		if err := rows.Scan(&w.id, &w.base, &w.status, &w.email); err != nil {
			t.Fatal(err)
		}
		w.version.Store(w.base)
		p.writers = append(p.writers, w)
	}
	if rows.Err() != nil || len(p.writers) != people {
		t.Fatalf("%d visits to move, %v", len(p.writers), rows.Err())
	}
	for _, w := range p.writers {
		if w.audits, err = w.movesOnRecord(d); err != nil {
			t.Fatal(err)
		}
	}
	p.signIn(t, url)
	return p
}

// lone returns a client with one connection, which is made when it is needed.
func lone() *http.Client {
	return &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// signIn gives everybody a new login.
func (p *practice) signIn(t *testing.T, at string) {
	t.Helper()
	clear(p.tokens)
	for _, w := range p.writers {
		if p.tokens[w.email] == "" {
			res, err := lone().PostForm(at+"/login", url.Values{"email": {w.email}, "password": {demo.Password}})
			if err != nil {
				t.Fatal(err)
			}
			_ = res.Body.Close() // it is not read
			name := cookieName(at)
			i := slices.IndexFunc(res.Cookies(), func(c *http.Cookie) bool { return c.Name == name })
			if res.StatusCode != http.StatusSeeOther || i < 0 {
				t.Fatalf("%s signs in: %s", w.email, res.Status)
			}
			p.tokens[w.email] = res.Cookies()[i].Value
		}
		w.token = p.tokens[w.email]
	}
}

// cookie returns the header line of a login for the server at an address.
func cookie(at, token string) string { return cookieName(at) + "=" + token }

// cookieName returns what a login's cookie is called at an address: its name has the port.
func cookieName(at string) string { return "televisit-" + at[strings.LastIndexByte(at, ':')+1:] }
