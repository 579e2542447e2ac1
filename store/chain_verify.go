package store

import (
	"context"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// A ChainHead is where the chain of an org ended at some instant. Who keeps it elsewhere sees
// later that nothing before it was taken away.
type ChainHead struct {
	Org clinic.OrgID
	Seq int64
	MAC string
}

// String returns h as one word, as ParseChainHeads finds it again.
func (h ChainHead) String() string { return fmt.Sprintf("%s/%d/%s", h.Org, h.Seq, h.MAC) }

var headPattern = regexp.MustCompile(`([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/([0-9]{1,18})/([0-9a-f]{12}\.[A-Za-z0-9_-]{43})`)

// ParseChainHeads returns every head that stands anywhere in a text, as a log, a manifest or a note.
func ParseChainHeads(text string) (all []ChainHead) {
	for _, m := range headPattern.FindAllStringSubmatch(text, -1) {
		seq, _ := strconv.ParseInt(m[2], 10, 64) // the pattern has digits, and not too many
		all = append(all, ChainHead{clinic.OrgID(m[1]), seq, m[3]})
	}
	return all
}

// UnscopedChainHeads returns where the chain of each org ends that has begun.
func (s *Store) UnscopedChainHeads(ctx context.Context) ([]ChainHead, error) {
	return db.List(ctx, s.db, func(r db.Row) (h ChainHead, err error) { return h, r.Scan(&h.Org, &h.Seq, &h.MAC) },
		`SELECT org_id, audit_seq, audit_mac FROM pf_organizations WHERE audit_seq > 0 ORDER BY org_id`)
}

// A VerifiedChain is what was found in the audit trail of an org.
type VerifiedChain struct {
	Org    OrgName // without a name if there is none any more
	Rows   int64   // that are as they were written
	Older  int64   // of these, from before the chain: they are checked together, not each
	Lost   int64   // besides, rows at the beginning whose key was lost: that they are there is all that is known
	Head   ChainHead
	Broken *BrokenRow // nil: the trail is whole
}

// String says it in one line.
func (v VerifiedChain) String() string {
	if v.Broken != nil {
		return "not as it was written: " + v.Broken.String()
	}
	text := strconv.FormatInt(v.Rows, 10) + " rows are as they were written."
	if v.Older > 0 {
		text += fmt.Sprintf(" %d of them are from before the chain.", v.Older)
	}
	if v.Lost > 0 {
		text += fmt.Sprintf(" %d rows before them cannot be checked: their key file was lost.", v.Lost)
	}
	return text
}

// A BrokenRow is the first one that is not as it was written.
type BrokenRow struct {
	Seq int64  // its place, 0 for none
	ID  string // "" when the row is missing
	Why string
}

func (b BrokenRow) String() string {
	what := "a row outside of the chain"
	if b.Seq > 0 {
		what = fmt.Sprintf("row %d", b.Seq)
	}
	if b.ID != "" {
		what += " (" + b.ID + ")"
	}
	return what + ": " + b.Why
}

// UnscopedVerifyChains walks the audit trail of the org of that name, or of all when it is "", checks
// each row with the keys of the file at path, and compares it with heads that were kept.
// Meanwhile others write; what they add is not looked at.
func (s *Store) UnscopedVerifyChains(ctx context.Context, path, name string, kept ...ChainHead) (all []VerifiedChain, err error) {
	keys, err := seal.Open(path)
	if err != nil {
		return nil, fmt.Errorf("key file: %w", err)
	}
	orgs, err := db.List(ctx, s.db, scanOrgName, `SELECT org_id, name FROM pf_organizations WHERE name = $1 OR $1 = '' ORDER BY name`, name)
	if err == nil && len(orgs) == 0 && name != "" {
		err = clinic.Errorf(clinic.NotFound, "There is no organization of that name.")
	}
	byOrg := map[clinic.OrgID][]ChainHead{}
	for _, h := range kept {
		byOrg[h.Org] = append(byOrg[h.Org], h)
	}
	for _, org := range orgs {
		if err != nil {
			return nil, err
		}
		v := &verifier{VerifiedChain: VerifiedChain{Org: org}, keys: keys, kept: byOrg[org.ID]}
		delete(byOrg, org.ID)
		err = s.db.Read(ctx, db.Owner(org.ID), func(tx *db.Tx) error { return v.verify(ctx, scope{org.ID, s.now(), tx}) })
		all = append(all, v.VerifiedChain)
	}
	if name == "" {
		for _, org := range slices.Sorted(maps.Keys(byOrg)) {
			all = append(all, VerifiedChain{Org: OrgName{ID: org},
				Broken: &BrokenRow{1, "", "there is no such organization, and its head was kept"}})
		}
	}
	return all, err
}
