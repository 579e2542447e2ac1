package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"televisit/clinic"
	"televisit/store/db"
)

// What is only noted waits in memory until UnscopedSaveNoted writes it into the trail: that
// somebody looked at something, or failed to sign in. Whoever does it waits for no disk, and
// no version of an org counts it.
type notedEntries struct {
	mu      sync.Mutex
	waiting []noted
	lost    int // how many there was no room for
	hour    int64
	known   map[string]bool // ids of the reads of that hour

	saving sync.Mutex // held while entries are written
}

// A noted entry is of one org, or of all orgs of the user when that is "".
type noted struct {
	org clinic.OrgID
	AuditRow
}

// How many entries wait at most while the database cannot be written, how many reads of an
// hour are known not to be new without asking it, and how many are written together.
const (
	maxWaiting    = 20_000
	maxKnownReads = 100_000
	savedAtOnce   = 200
)

// NoteRead notes that the actor looked at the page of an entity, as "patient". Of one person
// and page each hour has one entry, however often they look. It reports whether this is the
// first time in the hour that this process knows of.
func (o *Org) NoteRead(ctx context.Context, entity, id string) (first bool) {
	now := o.s.now()
	row := AuditRow{At: now, User: o.a.user, Action: entity + ".read", Entity: entity, EntityID: id, Detail: "null",
		Kind: clinic.AuditReads, Origin: originOf(ctx)}
	row.ID = idOfRead(o.a.org, row)
	return o.s.noted.addRead(noted{o.a.org, row}, now)
}

// idOfRead returns the id that a read of the same thing by the same person in the same hour
// always has, in whichever process: the database takes it once. It is a UUID of version 7 whose
// time is the hour and whose rest is a digest.
func idOfRead(org clinic.OrgID, r AuditRow) string {
	hour := r.At.Truncate(time.Hour).UnixMilli()
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %q %q %d", org, r.User, r.Action, r.EntityID, hour))
	var id uuid.UUID
	copy(id[:], sum[:])
	binary.BigEndian.PutUint32(id[:4], uint32(hour>>16)) // #nosec G115 -- these bits of the 48 that UUIDs have for a time
	binary.BigEndian.PutUint16(id[4:6], uint16(hour))    // #nosec G115 -- and these
	id[6], id[8] = id[6]&0x0f|0x70, id[8]&0x3f|0x80
	return id.String()
}

func (n *notedEntries) addRead(e noted, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if hour := now.Unix() / 3600; n.known == nil || hour != n.hour || len(n.known) >= maxKnownReads {
		n.hour, n.known = hour, map[string]bool{}
	}
	if n.known[e.ID] {
		return false
	}
	if n.put(e) {
		n.known[e.ID] = true
	}
	return true
}

// add notes what is no read.
func (n *notedEntries) add(e noted) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.put(e)
}

// put lets e wait if there is room. The lock is held.
func (n *notedEntries) put(e noted) bool {
	if len(n.waiting) >= maxWaiting {
		n.lost++
		return false
	}
	n.waiting = append(n.waiting, e)
	return true
}

// take returns some that wait for one org, and how many were lost since the last time.
func (n *notedEntries) take() (of clinic.OrgID, some []noted, lost int) {
	n.mu.Lock()
	defer n.mu.Unlock()
	lost, n.lost = n.lost, 0
	var rest []noted
	for _, e := range n.waiting {
		switch {
		case len(some) == 0:
			of, some = e.org, append(some, e)
		case e.org == of && len(some) < savedAtOnce:
			some = append(some, e)
		default:
			rest = append(rest, e)
		}
	}
	n.waiting = rest
	return of, some, lost
}

// putBack lets what could not be written wait again, before all else.
func (n *notedEntries) putBack(some []noted) {
	n.mu.Lock()
	defer n.mu.Unlock()
	all := append(some, n.waiting...)
	n.lost += max(0, len(all)-maxWaiting)
	n.waiting = all[:min(len(all), maxWaiting)]
}

// UnscopedSaveNoted writes what was noted into the trail. What cannot be written now is for
// the next time. It touches no database when there is nothing.
func (s *Store) UnscopedSaveNoted(ctx context.Context) error {
	s.noted.saving.Lock()
	defer s.noted.saving.Unlock()
	for {
		org, some, lost := s.noted.take()
		var missing error
		if lost > 0 {
			missing = fmt.Errorf("%d entries of the audit trail are lost: it could not be written for too long", lost)
		}
		if len(some) == 0 {
			return missing
		}
		if err := s.saveNoted(ctx, org, some); err != nil {
			s.noted.putBack(some)
			return errors.Join(missing, err)
		}
		if missing != nil {
			return missing
		}
	}
}

// saveNoted writes entries of one org, or of users in all of their orgs.
func (s *Store) saveNoted(ctx context.Context, org clinic.OrgID, some []noted) error {
	owner := db.Owner(org)
	if org == "" {
		owner = db.Anyone
	}
	return s.db.Write(ctx, owner, func(tx *db.Tx) error {
		rows, err := rowsByOrg(ctx, tx, org, some)
		for _, to := range slices.Sorted(maps.Keys(rows)) { // all lock in one order
			if err == nil {
				err = s.addNoted(ctx, scope{to, s.now(), tx}, rows[to])
			}
		}
		return err
	})
}

// rowsByOrg returns what is to be written in which org.
func rowsByOrg(ctx context.Context, tx *db.Tx, org clinic.OrgID, some []noted) (map[clinic.OrgID][]AuditRow, error) {
	rows := map[clinic.OrgID][]AuditRow{}
	for _, e := range some {
		orgs := []OrgName{{ID: org}}
		if org == "" {
			var err error
			if orgs, err = orgsOf(ctx, tx, e.User); err != nil {
				return nil, err
			}
		}
		for _, o := range orgs {
			rows[o.ID] = append(rows[o.ID], e.AuditRow)
		}
	}
	return rows, nil
}

// addNoted writes the rows that the scope's org does not have yet.
func (s *Store) addNoted(ctx context.Context, c scope, rows []AuditRow) error {
	h, err := s.chainOf(ctx, c)
	for i := range rows {
		if err == nil {
			err = h.addOnce(ctx, &rows[i])
		}
	}
	if err == nil {
		_, err = h.save(ctx, 0)
	}
	return err
}
