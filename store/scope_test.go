package store

import "testing"

// Lock 4: SQL that does not use the org as $1 panics.
func TestQueriesNameTheirOrg(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query string
		org         scope
		accepted    bool
	}{
		{"scoped", `SELECT n FROM t WHERE org_id = $1 AND id = $2`, scope{org: "org"}, true},
		{"at the end", `SELECT n FROM t WHERE org_id = $1`, scope{org: "org"}, true},
		{"no column", `SELECT n FROM t WHERE id = $1`, scope{org: "org"}, false},
		{"no placeholder", `SELECT n FROM t WHERE org_id = $2`, scope{org: "org"}, false},
		{"$10 is not $1", `SELECT n FROM t WHERE org_id = $10`, scope{org: "org"}, false},
		{"no org", `SELECT n FROM t WHERE org_id = $1`, scope{}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for range 2 { // the second time the verdict is known
				if got := !panics(func() { c.org.args(c.query, nil) }); got != c.accepted {
					t.Errorf("got accepted %v, want %v", got, c.accepted)
				}
			}
		})
	}
}

func panics(do func()) (did bool) {
	defer func() { did = recover() != nil }()
	do()
	return false
}
