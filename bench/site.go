package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// pageSize is how many cards a page of the list has.
const pageSize = 24

const listPath, pollPath = "/pm/telehealth", "/pm/telehealth/sessions"

// A site is the product, running on a database of its own.
type site struct {
	*process
	facts
	dir    string
	logins map[string]string // by email, what their cookies hold
	added  int               // patients
}

// browser is what every request carries, to the product and to its peers.
const browser = "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0\r\n" +
	"Accept: */*\r\nAccept-Language: en-US,en;q=0.5\r\nAccept-Encoding: gzip, deflate\r\n" +
	"Sec-Fetch-Dest: empty\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Site: same-origin\r\nHX-Request: true\r\n"

// get returns a request of who for path, with more header lines.
func (s *site) get(who, path string, headers ...string) []byte {
	return []byte("GET " + path + " HTTP/1.1\r\nHost: " + s.host() + "\r\nCookie: " + s.cookie(who) + "\r\n" + browser +
		strings.Join(append(headers, ""), "\r\n") + "\r\n")
}

// post returns a request of who that sends a form to path.
func (s *site) post(who, path string, form url.Values) []byte {
	body := form.Encode()
	return []byte("POST " + path + " HTTP/1.1\r\nHost: " + s.host() + "\r\nCookie: " + s.cookie(who) + "\r\n" + browser +
		"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n\r\n" + body)
}

func (s *site) host() string { return strings.TrimPrefix(s.url, "http://") }

// cookie returns the cookie of who.
func (s *site) cookie(who string) string { return s.cookieName() + "=" + s.logins[who] }

// cookieName returns what a login's cookie is called. Its name has the port of the server.
func (s *site) cookieName() string { return "televisit-" + s.url[strings.LastIndexByte(s.url, ':')+1:] }

// signIn gives who a login, the way a browser gets one.
func (s *site) signIn(ctx context.Context, who string) (login string, err error) {
	form := url.Values{"email": {who}, "password": {"televisit-demo"}}
	r, err := http.NewRequestWithContext(ctx, "POST", s.url+"/login", strings.NewReader(form.Encode()))
	if err != nil {
		return "", err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	a, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer func() { _ = a.Body.Close() }() // it is not read
	i := slices.IndexFunc(a.Cookies(), func(c *http.Cookie) bool { return c.Name == s.cookieName() })
	if a.StatusCode != http.StatusSeeOther || i < 0 {
		return "", fmt.Errorf("sign in as %s: %s", who, a.Status)
	}
	return a.Cookies()[i].Value, nil
}

// lasting returns a login for each who that was made by another process than
// the one that is measured: checking a password takes 64 MiB.
func (l *lab) lasting(dir string, who ...string) (logins map[string]string, err error) {
	p, err := l.serve(dir)
	if err != nil {
		return nil, err
	}
	s := &site{process: p}
	defer func() { err = errors.Join(err, p.stop()) }()
	logins = map[string]string{}
	for _, w := range who {
		email, _, _ := strings.Cut(w, "#") // a second login of the same person
		if logins[w], err = s.signIn(l.ctx, email); err != nil {
			return nil, err
		}
	}
	return logins, nil
}

func (l *lab) serve(dir string) (*process, error) {
	return start(l.ctx, l.bin, "serve", "--addr", "127.0.0.1:0", "--data", dir)
}

// site returns the product on a copy of the database of n sessions. The same n
// gives the same site as long as the run lasts.
func (l *lab) site(n int) (*site, error) {
	if s, running := l.sites[n]; running {
		return s, s.touch()
	}
	s, err := l.newSite(n)
	if err == nil {
		l.sites[n] = s
	}
	return s, err
}

// newSite returns the product as it is after its start, on a copy of the
// database of n sessions.
func (l *lab) newSite(n int) (*site, error) {
	dir, err := l.copyOf(n)
	if err != nil {
		return nil, err
	}
	s := &site{dir: dir}
	if s.facts, err = learn(l.ctx, dir); err != nil {
		return nil, err
	}
	if s.logins, err = l.lasting(dir, people()...); err != nil {
		return nil, err
	}
	if s.process, err = l.track(l.serve(dir)); err != nil {
		return nil, err
	}
	return s, s.touch()
}

// people are who the tabs of a busy day belong to: everyone of the office,
// some at several machines.
func people() (all []string) {
	for i := range 3 {
		for _, who := range []string{"staff", "admin", "manager", "provider", "provider2", "provider3", "biller", "readonly"} {
			all = append(all, fmt.Sprintf("%s@northside.example#%d", who, i))
		}
	}
	return append(all, desk, provider)
}

// touch opens the list once as everyone, so that nobody is signed out for
// having only polled.
func (s *site) touch() error {
	c, err := dial(s.url)
	if err != nil {
		return err
	}
	defer c.close()
	for who := range s.logins {
		if err := c.do(s.get(who, listPath), 200); err != nil {
			return err
		}
	}
	return nil
}

// moving is a session that is moved back and forth.
type moving struct {
	id, status string
	version    int64
}

// next returns the form of the next move of m, which is then taken as done.
func (m *moving) next() url.Values {
	form := url.Values{"version": {strconv.FormatInt(m.version, 10)}}
	switch m.status {
	case "scheduled":
		form.Set("to", "active")
		form.Set("consent", "granted")
		form.Set("method", "verbal")
		for name, value := range map[string]string{"patient_place": "home", "patient_state": "NY", "provider_place": "office",
			"provider_state": "NY"} {
			form.Set(name, value)
		}
	case "active":
		form.Set("to", "completed")
	default:
		form.Set("to", "active")
		form.Set("reason", "Closed too early")
	}
	m.version++
	m.status = form.Get("to")
	return form
}

// mover returns a call that moves m, over a connection of its own.
func (s *site) mover(m *moving) (call, error) {
	c, err := dial(s.url)
	path := pollPath + "/" + m.id + "/status"
	return callOf(func() error { return c.do(s.post(provider, path, m.next()), 200) }), err
}

// newcomer returns a call that adds a patient.
func (s *site) newcomer() (call, error) {
	c, err := dial(s.url)
	return callOf(func() error {
		s.added++
		form := url.Values{"given": {"Nova"}, "family": {"Newcomer"}, "mrn": {"BENCH-" + strconv.Itoa(s.added)}, "born": {"1980-01-01"},
			"payer_class": {"other"}, "same": {"no"}}
		return c.do(s.post(desk, "/pm/patients/new", form), 303)
	}), err
}

// movers returns calls that move n different sessions.
func (s *site) movers(n int) (all []call, err error) {
	for _, m := range s.moving[:n] {
		do, err := s.mover(m)
		if err != nil {
			return nil, err
		}
		all = append(all, do)
	}
	return all, nil
}

// moves returns what makes so many moves a second, and how many it made.
func (s *site) moves(perSecond int) (meanwhile func(context.Context) error, made *counter, err error) {
	dos, err := s.movers(4)
	made = &counter{}
	for i, do := range slices.Clone(dos) {
		dos[i] = func() (time.Duration, error) {
			defer made.n.Add(1)
			return do()
		}
	}
	return func(ctx context.Context) error {
		begun := time.Now()
		defer func() { made.ns.Add(int64(time.Since(begun))) }()
		return paced(ctx, perSecond, dos)
	}, made, err
}
