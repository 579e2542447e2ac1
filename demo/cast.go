package demo

import (
	"context"
	"slices"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A cast is the people of one practice at work, and the visits before them.
type cast struct {
	now       time.Time
	staff     *store.Org
	hosts     []*store.Org // who sees patients; the first is the account "provider"
	busy      map[clinic.UserID]bool
	visits    []clinic.Appointment
	elsewhere []*cast // of the other practice: somebody works in both
	upcoming  int     // scheduled for the next hour
}

// host returns whoever of c is that provider, nil when nobody is.
func (c *cast) host(id clinic.UserID) *store.Org {
	for _, h := range c.hosts {
		if h.User() == id {
			return h
		}
	}
	return nil
}

// isFirst reports whether id is the account "provider". Its sessions wait
// longer: a person may want to start them.
func (c *cast) isFirst(id clinic.UserID) bool { return len(c.hosts) > 0 && c.hosts[0].User() == id }

// isBooked reports whether a provider has a visit in [from, to), here or in the
// other practice.
func (c *cast) isBooked(provider clinic.UserID, from, to time.Time) bool {
	return c.overlaps(provider, from, to) || c.isBookedElsewhere(provider, from, to)
}

// isBookedElsewhere reports whether a provider has a visit in [from, to) in the
// other practice.
func (c *cast) isBookedElsewhere(provider clinic.UserID, from, to time.Time) bool {
	return slices.ContainsFunc(c.elsewhere, func(other *cast) bool { return other.overlaps(provider, from, to) })
}

func (c *cast) overlaps(provider clinic.UserID, from, to time.Time) bool {
	return slices.ContainsFunc(c.visits, func(a clinic.Appointment) bool {
		return a.ProviderID == provider && a.Status == clinic.Booked && a.StartsAt.Before(to) && a.EndsAt.After(from)
	})
}

// takeTime notes that the time of a visit is taken again.
func (c *cast) takeTime(id clinic.AppointmentID) {
	for i := range c.visits {
		if c.visits[i].ID == id {
			c.visits[i].Status = clinic.Booked
		}
	}
}

// gatherCast returns the people of p and their visits of these hours. It returns
// NotFound when nobody is at the desk.
func (m *simulator) gatherCast(ctx context.Context, p practice) (*cast, error) {
	org, err := m.store.UnscopedOrgNamed(ctx, p.name)
	if err != nil {
		return nil, err
	}
	c := &cast{now: m.now(), busy: map[clinic.UserID]bool{}}
	for _, who := range p.people {
		if who.work() != clinic.Staff && who.work() != clinic.Provider {
			continue
		}
		actor, err := m.store.UnscopedActor(ctx, p.email(who), org)
		if isRefusal(err) {
			continue // not a member any more
		}
		if err != nil {
			return nil, err
		}
		if who.work() == clinic.Staff {
			c.staff = m.store.For(&actor)
		} else {
			c.hosts = append(c.hosts, m.store.For(&actor))
		}
	}
	if c.staff == nil {
		return nil, clinic.Errorf(clinic.NotFound, "Nobody is at the desk.")
	}
	return c, m.readVisits(ctx, p, c)
}

// readVisits reads the visits of these hours.
func (m *simulator) readVisits(ctx context.Context, p practice, c *cast) (err error) {
	back := lookBack
	if !m.caughtUp[p.name] {
		back = catchUp
	}
	if c.visits, err = c.staff.Appointments(ctx, c.now.Add(-back), c.now.Add(lookAhead)); err != nil {
		return err
	}
	m.caughtUp[p.name] = true
	for _, a := range c.visits {
		switch until := a.StartsAt.Sub(c.now); {
		case a.SessionAt == clinic.Active:
			c.busy[a.ProviderID] = true
		case a.SessionAt == clinic.Scheduled && until > 0 && until < time.Hour:
			c.upcoming++
		}
		isOpen := a.SessionAt == clinic.Scheduled || a.SessionAt == clinic.Active
		if isOpen && a.StartsAt.Before(c.now.Add(-lookBack)) && c.host(a.ProviderID) != nil {
			m.caughtUp[p.name] = false
		}
	}
	return nil
}
