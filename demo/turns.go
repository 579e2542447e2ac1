package demo

import (
	"cmp"
	"context"
	"hash/fnv"
	"math"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A turn is something that could happen next to the session of a visit.
type turn struct {
	visit  clinic.Appointment
	to     clinic.Status
	reason string
	weight float64
	// when says whether the time has come, once the session is read; nil is
	// always.
	when func(clinic.Session) bool
	by   *store.Org
}

// How many visits are to come within the hour, and how long a booked one is.
const (
	wanted     = 16
	shortVisit = 3 * time.Minute
	soon       = 45 * time.Minute // a short visit is booked at most so far ahead
	tries      = 30               // sessions that are read at most for one that moves
	tooOften   = 12               // versions; a session that went to and fro so often rests
)

// play takes one turn, likely a heavy one, and reports whether it could.
func (m *simulator) play(ctx context.Context, t *troupe) (bool, error) {
	if t.coming < wanted && m.rng.IntN(3) == 0 {
		if booked, err := m.book(ctx, t); booked || err != nil {
			return booked, err
		}
	}
	turns := m.turns(t)
	order := make(map[clinic.AppointmentID]float64, len(turns))
	for _, n := range turns {
		order[n.visit.ID] = math.Pow(m.rng.Float64(), 1/n.weight)
	}
	slices.SortFunc(turns, func(a, b turn) int { return cmp.Compare(order[b.visit.ID], order[a.visit.ID]) })
	for _, n := range turns[:min(len(turns), tries)] {
		if moved, err := m.take(ctx, t, n); moved || err != nil {
			return moved, err
		}
	}
	return m.book(ctx, t)
}

// turns returns at most one for each visit.
func (m *simulator) turns(t *troupe) []turn {
	var all []turn
	for _, a := range t.visits {
		host := t.host(a.ProviderID)
		if a.SessionID == "" || host == nil {
			continue
		}
		n := turn{visit: a, by: host}
		recent := t.now.Sub(a.EndsAt) < time.Hour
		switch {
		case a.SessionAt == clinic.Scheduled:
			m.waiting(t, &n)
		case a.SessionAt == clinic.Active:
			m.underWay(t, &n)
		case a.SessionAt == clinic.Completed && recent:
			n.to, n.reason, n.weight = clinic.Active, "Call dropped", 0.3
			n.when = func(v clinic.Session) bool { return t.now.Sub(v.EndedAt) < 20*time.Minute && v.Version < tooOften }
		case a.SessionAt == clinic.NoShow && recent:
			n.to, n.reason, n.weight = clinic.Active, "Patient came late", 0.3
			n.when = func(v clinic.Session) bool { return t.now.Sub(v.NoShowAt) < 20*time.Minute && v.Version < tooOften }
		}
		if n.to == clinic.Active && t.busy[a.ProviderID] {
			n.weight = 0 // one visit after the other
		}
		if n.weight > 0 {
			all = append(all, n)
		}
	}
	return append(all, m.backAgain(t)...)
}

// backAgain returns the visits that the simulator called off in this practice:
// some are wanted all the same.
func (m *simulator) backAgain(t *troupe) (all []turn) {
	for id, org := range m.off {
		if org == t.staff.Name() {
			all = append(all, turn{visit: clinic.Appointment{ID: clinic.AppointmentID(id), SessionID: id}, to: clinic.Scheduled, weight: 0.4, by: t.staff,
				when: func(v clinic.Session) bool {
					return v.Status == clinic.Cancelled && t.now.Before(v.StartsAt) && !taken(t.elsewhere, v.ProviderID, v.StartsAt, v.EndsAt)
				}})
		}
	}
	slices.SortFunc(all, func(a, b turn) int { return strings.Compare(string(a.visit.ID), string(b.visit.ID)) })
	return all
}

// waiting says what becomes of a scheduled visit: it begins when it is due,
// unless the patient does not come or calls it off.
func (m *simulator) waiting(t *troupe, n *turn) {
	kind := temper(n.visit.ID)
	early, patience := 12*time.Minute, minutes(16+kind%8)
	if length(n.visit) > shortVisit {
		early, patience = 0, minutes(16+kind%40)
	}
	if t.isFirst(n.visit.ProviderID) {
		early, patience = -5*time.Minute, minutes(95+kind%20)
	}
	due := n.visit.StartsAt.Sub(t.now)
	switch {
	case -due > patience:
		n.to, n.weight, n.by = clinic.NoShow, 3, t.staff
	case due <= early && kind >= 8 && kind < 75, due <= -2*time.Minute && kind >= 75:
		n.to, n.weight = clinic.Active, 5
	case due > 2*time.Minute && due < time.Hour && kind >= 40 && t.coming > wanted/2 && !t.isFirst(n.visit.ProviderID):
		n.to, n.reason, n.weight, n.by = clinic.Cancelled, callOffs[kind%len(callOffs)], 0.4, t.staff
		n.when = func(v clinic.Session) bool { return v.Version < tooOften/2 }
	}
}

// underWay says what becomes of an active visit: it ends after a good part of
// its time, or was begun by mistake.
func (m *simulator) underWay(t *troupe, n *turn) {
	kind := temper(n.visit.ID)
	n.to, n.weight = clinic.Completed, 5
	share := length(n.visit) * time.Duration(50+kind%40) / 100
	if length(n.visit) <= shortVisit {
		share = length(n.visit) * time.Duration(30+kind%40) / 100
	}
	n.when = func(v clinic.Session) bool {
		if v.Before > 0 { // it was all but over
			return t.now.Sub(v.SpanAt) >= 20*time.Second
		}
		return t.now.Sub(v.SpanAt) >= share
	}
	if kind%7 == 3 && length(n.visit) <= shortVisit && m.rng.IntN(3) == 0 {
		n.to, n.reason, n.weight = clinic.Scheduled, "Started by mistake", 1
		n.when = func(v clinic.Session) bool { return t.now.Sub(v.StartedAt) < time.Minute && v.Version < tooOften }
	}
}

// take does n if its time has come and no person is at it.
func (m *simulator) take(ctx context.Context, t *troupe, n turn) (bool, error) {
	delete(m.off, n.visit.SessionID) // one try is enough
	v, err := t.staff.Session(ctx, n.visit.SessionID)
	if err == nil && n.when != nil && !n.when(v) {
		return false, nil
	}
	if err == nil {
		var free bool
		if free, err = m.free(ctx, t, v); err == nil && !free {
			return false, nil
		}
	}
	if err == nil {
		move := clinic.Move{To: n.to, Reason: n.reason}
		if n.to == clinic.Active && v.Consent.State == clinic.ConsentPending {
			move.Consent = &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
		}
		var moved store.Moved
		if moved, err = n.by.MoveSession(ctx, v.ID, v.Version, move); err == nil {
			m.own[v.ID] = mark{moved.Version, t.now}
			if n.to == clinic.Cancelled {
				m.off[v.ID] = t.staff.Name()
			}
			m.log.DebugContext(ctx, "the demo moved a session", "from", moved.From, "to", n.to)
			return true, nil
		}
	}
	if refused(err) {
		m.log.DebugContext(ctx, "the demo was refused a move", "to", n.to, "kind", clinic.KindOf(err))
		return false, nil
	}
	return false, err
}

// free reports whether no person changed v in the last two minutes.
func (m *simulator) free(ctx context.Context, t *troupe, v clinic.Session) (bool, error) {
	if left, known := m.own[v.ID]; known && left.version == v.Version {
		return true, nil
	}
	trail, err := t.staff.SessionHistory(ctx, v.ID)
	if err != nil || len(trail) == 0 {
		return err == nil, err
	}
	return t.now.Sub(trail[len(trail)-1].At) >= handsOff, nil
}

// book makes an appointment soon, and reports whether there was a free time.
func (m *simulator) book(ctx context.Context, t *troupe) (bool, error) {
	if len(t.hosts) < 2 {
		return false, nil
	}
	host := t.hosts[1+m.rng.IntN(len(t.hosts)-1)] // the first is left to people
	patients, err := t.staff.Patients(ctx, store.PatientFilter{Limit: 60})
	if err != nil {
		return false, err
	}
	platforms, err := t.staff.Platforms(ctx)
	if err != nil {
		return false, err
	}
	platforms = slices.DeleteFunc(platforms, func(p clinic.Platform) bool { return !p.Active })
	at, found := m.gap(t, host.User())
	if !found || len(patients.Rows) == 0 || len(platforms) == 0 {
		return false, nil
	}
	a, err := t.staff.BookAppointment(ctx, clinic.Booking{Telehealth: true, ProviderID: host.User(), StartsAt: at, EndsAt: at.Add(shortVisit),
		PatientID: patients.Rows[m.rng.IntN(len(patients.Rows))].ID, PlatformID: platforms[m.rng.IntN(len(platforms))].ID})
	if refused(err) {
		m.log.DebugContext(ctx, "the demo was refused an appointment", "kind", clinic.KindOf(err))
		return false, nil
	}
	if err == nil {
		m.own[a.SessionID] = mark{1, t.now}
		t.visits = append(t.visits, a)
	}
	return err == nil, err
}

// gap returns the next time at which that provider is free for a short visit,
// here and in the other practice.
func (m *simulator) gap(t *troupe, id clinic.UserID) (time.Time, bool) {
	from := t.now.Truncate(shortVisit).Add(shortVisit)
	for at := from; at.Before(t.now.Add(soon)); at = at.Add(shortVisit) {
		if end := at.Add(shortVisit); !taken(t.visits, id, at, end) && !taken(t.elsewhere, id, at, end) {
			return at, true
		}
	}
	return time.Time{}, false
}

// taken reports whether that provider has one of visits in [from, to).
func taken(visits []clinic.Appointment, id clinic.UserID, from, to time.Time) bool {
	return slices.ContainsFunc(visits, func(a clinic.Appointment) bool {
		return a.ProviderID == id && a.Status == clinic.Booked && a.StartsAt.Before(to) && a.EndsAt.After(from)
	})
}

func length(a clinic.Appointment) time.Duration { return a.EndsAt.Sub(a.StartsAt) }

// temper returns a number below 100 that stays with a visit.
func temper(id clinic.AppointmentID) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id)) // a hash takes everything
	return int(h.Sum32() % 100)
}
