package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// What several servers write at once, in one org and across orgs, is one chain.
func TestChainOfConcurrentWriters(t *testing.T) {
	t.Parallel()
	onBoth(t, "two servers", func(t *testing.T, d *storetest.Desk) {
		const hands = 4
		if store.IsServer(d.Where) { // several at once could be broken off again and again
			d.Exec(t, `DROP TRIGGER break_off ON pf_organizations`)
		}
		servers := []*store.Store{d.Store, otherServer(t, d)}
		var ids []clinic.SessionID
		for range 2 * hands {
			ids = append(ids, d.Session(t, storetest.Row{}))
		}
		var wait sync.WaitGroup
		for i, id := range ids {
			s := servers[i%2]
			o := on(t, s, "provider@northside.example", d.Northside)
			wait.Go(func() {
				for n := range 6 {
					to := []clinic.Status{clinic.Active, clinic.Scheduled}[n%2]
					if _, err := o.MoveSession(t.Context(), id, int64(n+1), clinic.Move{To: to, Reason: "to and fro"}); err != nil {
						t.Error(err)
					}
					o.NoteRead(t.Context(), "session", string(id))
					if err := s.UnscopedSaveNoted(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range hands { // what is in both orgs at once
			wait.Go(func() {
				a := store.Attempt{Email: "solo@northside.example", Password: "wrong", Address: fmt.Sprintf("192.0.2.%d", i)}
				for range 2 {
					_, _ = servers[i%2].UnscopedSignIn(t.Context(), a) // it fails, or is not heard
					if err := servers[i%2].UnscopedResetPassword(t.Context(), "solo@northside.example", storetest.Password); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		for _, s := range servers {
			if err := s.UnscopedSaveNoted(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		all, err := d.Store.UnscopedVerifyChains(t.Context(), d.KeyFile, "")
		if err != nil || len(all) != 2 {
			t.Fatal(len(all), err)
		}
		for _, v := range all {
			wantWhole(t, v)
			if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE org_id = $1`, string(v.Org.ID)); int64(n) != v.Rows {
				t.Errorf("%s: %d of %d rows are in the chain", v.Org.Name, v.Rows, n)
			}
		}
		if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`); n != 2*hands*6 {
			t.Errorf("got %d moves on record, want %d", n, 2*hands*6)
		}
		if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.read'`); n != len(ids) {
			t.Errorf("got %d reads on record, want one of each session", n)
		}
	})
}

// A key that was replaced still checks what was written with it; rows behind are written with
// the new one, by other servers too.
func TestChainOfTwoKeys(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	server := otherServer(t, d)
	if _, err := d.Store.UnscopedRotateKeys(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := server.Notice(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := server.UnscopedResetPassword(t.Context(), "staff@northside.example", storetest.Password); err != nil {
		t.Fatal(err)
	}
	if keys := d.Texts(t, `SELECT DISTINCT substr(mac, 1, 12) FROM pf_audit WHERE org_id = $1`, string(d.Northside)); len(keys) != 2 {
		t.Errorf("got keys %v, want the old and the new one", keys)
	}
	wantWhole(t, verified(t, d))
	another(t, d) // which takes the file
}

// A trail goes on with a new key file when the old one is lost: what is older cannot be checked
// any more, and what is newer can.
func TestChainAfterLostKeyFile(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	before, kept := verified(t, d), northsHead(t, d)
	d.KeyFile = filepath.Join(t.TempDir(), "fresh")
	if _, err := d.Store.UnscopedDiscardLost(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	another(t, d) // which takes the file
	if v := verified(t, d, kept); v.Broken != nil || v.Lost != before.Rows || v.Rows != 1 {
		t.Errorf("got %+v, want one row, and %d whose key is lost", v, before.Rows)
	}
	d.Unguard(t)
	t.Run("a row of the old key goes missing", func(t *testing.T) {
		d.Exec(t, `UPDATE pf_audit SET mac = 'x' || substr(mac, 2) WHERE org_id = $1 AND seq = 8`, string(d.Northside))
		wantBroken(t, verified(t, d), 9, "changed")
	})
	t.Run("another key file", func(t *testing.T) {
		d.KeyFile = filepath.Join(t.TempDir(), "third")
		if err := storetest.Empty(t).Store.UseKeys(t.Context(), d.KeyFile); err != nil {
			t.Fatal(err)
		}
		wantBroken(t, verified(t, d), 1, "key that is in the key file")
	})
}

// A trail that is older than chains is held by the first row of its chain.
func TestChainOfOldTrail(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, tamper string }{
		{name: "as it was"},
		{"changed", `UPDATE pf_audit SET action = 'x' WHERE org_id = $1
			AND id = (SELECT max(id) FROM pf_audit WHERE org_id = $1 AND seq = 0)`},
		{"removed", `DELETE FROM pf_audit WHERE org_id = $1
			AND id = (SELECT max(id) FROM pf_audit WHERE org_id = $1 AND seq = 0)`},
		{"added", `INSERT INTO pf_audit (org_id, id, at, action, entity, entity_id, detail)
			SELECT org_id, 'forged', at, action, entity, entity_id, detail FROM pf_audit WHERE org_id = $1 AND seq = 1`},
	} {
		onBoth(t, c.name, func(t *testing.T, d *storetest.Desk) {
			d.Unguard(t)
			d.Exec(t, `UPDATE pf_audit SET seq = 0, mac = ''`)
			d.Exec(t, `UPDATE pf_organizations SET audit_seq = 0, audit_mac = ''`)
			wantBroken(t, verified(t, d), 1, "has not begun")
			for range 2 { // it begins once
				if err := d.Store.UnscopedBeginChains(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			d.Session(t, storetest.Row{})
			if c.tamper == "" {
				v := verified(t, d)
				wantWhole(t, v)
				if v.Older != 8 || v.Rows <= v.Older+1 || v.Head.Seq != v.Rows-v.Older {
					t.Errorf("got %+v, want 8 rows of before, and others", v)
				}
				return
			}
			d.Exec(t, c.tamper, string(d.Northside))
			wantBroken(t, verified(t, d), 0, "there were 8 from before it")
		})
	}
}

// Without the key file nothing goes on record, and so nothing is done; nor with another one.
func TestNothingUnchained(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	before := d.Dump(t, d.Northside)
	keyless := openedAt(t, d.Where, dbtest.Migrations())
	err := keyless.UnscopedResetPassword(t.Context(), "staff@northside.example", storetest.Password)
	if after := d.Dump(t, d.Northside); after != before || clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("without keys: got %v, want Unavailable and nothing changed", err)
	}
	empty := storetest.Empty(t)
	other := openedAt(t, empty.Where, dbtest.Migrations()) // two servers begin with a file each
	if err := other.UseKeys(t.Context(), filepath.Join(t.TempDir(), "other")); err != nil {
		t.Fatal(err)
	}
	org, err := empty.Store.UnscopedAddOrg(t.Context(), "Quay", "America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	_, err = other.UnscopedAddMember(t.Context(), org, store.NewMember{Name: "Ann", Email: "ann@quay.example", Password: storetest.Password,
		Roles: []clinic.RoleID{clinic.Staff}})
	if clinic.KindOf(err) != clinic.Unavailable {
		t.Errorf("with another key file: got %v, want Unavailable", err)
	}
}

// Heads are found in whatever they were kept in.
func TestParseChainHeads(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	heads, err := d.Store.UnscopedChainHeads(t.Context())
	if err != nil || len(heads) != 2 {
		t.Fatal(heads, err)
	}
	text := fmt.Sprintf("time=x msg=\"audit head\" head=%s\n{\"audit_heads\": [\"%s\"]}\nnone/1/x", heads[0], heads[1])
	if got := store.ParseChainHeads(text); len(got) != 2 || got[0] != heads[0] || got[1] != heads[1] {
		t.Errorf("got %v, want %v", got, heads)
	}
	gone := store.ChainHead{Org: clinic.OrgID(store.NewID()), Seq: 3, MAC: heads[0].MAC}
	all, err := d.Store.UnscopedVerifyChains(t.Context(), d.KeyFile, "", gone)
	if err != nil || len(all) != 3 {
		t.Fatal(all, err)
	}
	wantBroken(t, all[2], 1, "no such organization")
}
