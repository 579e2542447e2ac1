package handlers

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// What is no form is refused by every address that takes one, and changes nothing.
func TestNoForm(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	ids, b := s.things(t), s.as(t, "admin@northside.example", "")
	written := func() int { return s.Count(t, `SELECT count(*) FROM pf_audit`) }
	before := written()
	const parts = "--x\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nes\r\n--x--\r\n"
	for _, rt := range new(areas).routes() {
		if rt.Method != http.MethodPost {
			continue
		}
		path := strings.ReplaceAll(rt.Path, "{token}", "unknown")
		for kind, id := range ids {
			path = strings.ReplaceAll(path, "/"+kind+"/{id}", "/"+kind+"/"+id)
		}
		for kind, body := range map[string]string{"application/json": `{"language":"es"}`, "multipart/form-data; boundary=x": parts,
			"": "language=es", "text/plain": "language=es"} {
			r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
			r.Header.Set("Content-Type", kind)
			if a := b.do(r, nil); a.StatusCode != http.StatusUnsupportedMediaType {
				t.Errorf("%s as %q: got %d, want 415", rt.Path, kind, a.StatusCode)
			}
		}
	}
	if a := b.get("/account"); a.StatusCode != http.StatusOK || a.Doc.Find("html").AttrOr("lang", "") != "en" {
		t.Errorf("got %d in %q, want to be signed in still, in English", a.StatusCode, a.Doc.Find("html").AttrOr("lang", ""))
	}
	if after := written(); after != before {
		t.Errorf("the audit trail has %d rows, want %d: something was changed", after, before)
	}
	r := httptest.NewRequest(http.MethodPost, "/account/language", strings.NewReader("language=es"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
	if a := b.do(r, nil); a.StatusCode != http.StatusSeeOther {
		t.Errorf("a form as htmx sends it: got %d, want 303", a.StatusCode)
	}
}
