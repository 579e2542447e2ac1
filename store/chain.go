package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// A chain is the end of an org's audit trail, in a transaction that adds to it. Each row has a
// code, made with a key of the key file, of what it says, of its place, and of the code before
// it. Nobody else adds to the trail of that org until the transaction ends.
type chain struct {
	c      scope
	keys   *seal.Keys
	seq    int64
	mac    string
	before int64 // seq as it is stored
}

// chainOf returns the end of the chain of the scope's org. It returns Unavailable without the
// key file that the chain was made with: what another key would add could not be checked here.
func (s *Store) chainOf(ctx context.Context, c scope) (*chain, error) {
	h, err := s.endOfChain(ctx, c)
	if err == nil && h.seq > 0 && s.keys.Checks(h.mac) != nil {
		err = errNoRecord(seal.ErrUnknownKey)
	}
	return h, err
}

// endOfChain is chainOf also where the key of the last row is lost.
func (s *Store) endOfChain(ctx context.Context, c scope) (*chain, error) {
	if s.keys == nil {
		return nil, errNoRecord(errNoKeyFile)
	}
	h := &chain{c: c, keys: s.keys}
	_, err := one(ctx, c, db.Into(&h.seq, &h.mac), `SELECT audit_seq, audit_mac FROM pf_organizations WHERE org_id = $1`+db.LockRow)
	h.before = h.seq
	if err == nil && h.seq == 0 {
		err = h.begin(ctx)
	}
	return h, err
}

// add writes row behind the last one.
func (h *chain) add(ctx context.Context, row *AuditRow) error {
	return h.put(ctx, AuditTable.insert, row)
}

// addOnce writes row behind the last one, unless the org has one of its id.
func (h *chain) addOnce(ctx context.Context, row *AuditRow) error {
	return h.put(ctx, insertOnce, row)
}

var insertOnce = AuditTable.insert + ` ON CONFLICT (org_id, id) DO NOTHING`

func (h *chain) put(ctx context.Context, statement string, row *AuditRow) error {
	h.link(row)
	n, err := h.c.exec(ctx, statement, AuditTable.into(row)...)
	if err == nil && n > 0 {
		h.seq, h.mac = row.Seq, row.MAC
	}
	return err
}

// link gives row the place behind the last one.
func (h *chain) link(row *AuditRow) {
	row.Seq = h.seq + 1
	row.MAC = h.keys.Authenticate(row.content(h.c.org, h.mac))
}

// save stores where the chain ends, and adds changed to the org's version, which it returns.
func (h *chain) save(ctx context.Context, changed int) (version int64, err error) {
	if changed == 0 && h.seq == h.before {
		return 0, nil
	}
	return one(ctx, h.c, db.Int, `UPDATE pf_organizations SET version = version + $2, audit_seq = $3, audit_mac = $4
		WHERE org_id = $1 RETURNING version`, changed, h.seq, h.mac)
}

// content returns what a row's code is made of: the code before it and every column. Each part
// comes after its length, so no two rows have the same. It is never to change: what was written
// is checked with it.
func (a *AuditRow) content(org clinic.OrgID, before string) []byte {
	all := make([]byte, 0, 512) // most are not longer
	for _, part := range [...]string{before, string(org), strconv.FormatInt(a.Seq, 10), a.ID, strconv.FormatInt(a.At.UnixMilli(), 10),
		string(a.User), a.Action, a.Entity, a.EntityID, a.Detail, string(a.Kind), a.Via, a.Address} {
		all = append(binary.AppendUvarint(all, uint64(len(part))), part...)
	}
	return all
}

// An olderPart is what a trail has from before its chain. Its sum is in the chain's first row.
type olderPart struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sum"` // SHA-256 of all, by id
}

// older returns what the scope's org has from before its chain.
func (c scope) older(ctx context.Context) (p olderPart, err error) {
	sum, row, query := sha256.New(), AuditRow{}, `SELECT `+AuditTable.selected("")+` FROM pf_audit WHERE org_id = $1 AND seq <= 0 ORDER BY id`
	places := AuditTable.into(&row)
	err = db.Each(ctx, c.tx, func(r db.Row) error {
		err := r.Scan(places...)
		sum.Write(row.content(c.org, "")) // it never fails
		p.Rows++
		return err
	}, query, c.args(query, nil)...)
	p.Sum = hex.EncodeToString(sum.Sum(nil))
	return p, err
}

// beginAction is what the first row says of a trail that is older than its chain.
const beginAction = "audit.begin"

// begin makes the first row, where there is something from before the chain.
func (h *chain) begin(ctx context.Context) error {
	p, err := h.c.older(ctx)
	if err != nil || p.Rows == 0 {
		return err
	}
	detail, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return h.add(ctx, &AuditRow{ID: NewID(), At: h.c.now, Action: beginAction, Entity: "audit", EntityID: string(h.c.org),
		Detail: string(detail), Kind: clinic.AuditKindOf(beginAction, "audit")})
}

// UnscopedBeginChains begins the chain of each org whose audit trail is older than chains are.
// It does nothing where they have begun.
func (s *Store) UnscopedBeginChains(ctx context.Context) error {
	orgs, err := db.List(ctx, s.db, db.Text, `SELECT org_id FROM pf_organizations WHERE audit_seq = 0 ORDER BY org_id`)
	for _, org := range orgs {
		if err != nil {
			return err
		}
		err = s.db.Write(ctx, db.Owner(org), func(tx *db.Tx) error {
			h, err := s.chainOf(ctx, scope{clinic.OrgID(org), s.now(), tx})
			if err == nil {
				_, err = h.save(ctx, 0)
			}
			return err
		})
	}
	return err
}
