package store_test

import (
	"fmt"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// onBoth runs a test in a file and on a server.
func onBoth(t *testing.T, name string, test func(*testing.T, *storetest.Desk)) {
	t.Helper()
	for kind, desk := range map[string]func(testing.TB) *storetest.Desk{"file": storetest.NewInFile, "server": storetest.NewOnServer} {
		t.Run(name+", "+kind, func(t *testing.T) {
			t.Parallel()
			test(t, desk(t))
		})
	}
}

// verified returns what is found in the trail of Northside.
func verified(t *testing.T, d *storetest.Desk, kept ...store.ChainHead) store.VerifiedChain {
	t.Helper()
	all, err := d.Store.UnscopedVerifyChains(t.Context(), d.KeyFile, "Northside Family Practice", kept...)
	if err != nil || len(all) != 1 {
		t.Fatalf("got %d chains, %v", len(all), err)
	}
	return all[0]
}

// wantBroken looks for what is said of a broken trail: the place, and part of why.
func wantBroken(t *testing.T, v store.VerifiedChain, seq int64, why string) {
	t.Helper()
	if v.Broken == nil || v.Broken.Seq != seq || !strings.Contains(v.Broken.String(), why) {
		t.Errorf("got %v after %d rows, want row %d: %s", v.Broken, v.Rows, seq, why)
	}
}

func wantWhole(t *testing.T, v store.VerifiedChain) {
	t.Helper()
	if v.Broken != nil || v.Rows == 0 {
		t.Errorf("got %d rows, %v, want that they are whole", v.Rows, v.Broken)
	}
}

// northsHead returns where the chain of Northside ends.
func northsHead(t *testing.T, d *storetest.Desk) store.ChainHead {
	t.Helper()
	all, err := d.Store.UnscopedChainHeads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, h := range all {
		if h.Org == d.Northside {
			return h
		}
	}
	t.Fatal("no chain of Northside")
	return store.ChainHead{}
}

// Who owns the database and not the key file cannot change what the trail says without being
// found out: the first row that is not as it was is named.
func TestTampering(t *testing.T) {
	t.Parallel()
	const at = ` WHERE org_id = $1 AND seq = `
	for _, c := range []struct {
		name    string
		tamper  []string // each with the org as $1
		seq     int64
		why     string
		keeping bool // only whoever kept the head finds it
	}{
		{name: "a changed field", tamper: []string{`UPDATE pf_audit SET action = 'user.drop'` + at + `4`}, seq: 4, why: "changed"},
		{name: "text that moved to the next field", tamper: []string{`UPDATE pf_audit SET action = action || substr(entity, 1, 1),
			entity = substr(entity, 2)` + at + `4`}, seq: 4, why: "changed"},
		{name: "a removed row in the middle", tamper: []string{`DELETE FROM pf_audit` + at + `5`}, seq: 5, why: "missing"},
		{name: "a removed row and the gap closed", tamper: []string{`DELETE FROM pf_audit` + at + `5`,
			`UPDATE pf_audit SET seq = -seq WHERE org_id = $1 AND seq > 5`, `UPDATE pf_audit SET seq = -seq - 1 WHERE org_id = $1 AND seq < 0`},
			seq: 5, why: "changed"},
		{name: "a removed beginning", tamper: []string{`DELETE FROM pf_audit WHERE org_id = $1 AND seq < 4`}, seq: 1, why: "row 4"},
		{name: "a swapped order", tamper: []string{`UPDATE pf_audit SET seq = 1000` + at + `3`, `UPDATE pf_audit SET seq = 3` + at + `4`,
			`UPDATE pf_audit SET seq = 4` + at + `1000`}, seq: 3, why: "changed"},
		{name: "a row of another organization", tamper: []string{`UPDATE pf_audit SET mac = (SELECT mac FROM pf_audit o
			WHERE o.org_id <> $1 AND o.seq = 4)` + at + `4`}, seq: 4, why: "changed"},
		{name: "a forged row at the end", tamper: []string{`INSERT INTO pf_audit (org_id, id, at, action, entity, entity_id, detail, seq, mac)
			SELECT org_id, 'forged', at, action, entity, entity_id, detail, seq + 1, mac FROM pf_audit` + lastRow,
			`UPDATE pf_organizations SET audit_seq = audit_seq + 1 WHERE org_id = $1`}, seq: 9, why: "(forged): it was changed"},
		{name: "a forged row outside", tamper: []string{`INSERT INTO pf_audit (org_id, id, at, action, entity, entity_id, detail)
			SELECT org_id, 'forged', at, action, entity, entity_id, detail FROM pf_audit` + at + `4`}, seq: 0,
			why: "(forged): the program did not"},
		{name: "a forged row with a key of its own", tamper: []string{`UPDATE pf_audit SET detail = '{}', mac = 'a' || substr(mac, 2)` +
			at + `4`}, seq: 4, why: "key that is not"},
		{name: "a cut tail", tamper: []string{`DELETE FROM pf_audit WHERE org_id = $1 AND seq > 6`}, seq: 7, why: "the last one was row 8"},
		{name: "a cut tail and the end moved", tamper: []string{`DELETE FROM pf_audit WHERE org_id = $1 AND seq > 6`, moveEnd}, seq: 7,
			why: "when the head was kept, the last one was row 8", keeping: true},
		{name: "another end", tamper: []string{`UPDATE pf_organizations SET audit_seq = 5 WHERE org_id = $1`}, seq: 8, why: "does not end"},
		{name: "everything cut", tamper: []string{`DELETE FROM pf_audit WHERE org_id = $1`,
			`UPDATE pf_organizations SET audit_seq = 0, audit_mac = '' WHERE org_id = $1`}, seq: 1, why: "last one was row 8", keeping: true},
	} {
		onBoth(t, c.name, func(t *testing.T, d *storetest.Desk) {
			kept := northsHead(t, d) // the eighth row is the last member
			wantWhole(t, verified(t, d, kept))
			d.Unguard(t)
			for _, text := range c.tamper {
				d.Exec(t, text, string(d.Northside))
			}
			if v := verified(t, d); c.keeping && v.Broken != nil {
				t.Errorf("without a head: got %v", v.Broken)
			} else if !c.keeping {
				wantBroken(t, v, c.seq, c.why)
			}
			wantBroken(t, verified(t, d, kept), c.seq, c.why)
		})
	}
}

const (
	lastRow = ` WHERE org_id = $1 AND seq = (SELECT audit_seq FROM pf_organizations WHERE org_id = $1)`
	moveEnd = `UPDATE pf_organizations SET (audit_seq, audit_mac) = (SELECT seq, mac FROM pf_audit WHERE org_id = $1 ORDER BY seq DESC LIMIT 1)
		WHERE org_id = $1`
)

// No two rows have the same content, whatever stands in their fields: there is nothing that separates
// fields and could be part of one.
func TestContentIsUnambiguous(t *testing.T) {
	t.Parallel()
	row := func(action, entity, id string) store.AuditRow {
		return store.AuditRow{Action: action, Entity: entity, EntityID: id, At: storetest.Start}
	}
	for _, sep := range []string{"", "\x00", "|", "\n", ",", ":", "\x1f", "\x01", `","`, "1"} {
		t.Run(fmt.Sprintf("%q", sep), func(t *testing.T) {
			seen := map[string]int{}
			for i, r := range []store.AuditRow{row("a"+sep, "b", ""), row("a", sep+"b", ""), row("a"+sep+"b", "", ""), row("a", "b", sep),
				row("", "a"+sep+"b", ""), row("a"+sep+"b"+sep, "", ""), row("a", "b"+sep+sep, "")} {
				content := store.Content(r, "org", "before")
				if other, twice := seen[content]; twice && sep != "" {
					t.Errorf("rows %d and %d have the same content", other, i)
				}
				seen[content] = i
			}
			if store.Content(row("", "", ""), "org"+clinic.OrgID(sep), "x") == store.Content(row("", "", ""), "org", sep+"x") && sep != "" {
				t.Error("the code before and the organization are not told apart")
			}
		})
	}
}

// Every column of a row is part of what its code is made of.
func TestEveryFieldIsChained(t *testing.T) {
	t.Parallel()
	onBoth(t, "fields", func(t *testing.T, d *storetest.Desk) {
		d.Unguard(t)
		for _, column := range store.AuditTable.Names() {
			value := "'x'"
			switch column {
			case "at":
				value = "at + 1"
			case "seq":
				value = "seq + 100"
			case "user_id":
				value = "(SELECT max(id) FROM pf_users)"
			}
			was := verified(t, d)
			wantWhole(t, was)
			d.Exec(t, `CREATE TABLE aside AS SELECT * FROM pf_audit WHERE org_id = $1 AND seq = 8`, string(d.Northside))
			d.Exec(t, `UPDATE pf_audit SET `+column+` = `+value+` WHERE org_id = $1 AND seq = 8`, string(d.Northside))
			if v := verified(t, d); v.Broken == nil || v.Broken.Seq != 8 {
				t.Errorf("%s: got %v, want that row 8 is broken", column, v.Broken)
			}
			d.Exec(t, `DELETE FROM pf_audit WHERE org_id = $1 AND seq >= 8`, string(d.Northside))
			d.Exec(t, `INSERT INTO pf_audit SELECT * FROM aside`)
			d.Exec(t, `DROP TABLE aside`)
		}
	})
}

// The order of a trail is that of its rows, whatever the clock does: it stands, or goes back.
func TestChainGoesByNoClock(t *testing.T) {
	t.Parallel()
	onBoth(t, "equal times", func(t *testing.T, d *storetest.Desk) {
		d.Session(t, storetest.Row{})
		d.Clock.Add(-1000)
		d.Session(t, storetest.Row{})
		if n := d.Count(t, `SELECT count(*) FROM pf_audit a JOIN pf_audit b ON b.org_id = a.org_id AND b.seq = a.seq + 1 AND b.at <= a.at
			WHERE a.org_id = $1`, string(d.Northside)); n < 3 {
			t.Errorf("%d rows are no later than the one before", n)
		}
		wantWhole(t, verified(t, d))
		d.Unguard(t)
		d.Exec(t, `UPDATE pf_audit SET seq = 1000 WHERE org_id = $1 AND seq = 2`, string(d.Northside))
		d.Exec(t, `UPDATE pf_audit SET seq = 2 WHERE org_id = $1 AND seq = 3`, string(d.Northside))
		d.Exec(t, `UPDATE pf_audit SET seq = 3 WHERE org_id = $1 AND seq = 1000`, string(d.Northside))
		wantBroken(t, verified(t, d), 2, "changed")
	})
}
