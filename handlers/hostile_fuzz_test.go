package handlers

import (
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
	"testing"
)

// FuzzRoutes sends a form or a query, a header and the place of an id to any route; what is held is what
// TestHostileRequests holds.
func FuzzRoutes(f *testing.F) {
	d := newDefence(f)
	all, at := new(areas).routes(), -1
	for i, rt := range all {
		if i%4 == 0 { // the others are found from these, and the corpus has them all
			f.Add(uint16(i), d.forms[rt.Method+" "+rt.Path].Encode(), "HX-Request", "true", "")
		}
	}
	f.Add(uint16(0), "a=%00", "Cookie", d.site.cookie+"=\xff", "%2e%2e")
	f.Fuzz(func(t *testing.T, n uint16, text, header, value, place string) {
		i := int(n) % len(all)
		rt := all[i]
		if i != at { // the things of another route are not there yet
			d.renew(t, rt)
			at = i
		}
		path := d.path(rt)
		if place != "" {
			path = inBraces.ReplaceAllLiteralString(rt.Path, place)
		}
		if u, err := url.ParseRequestURI(path); err != nil || !strings.HasPrefix(u.Path, "/") {
			return // no server would hand it on
		}
		d.hold(t, rt, hostileRequest{name: text + " " + header + ": " + value, make: func() *http.Request {
			r := d.request(rt, path, text)
			if name := textproto.CanonicalMIMEHeaderKey(header); name != "" {
				r.Header[name] = []string{value}
			}
			return r
		}})
	})
}
