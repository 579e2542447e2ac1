package store_test

import (
	"slices"
	"strings"
	"time"

	"televisit/clinic"
)

// modelSeries is how many appointments a series of the model has at most.
const modelSeries = 4

// bookSeries books a series at random. What the model knows to clash has to be named,
// and once that is left out, the rest is booked.
func (m *deskModel) bookSeries() {
	m.t.Helper()
	b := m.wish()
	s := clinic.Series{Repeat: clinic.Repeat{EveryWeeks: 1, Count: 2 + m.rng.IntN(modelSeries-1)}}
	first, clashes, later := m.firstAsks(b), []string(nil), []clinic.Booking(nil)
	for n := 1; n < s.Count; n++ {
		w, sure := m.daysLater(b, 7*n)
		w.OverrideReason = ""
		if asksTime, asksRoom := m.asks(w, nil, nil); !sure || asksTime || asksRoom {
			key := string(clinic.DayIn(b.StartsAt, m.zone).Add(7 * n))
			clashes = append(clashes, key)
			s.Exceptions = append(s.Exceptions, clinic.Exception{Key: key, Skip: true})
		} else {
			later = append(later, w)
		}
	}
	if first || len(clashes) > 0 {
		_, err := m.org.BookSeries(m.t.Context(), b, clinic.Series{Repeat: s.Repeat})
		m.refusedFor(err, first, clashes)
	}
	if first {
		return
	}
	made, err := m.org.BookSeries(m.t.Context(), b, s)
	if err != nil || len(made) != 1+len(later) {
		m.t.Fatalf("%+v: booked %d, want %d and those %d left out: %v", b, len(made), 1+len(later), len(clashes), err)
	}
	var of *modelVisit
	for i, w := range append([]clinic.Booking{b}, later...) {
		v := &modelVisit{Booking: w, id: made[i].ID, version: made[i].Version, series: of}
		if i == 0 && len(later) > 0 {
			of, v.series = v, v
		}
		m.visits = append(m.visits, v)
	}
}

// actOnLater cancels one of a series and the later ones, or has them all take place some
// days later.
func (m *deskModel) actOnLater(open []*modelVisit) {
	m.t.Helper()
	open = slices.DeleteFunc(open, func(v *modelVisit) bool { return v.series == nil })
	if len(open) == 0 {
		return
	}
	v := anyOf(m.rng, open)
	later := slices.DeleteFunc(slices.Clone(open), func(w *modelVisit) bool {
		return w.series != v.series || !w.StartsAt.After(v.StartsAt)
	})
	if m.rng.IntN(3) > 0 {
		m.moveLater(v, later, anyOf(m.rng, []int{1, 2, 3, 7, 7}))
		return
	}
	done, err := m.org.CancelSeries(m.t.Context(), v.id, v.version, "a model says so")
	if err != nil || done.Done != 1+len(later) || done.Left != 0 {
		m.t.Fatalf("cancelled %d and left %d, want %d and 0: %v", done.Done, done.Left, 1+len(later), err)
	}
	for _, w := range append(later, v) {
		w.off = true
	}
}

// moveLater moves v and later, which are of one series, by so many days: all of them, or
// none when one of them clashes.
func (m *deskModel) moveLater(v *modelVisit, later []*modelVisit, days int) {
	m.t.Helper()
	all := append([]*modelVisit{v}, later...)
	instead, doubt := map[*modelVisit]clinic.Booking{}, map[*modelVisit]bool{}
	for _, w := range all {
		moved, sure := m.daysLater(w.Booking, days)
		moved.OverrideReason, moved.SharesRoom = "", false
		instead[w], doubt[w] = moved, !sure
	}
	if doubt[v] {
		return // the form asks which hours are meant, before it saves anything
	}
	asks := func(w *modelVisit, rest map[*modelVisit]clinic.Booking) bool {
		asksTime, asksRoom := m.asks(instead[w], w, rest)
		return doubt[w] || asksTime || asksRoom
	}
	first, clashes := asks(v, instead), []string(nil)
	for _, w := range later {
		if asks(w, instead) {
			clashes = append(clashes, string(w.id))
		}
	}
	done, err := m.org.ChangeSeries(m.t.Context(), v.id, v.version, instead[v], nil)
	if first || len(clashes) > 0 {
		m.refusedFor(err, first, clashes)
		return
	}
	if err != nil || done.Done != len(all) {
		m.t.Fatalf("changed %d, want %d: %v", done.Done, len(all), err)
	}
	for _, w := range all {
		w.Booking, w.version = instead[w], w.version+1
	}
}

// firstAsks reports whether b needs a word as a new booking.
func (m *deskModel) firstAsks(b clinic.Booking) bool {
	asksTime, asksRoom := m.asks(b, nil, nil)
	return asksTime || asksRoom
}

// daysLater returns b at the same time of day some days later, and whether the clocks
// leave no doubt of when that is.
func (m *deskModel) daysLater(b clinic.Booking, days int) (w clinic.Booking, sure bool) {
	at := func(t time.Time) time.Time {
		t = t.In(m.zone)
		return time.Date(t.Year(), t.Month(), t.Day()+days, t.Hour(), t.Minute(), 0, 0, m.zone)
	}
	once := func(t time.Time) bool {
		return at(t).Format("15:04") == t.In(m.zone).Format("15:04") && clinic.Repetition(at(t)) == 0
	}
	w = b
	w.StartsAt, w.EndsAt = at(b.StartsAt).UTC(), at(b.EndsAt).UTC()
	_, before := b.StartsAt.In(m.zone).Zone()
	_, after := b.EndsAt.In(m.zone).Zone()
	shown := b.EndsAt.Sub(b.StartsAt) + time.Duration(after-before)*time.Second
	return w, once(b.StartsAt) && once(b.EndsAt) && w.EndsAt.Sub(w.StartsAt) == shown && shown <= clinic.LongestVisit && shown > 0
}

// refusedFor fails the test unless err names the first of a series if that is wrong, and
// of the later ones exactly those.
func (m *deskModel) refusedFor(err error, first bool, keys []string) {
	m.t.Helper()
	var named []string
	other := false
	for _, f := range clinic.FieldsOf(err) {
		if key, each := strings.CutPrefix(f.Field, clinic.Exception{}.Field()); each {
			named = append(named, key)
		} else if f.Field != "shared" {
			other = true
		}
	}
	slices.Sort(keys)
	slices.Sort(named)
	if clinic.KindOf(err) != clinic.Invalid || other != first || !slices.Equal(named, keys) {
		m.t.Fatalf("refused for %v, the first %v, want %v, the first %v: %v", named, other, keys, first, err)
	}
	m.refused++
}
