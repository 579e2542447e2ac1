package handlers

import (
	"net/http"
	"strings"
	"testing"

	"televisit/store/storetest"
)

// TestDeletedSessions shows what was deleted, by whom and why, and restores it for a
// reason.
func TestDeletedSessions(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.Session(t, storetest.Row{Family: "Gone"})
	s.Session(t, storetest.Row{Org: s.Harbor, Deleted: true, Family: "Foreign"})
	admin := s.as(t, "admin@northside.example", "")
	page := admin.get(list)
	at := page.Doc.Find(`main a[href$="/deleted"]`).AttrOr("href", "")
	if a := admin.get(at).expect(t, http.StatusOK); a.Doc.Find(".empty").Length() != 1 {
		t.Error("nothing is deleted, and the page shows", squash(a.Doc.Find("main").Text()))
	}
	admin.post(list+"/sessions/"+string(id)+"/delete", "version", "1", "reason", "Entered twice").expect(t, http.StatusSeeOther)
	a := admin.get(at)
	row := a.Doc.Find("#deleted-" + string(id))
	if text := squash(row.Text()); !strings.Contains(text, "Ann Gone") || !strings.Contains(text, "The admin@northside: Entered twice") {
		t.Errorf("the row says %q", text)
	}
	if strings.Contains(a.Text, "Foreign") {
		t.Error("another practice's is shown")
	}
	restore, version := row.Find("form").AttrOr("action", ""), row.Find("[name=version]").AttrOr("value", "")
	bad := admin.post(restore, "version", version, "reason", " ", "next", at).expect(t, http.StatusUnprocessableEntity)
	if bad.Doc.Find("#deleted-"+string(id)+" details[open] .msg").Length() != 1 {
		t.Error("without a reason the row does not say so")
	}
	admin.post(restore, "version", version, "reason", "It was not twice", "next", at).expect(t, http.StatusSeeOther)
	if got := admin.get(list).card(id).Length(); got != 1 {
		t.Error("it is not back in the list")
	}
	for role, code := range map[string]int{"manager": http.StatusForbidden, "staff": http.StatusForbidden} {
		b := s.as(t, role+"@northside.example", "")
		b.get(at).expect(t, code)
		if b.get(list).Doc.Find(`main a[href$="/deleted"]`).Length() != 0 {
			t.Errorf("%s is led there", role)
		}
	}
}
