package handlers

import (
	"net/http"
	"testing"

	"televisit/store/storetest"
)

func TestStyleguideIsPartOfTheDemo(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	if a := s.as(t, "staff@northside.example", "").get("/styleguide"); a.StatusCode != http.StatusNotFound {
		t.Error("outside of the demo:", a.StatusCode)
	}
	s = demoOf(t, s.Desk)
	s.Session(t, storetest.Row{})
	b := s.as(t, "staff@northside.example", "")
	if n := b.get("/").expect(t, http.StatusOK).Doc.Find("a[href$=guide]").Length(); n != 0 {
		t.Error("the menu of who sees patients leads to", n, "pages for who makes pages")
	}
	a := b.get("/styleguide").expect(t, http.StatusOK)
	for _, status := range []string{"scheduled", "on_hold"} {
		if a.Doc.Find(`.card[data-status="`+status+`"]`).Length() == 0 {
			t.Error("no card of a session that is", status)
		}
	}
	if n := a.Doc.Find(".badge[data-variant=outline]").Length(); n < 3 {
		t.Error(n, "badges with an outline")
	}
}
