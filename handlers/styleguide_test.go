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
	a := s.as(t, "staff@northside.example", "").get("/").expect(t, http.StatusOK)
	if a = s.as(t, "staff@northside.example", "").get(a.Doc.Find(".usermenu a[href$=guide]").AttrOr("href",
		"")); a.StatusCode != http.StatusOK {
		t.Fatal(a.StatusCode)
	}
	for _, status := range []string{"scheduled", "on_hold"} {
		if a.Doc.Find(`.card[data-status="`+status+`"]`).Length() == 0 {
			t.Error("no card of a session that is", status)
		}
	}
	if n := a.Doc.Find(".badge[data-variant=outline]").Length(); n < 3 {
		t.Error(n, "badges with an outline")
	}
}
