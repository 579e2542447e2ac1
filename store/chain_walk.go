package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"televisit/store/db"
	"televisit/store/seal"
)

// A verifier walks the audit trail of one org.
type verifier struct {
	VerifiedChain
	keys    *seal.Keys
	kept    []ChainHead
	last    string     // the id of the row at Head
	begun   *olderPart // what the first row says of those before it, nil for nothing
	lostKey string     // what begins the codes of a key that was lost
}

// errBroken ends a walk: v.Broken says why.
var errBroken = errors.New("the chain is broken")

func (v *verifier) broke(seq int64, id, why string, args ...any) error {
	v.Broken = &BrokenRow{seq, id, fmt.Sprintf(why, args...)}
	return errBroken
}

// verify finds out what v says of the scope's org.
func (v *verifier) verify(ctx context.Context, c scope) error {
	v.Head.Org = v.Org.ID
	var end ChainHead
	_, err := one(ctx, c, db.Into(&end.Seq, &end.MAC), `SELECT audit_seq, audit_mac FROM pf_organizations WHERE org_id = $1`)
	if err == nil {
		err = v.walk(ctx, c)
	}
	if err == nil {
		err = v.compareEnd(end)
	}
	if err == nil {
		err = v.compareOutside(ctx, c)
	}
	if errors.Is(err, errBroken) {
		err = nil
	}
	v.Rows = v.Head.Seq - v.Lost + v.Older
	return err
}

// walk checks each row against the one before it.
func (v *verifier) walk(ctx context.Context, c scope) error {
	query := `SELECT ` + AuditTable.selected("") + ` FROM pf_audit` + db.IndexedBy("pf_audit_chain") +
		` WHERE org_id = $1 AND seq > 0 ORDER BY seq`
	var row AuditRow
	places := AuditTable.into(&row)
	return db.Each(ctx, c.tx, func(r db.Row) error {
		if err := r.Scan(places...); err != nil {
			return err
		}
		return v.check(&row)
	}, query, c.args(query, nil)...)
}

func (v *verifier) check(row *AuditRow) error {
	switch want := v.Head.Seq + 1; {
	case row.Seq > want:
		return v.broke(want, "", "it is missing; the next one that is there is row %d", row.Seq)
	case row.Seq < want:
		return v.broke(row.Seq, row.ID, "there is another one in its place")
	}
	if err := v.checkCode(row); err != nil {
		return err
	}
	if row.Seq == 1 && row.Action == beginAction {
		v.begun = &olderPart{}
		if err := json.Unmarshal([]byte(row.Detail), v.begun); err != nil {
			return v.broke(row.Seq, row.ID, "what it says cannot be read")
		}
	}
	v.Head.Seq, v.Head.MAC, v.last = row.Seq, row.MAC, row.ID
	for _, h := range v.kept {
		if h.Seq == row.Seq && h.MAC != row.MAC {
			return v.broke(row.Seq, row.ID, "another one stood in its place when the head was kept")
		}
	}
	return nil
}

// checkCode lets rows at the beginning pass whose key was lost: the first one of a known key holds
// the code of the last one of those.
func (v *verifier) checkCode(row *AuditRow) error {
	id, _, _ := strings.Cut(row.MAC, ".")
	err := seal.ErrUnknownKey
	if id != v.lostKey || id == "" {
		err = v.keys.Check(row.MAC, row.content(v.Org.ID, v.Head.MAC))
	}
	switch {
	case err == nil:
		return nil
	case !errors.Is(err, seal.ErrUnknownKey):
		return v.broke(row.Seq, row.ID, "it was changed, or does not belong there")
	case v.Lost < v.Head.Seq:
		return v.broke(row.Seq, row.ID, "it was made with a key that is not in the key file")
	}
	v.lostKey, v.Lost = id, v.Lost+1
	return nil
}

// compareEnd compares the last row with what the program noted, and with heads that were kept.
func (v *verifier) compareEnd(noted ChainHead) error {
	if v.Lost > 0 && v.Lost == v.Head.Seq {
		v.Lost = 0
		return v.broke(1, "", "neither it nor any other was made with a key that is in the key file")
	}
	if noted.Seq > v.Head.Seq {
		return v.broke(v.Head.Seq+1, "", "it is missing, and so is all behind it: the last one was row %d", noted.Seq)
	}
	if noted.Seq < v.Head.Seq || noted.MAC != v.Head.MAC {
		return v.broke(v.Head.Seq, v.last, "the trail does not end there")
	}
	for _, h := range v.kept {
		if h.Seq > v.Head.Seq {
			return v.broke(v.Head.Seq+1, "", "it is missing, and so is all behind it: when the head was kept, the last one was row %d", h.Seq)
		}
	}
	return nil
}

// compareOutside looks whether there is nothing but the chain, and what its first row says of before.
func (v *verifier) compareOutside(ctx context.Context, c scope) error {
	n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_audit WHERE org_id = $1`)
	if err != nil || n == v.Head.Seq && v.begun == nil {
		return err
	}
	if v.Head.Seq == 0 {
		return v.broke(1, "", "the chain has not begun: start the server once")
	}
	if v.begun == nil {
		id, err := one(ctx, c, db.Text, `SELECT min(id) FROM pf_audit WHERE org_id = $1 AND seq <= 0`)
		if err != nil {
			return err
		}
		return v.broke(0, id, "the program did not write it")
	}
	found, err := c.older(ctx)
	if err != nil {
		return err
	}
	if found != *v.begun {
		return v.broke(0, "", "when the chain began there were %d from before it; now there are %d, or some were changed",
			v.begun.Rows, found.Rows)
	}
	v.Older = found.Rows
	return nil
}
