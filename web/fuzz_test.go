package web

import (
	"encoding/csv"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The origin of a base is one that browsers can send, and is its own.
func FuzzOriginOf(f *testing.F) {
	for _, base := range []string{"http://127.0.0.1:8080", "https://Práctica.example:443/tv", "http://[::1]:80",
		"https://a:b@c", "//x", "http://[fe80::1%25a]/"} {
		f.Add(base)
	}
	f.Fuzz(func(t *testing.T, base string) {
		u, err := url.Parse(base)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" {
			return
		}
		origin := OriginOf(u)
		if origin == "" || strings.Contains(origin, "%") { // no name of a host has one
			return
		}
		again, err := url.Parse(origin)
		if err != nil {
			return // a host that only a proxy could name; no request has that origin
		}
		if again.Path != "" || again.User != nil || again.Scheme != u.Scheme || portOf(again) != portOf(u) || OriginOf(again) != origin {
			t.Errorf("%q has the origin %q, and that %q", base, origin, OriginOf(again))
		}
	})
}

// Who comes from a network that is not trusted is who they are, whatever they say.
func FuzzClientOf(f *testing.F) {
	f.Add("192.0.2.1:99", "198.51.100.7")
	f.Add("10.0.0.1:99", "1.2.3.4, 198.51.100.7, 10.9.9.9")
	f.Add("[2001:db8:1:2::5%25a]:99", "::1%x, ,")
	f.Add("", "\xff")
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	f.Fuzz(func(t *testing.T, peer, forwarded string) {
		r := &http.Request{RemoteAddr: peer, Header: http.Header{"X-Forwarded-For": {forwarded}}}
		alone := clientOf(&http.Request{RemoteAddr: peer}, trusted)
		got := clientOf(r, trusted)
		from, err := netip.ParseAddrPort(peer)
		if (err != nil || !isIn(from.Addr().Unmap(), trusted)) && got != alone {
			t.Errorf("%q who says %q is taken for %q", peer, forwarded, got)
		}
		if err == nil {
			text, _, _ := strings.Cut(got, "/")
			if client, err := netip.ParseAddr(text); err != nil || client.Zone() != "" {
				t.Errorf("%q who says %q is %q, which is no address", peer, forwarded, got)
			}
		}
	})
}

// The tokens of a request are those that its cookies have, and not too many.
func FuzzTokens(f *testing.F) {
	base := &url.URL{Scheme: "http", Host: "desk.example"}
	l := NewLoginCookie(base, nil)
	f.Add(l.Name() + "=a; " + l.Name() + "=b")
	f.Add(strings.Repeat(l.Name()+"=x;", 40))
	f.Add("=;;=; televisit=\x00\xff")
	f.Fuzz(func(t *testing.T, cookies string) {
		r := &http.Request{Header: http.Header{"Cookie": {cookies}}}
		all := l.Tokens(r)
		if len(all) > maxTokens || slices.Contains(all, "") {
			t.Errorf("%q has the tokens %q", cookies, all)
		}
		for _, token := range all {
			if strings.Contains(token, ";") || !strings.Contains(cookies, "="+token) {
				t.Errorf("%q has the token %q", cookies, token)
			}
		}
		if login, err := l.New(r, l.Name()); err != nil || login.IsNew != (login.ID == "") {
			t.Errorf("%q is the login %v: %v", cookies, login, err)
		}
	})
}

// What is read as a form is text, and only what says that it is a form is read as one.
func FuzzReadForm(f *testing.F) {
	const kind = "application/x-www-form-urlencoded"
	f.Add(kind, "a=b&a=c", "q=1")
	f.Add(kind+"; charset=utf-8", "%00=%ff", "%")
	f.Add("multipart/form-data; boundary=x", "--x--", "")
	f.Add(strings.ToUpper(kind), ";", ";;")
	f.Fuzz(func(t *testing.T, contentType, body, query string) {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header["Content-Type"] = []string{contentType}
		r.URL.RawQuery = query
		if err := readForm(httptest.NewRecorder(), r); err != nil {
			if code := StatusOf(err); code != http.StatusBadRequest && code != http.StatusUnsupportedMediaType {
				t.Errorf("a form that cannot be read is answered %d", code)
			}
			return
		}
		if body != "" && !strings.HasPrefix(strings.ToLower(strings.TrimSpace(contentType)), kind) {
			t.Errorf("%q is read as a form", contentType)
		}
		for field, values := range r.Form {
			if text := field + strings.Join(values, ""); !utf8.ValidString(text) || strings.Contains(text, "\x00") {
				t.Errorf("the field %q holds %q", field, values)
			}
		}
	})
}

// What a spreadsheet reads is what was written, and no formula.
func FuzzCSV(f *testing.F) {
	f.Add("=1+1", "a\r\nb", "\"")
	f.Add("+1 212", "＠x", "\ufeff=1")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		w := httptest.NewRecorder()
		r := &Request{Request: httptest.NewRequest("GET", "/", nil), site: &Site{Config: Config{Now: time.Now}}}
		row := []string{a, b, c}
		if err := r.DownloadCSV(w, "table.csv", func(file *CSV) error { return file.Row(row) }); err != nil {
			t.Fatal(err)
		}
		text, marked := strings.CutPrefix(w.Body.String(), utf8Mark)
		read, err := csv.NewReader(strings.NewReader(text)).Read()
		if !marked || err != nil || len(read) != len(row) {
			t.Fatalf("%q is written as %q: %v", row, text, err)
		}
		for i, cell := range read {
			if strings.IndexAny(cell, "=+-@\t\r\n＝＋－＠") == 0 {
				t.Errorf("%q is a formula", cell)
			}
			if want := strings.ReplaceAll(plainCell(row[i]), "\r", ""); strings.ReplaceAll(cell, "\r", "") != want {
				t.Errorf("%q is read as %q", row[i], cell)
			}
		}
	})
}
