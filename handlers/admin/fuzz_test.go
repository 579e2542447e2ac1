package admin

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// What the trail is asked for can be written as an address that asks for the same; what makes no sense is
// named.
func FuzzTrailQuery(f *testing.F) {
	f.Add("u1", "reads", "2026-03-01", "2026-03-31", "", "1772000000000.0195")
	f.Add("x", "odd", "2026-02-30", "0000-01-01", "s", ".")
	f.Add("", "", "9999-12-31", "9999-12-31", "\u202e&=", "-9223372036854775808.x")
	names := store.TrailNames{People: []store.Member{{ID: "u1"}}}
	f.Fuzz(func(t *testing.T, person, kind, from, until, session, before string) {
		q := trailQuery{person: person, kind: kind, from: from, until: until, session: session, before: before}
		v, err := url.ParseQuery(strings.TrimPrefix(q.text(before), "?"))
		if err != nil || v.Get("person") != person || v.Get("before") != before || v.Get("session") != session {
			t.Errorf("%+v is written as %q: %v", q, q.text(before), err)
		}
		filter, wrong := q.filter(names, time.UTC)
		if wrong != nil {
			if clinic.KindOf(wrong) != clinic.Invalid {
				t.Errorf("%+v is refused by %v", q, wrong)
			}
			return
		}
		if !filter.From.IsZero() && !filter.To.IsZero() && !filter.From.Before(filter.To) || filter.Limit < 1 {
			t.Errorf("%+v asks for %+v", q, filter)
		}
	})
}
