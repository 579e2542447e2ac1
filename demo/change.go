package demo

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store"
)

const (
	wantedUpcoming = 16 // visits within the next hour
	oneInBookings  = 3  // below that, one action in so many is a booking
	maxTries       = 30 // candidates that are looked at in one step
)

// simulateChange makes one move, likely a heavy one, or books a visit, and reports whether
// it could.
func (m *simulator) simulateChange(ctx context.Context, c *cast) (bool, error) {
	if c.upcoming < wantedUpcoming && m.rng.IntN(oneInBookings) == 0 {
		if booked, err := m.book(ctx, c); booked || err != nil {
			return booked, err
		}
	}
	for _, n := range m.shuffle(m.candidates(c)) {
		if moved, err := m.try(ctx, c, n); moved || err != nil {
			return moved, err
		}
	}
	return m.book(ctx, c)
}

// shuffle returns some of all in random order. The heavier one is, the earlier
// it is likely to come.
func (m *simulator) shuffle(all []candidate) []candidate {
	order := make(map[clinic.AppointmentID]float64, len(all))
	for _, n := range all {
		order[n.visit.ID] = math.Pow(m.rng.Float64(), 1/n.weight)
	}
	slices.SortFunc(all, func(a, b candidate) int { return cmp.Compare(order[b.visit.ID], order[a.visit.ID]) })
	return all[:min(len(all), maxTries)]
}

// try makes the move n if its time has come and no person is at the session. It
// reports whether it did: a refusal is no error.
func (m *simulator) try(ctx context.Context, c *cast, n candidate) (bool, error) {
	delete(m.cancelled, n.visit.SessionID) // to book it again is tried once
	v, err := c.staff.Session(ctx, n.visit.SessionID)
	if err == nil && n.isDue != nil && !n.isDue(v) {
		return false, nil
	}
	if err == nil {
		var free bool
		if free, err = m.isFree(ctx, c, v); err == nil && !free {
			return false, nil
		}
	}
	if err == nil {
		err = m.move(ctx, c, n, v)
	}
	if isRefusal(err) {
		m.log.DebugContext(ctx, "the demo was refused a move", "to", n.to, "kind", clinic.KindOf(err))
		return false, nil
	}
	return err == nil, err
}

// move makes the move n of session v.
func (m *simulator) move(ctx context.Context, c *cast, n candidate, v clinic.Session) error {
	move := clinic.Move{To: n.to, Reason: n.reason}
	if n.to == clinic.Active && v.Consent.State == clinic.ConsentPending {
		move.Consent = &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
	}
	if v.Location.Missing() && (n.to == clinic.Active || n.to == clinic.Completed) {
		at, err := n.by.LikelyLocation(ctx, v.ID)
		if err != nil {
			return err
		}
		move.Location, move.NoLocation = &at, true
	}
	moved, err := n.by.MoveSession(ctx, v.ID, v.Version, move)
	if err != nil {
		return err
	}
	m.left[v.ID] = leftAs{moved.Version, c.now}
	switch n.to {
	case clinic.Cancelled:
		m.cancelled[v.ID] = c.staff.Name()
	case clinic.Scheduled:
		c.takeTime(v.AppointmentID) // the other practice acts next
	}
	m.log.DebugContext(ctx, "the demo moved a session", "from", moved.From, "to", n.to)
	return nil
}

// isFree reports whether no person changed v in the last two minutes.
func (m *simulator) isFree(ctx context.Context, c *cast, v clinic.Session) (bool, error) {
	if left, known := m.left[v.ID]; known && left.version == v.Version {
		return true, nil
	}
	trail, err := c.staff.SessionHistory(ctx, v.ID)
	if err != nil || len(trail) == 0 {
		return err == nil, err
	}
	return c.now.Sub(trail[len(trail)-1].At) >= handsOff, nil
}

// bookAhead is how far ahead a visit is booked at most.
const bookAhead = 45 * time.Minute

// maxPatients is how many patients a visit is booked for.
const maxPatients = 60

// book makes an appointment soon, and reports whether there was a free time.
func (m *simulator) book(ctx context.Context, c *cast) (bool, error) {
	b, found, err := m.booking(ctx, c)
	if !found || err != nil {
		return false, err
	}
	a, err := c.staff.BookAppointment(ctx, b)
	if isRefusal(err) {
		m.log.DebugContext(ctx, "the demo was refused an appointment", "kind", clinic.KindOf(err))
		return false, nil
	}
	if err == nil {
		m.left[a.SessionID] = leftAs{1, c.now}
		c.visits = append(c.visits, a)
	}
	return err == nil, err
}

// booking returns a short visit with any provider but the first, who is left to
// people. It finds none when there is no free time.
func (m *simulator) booking(ctx context.Context, c *cast) (b clinic.Booking, found bool, err error) {
	if len(c.hosts) < 2 {
		return b, false, nil
	}
	host := c.hosts[1+m.rng.IntN(len(c.hosts)-1)].User()
	patients, err := c.staff.Patients(ctx, store.PatientFilter{Limit: maxPatients})
	if err != nil {
		return b, false, err
	}
	platforms, err := c.staff.Platforms(ctx)
	if err != nil {
		return b, false, err
	}
	platforms = slices.DeleteFunc(platforms, func(p clinic.Platform) bool { return !p.Active })
	if len(patients.Rows) == 0 || len(platforms) == 0 {
		return b, false, nil
	}
	end := c.now.Add(bookAhead)
	for at := c.now.Truncate(shortVisit).Add(shortVisit); at.Before(end); at = at.Add(shortVisit) {
		if !c.isBooked(host, at, at.Add(shortVisit)) {
			return clinic.Booking{Telehealth: true, ProviderID: host, StartsAt: at, EndsAt: at.Add(shortVisit),
				PatientID: patients.Rows[m.rng.IntN(len(patients.Rows))].ID, PlatformID: platforms[m.rng.IntN(len(platforms))].ID}, true, nil
		}
	}
	return b, false, nil
}
