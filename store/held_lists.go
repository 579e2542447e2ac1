package store

import (
	"maps"
	"slices"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"televisit/clinic"
)

// heldLists are the lists of sessions that were asked for last, each exactly as
// it was at one version of its org, and what the latest versions changed. When
// every version since is known, a list is brought up to date without a query
// for what did not change.
type heldLists struct {
	mu     sync.Mutex
	lists  *lru.Cache[listKey, heldList]
	recent map[clinic.OrgID]*[mostRecent]*sessionChange // by version, modulo its length
}

const (
	mostLists  = 64  // at some ten KiB each
	mostRecent = 256 // changes of an org
)

// A listKey is what was asked for where. Its instants are in UTC.
type listKey struct {
	org    clinic.OrgID
	filter SessionFilter
}

type heldList struct {
	SessionList
	version int64
}

// A sessionChange is all that a version of an org changed: one session.
type sessionChange struct {
	version       int64
	before, after clinic.Session
}

func newHeldLists() heldLists {
	lists, err := lru.New[listKey, heldList](mostLists)
	if err != nil {
		panic(err) // the size is wrong
	}
	return heldLists{lists: lists, recent: map[clinic.OrgID]*[mostRecent]*sessionChange{}}
}

// note tells that version of the org changed a session, and nothing else that
// a list shows. Versions may be told of in any order.
func (h *heldLists) note(org clinic.OrgID, n *sessionChange) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.recent[org] == nil {
		h.recent[org] = new([mostRecent]*sessionChange)
	}
	h.recent[org][n.version%mostRecent] = n
}

// between returns the changes after version from, up to and with version to,
// and whether they are all that happened.
func (h *heldLists) between(org clinic.OrgID, from, to int64) (all []*sessionChange, ok bool) {
	recent := h.recent[org]
	if from == to {
		return nil, true
	}
	if recent == nil || from > to || to-from > mostRecent {
		return nil, false
	}
	for version := from + 1; version <= to; version++ {
		n := recent[version%mostRecent]
		if n == nil || n.version != version {
			return nil, false
		}
		all = append(all, n)
	}
	return all, true
}

// since returns the list as it is held and what changed up to version; ok is
// false when that is not known.
func (h *heldLists) since(key listKey, version int64) (l SessionList, changes []*sessionChange, ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held, ok := h.lists.Get(key)
	if ok {
		changes, ok = h.between(key.org, held.version, version)
	}
	return held.SessionList, changes, ok
}

// at returns the list as it is at version, or later, if that takes no query.
func (h *heldLists) at(key listKey, version int64) (SessionList, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	held, ok := h.lists.Get(key)
	if !ok || held.version >= version {
		return held.SessionList, ok
	}
	changes, ok := h.between(key.org, held.version, version)
	if !ok || key.filter.Search != "" {
		return SessionList{}, false
	}
	l, whole, err := key.filter.follow(held.SessionList, changes, nil)
	if !whole || err != nil {
		return SessionList{}, false
	}
	h.lists.Add(key, heldList{l, version})
	return l, true
}

// keep holds l as it is at version, unless a later one is held.
func (h *heldLists) keep(key listKey, l SessionList, version int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if held, ok := h.lists.Peek(key); !ok || held.version < version {
		h.lists.Add(key, heldList{l, version})
	}
}

// follow returns l after changes. If it is not whole, its counts are right but
// its rows have to be read. called tells whether a patient is called as f
// searches for; without a search it may be nil.
func (f SessionFilter) follow(l SessionList, changes []*sessionChange, called func(clinic.PatientID) (bool, error)) (_ SessionList, whole bool, err error) {
	l.Counts, l.Rows, whole = maps.Clone(l.Counts), slices.Clone(l.Rows), true
	for _, n := range changes {
		if f.Search != "" {
			if ok, err := called(n.after.PatientID); err != nil {
				return l, false, err
			} else if !ok {
				continue
			}
		}
		was, is := f.covers(n.before), f.covers(n.after)
		if was {
			l.Counts[n.before.Status]--
		}
		if is {
			l.Counts[n.after.Status]++
		}
		was, is = was && f.shows(n.before), is && f.shows(n.after)
		i := slices.IndexFunc(l.Rows, func(v clinic.Session) bool { return v.ID == n.after.ID })
		switch {
		case was && is && i >= 0:
			l.Rows[i] = n.after
		case was != is:
			whole = false
		}
	}
	maps.DeleteFunc(l.Counts, func(_ clinic.Status, n int64) bool { return n == 0 })
	return l, whole, nil
}

// covers reports whether f wants v but for its status, page and search.
func (f SessionFilter) covers(v clinic.Session) bool {
	return v.DeletedAt.IsZero() &&
		(f.Provider == "" || f.Provider == v.ProviderID) && (f.Platform == "" || f.Platform == v.PlatformID) && (f.Modality == "" || f.Modality == v.Modality) &&
		(f.From.IsZero() || !v.StartsAt.Before(f.From)) && (f.To.IsZero() || v.StartsAt.Before(f.To))
}

// shows reports whether v, which f covers, is on the page of f or a later one.
func (f SessionFilter) shows(v clinic.Session) bool {
	if f.Status != "" && f.Status != v.Status {
		return false
	}
	return f.After.ID == "" || v.CreatedAt.Before(f.After.CreatedAt) || v.CreatedAt.Equal(f.After.CreatedAt) && v.ID < f.After.ID
}
