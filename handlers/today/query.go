package today

import (
	"net/url"
	"slices"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// Whose sessions are shown.
const (
	scopeMine = "mine"
	scopeAll  = "all"
)

// A query says what of the day is shown: whose, and which kind.
type query struct {
	scope string
	show  string
	day   clinic.Day // that the reader's page is of
}

// queryOf returns the query of r. Whose sessions the page shows is what its reader
// chose last; who sees patients begins with their own. A poll says it itself.
func queryOf(r *web.Request, org *store.Org) query {
	v := r.URL.Query()
	q := query{scope: scopeAll, show: v.Get("show"), day: label.Today(r, org)}
	if chosen := org.Views().Today; hasOwn(org) && chosen != scopeAll {
		q.scope = scopeMine
	}
	if asked := v.Get("scope"); asked == scopeAll || asked == scopeMine {
		q.scope = asked
	}
	if day, err := clinic.ParseDay(v.Get("day")); err == nil {
		q.day = day
	}
	known := []string{showActive, showLate, showEarlier, showComing, showUnready, showFinished}
	if !slices.Contains(known, q.show) {
		q.show = showOpen
	}
	return q
}

// hasOwn reports whether org's reader sees patients.
func hasOwn(org *store.Org) bool { return org.Rights().MayFor(clinic.HostSessions, true) }

// provider returns whose sessions q shows, "" for all.
func (q query) provider(org *store.Org) clinic.UserID {
	if q.scope == scopeMine {
		return org.User()
	}
	return ""
}

// page returns q for the address of the page.
func (q query) page() string {
	if q.show == showOpen {
		return ""
	}
	return url.Values{"show": {q.show}}.Encode()
}

// poll returns all of q, for the address that the region is polled at.
func (q query) poll() string {
	v := url.Values{"scope": {q.scope}, "day": {string(q.day)}}
	if q.show != showOpen {
		v.Set("show", q.show)
	}
	return v.Encode()
}
