package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// A modelVisit is what an appointment is to be, as simply as it can be said.
type modelVisit struct {
	clinic.Booking
	id      clinic.AppointmentID
	version int64
	off     bool
	series  *modelVisit // the first of its series, nil for one that stands alone
}

// A deskModel books, moves and cancels at random, and knows by itself what there is
// then to be.
type deskModel struct {
	t         *testing.T
	desk      *storetest.Desk
	rng       *rand.Rand
	org       *store.Org
	zone      *time.Location
	first     clinic.Day // of the days that it books
	patients  []clinic.PatientID
	providers []clinic.UserID
	platforms []clinic.Platform
	visits    []*modelVisit
	refused   int
}

// modelDays is how many days are booked: few, so that much overlaps.
const modelDays = 5

// Whatever is booked, moved and cancelled, in whichever zone and over the change of
// its clocks: no overlap is unheard, no length is changed, and each appointment
// stands on its day once.
func TestBookingsAreWhatAModelSays(t *testing.T) {
	t.Parallel()
	zones := rand.New(rand.NewPCG(20, 26))
	for n := range 12 {
		name := clinic.Zones[zones.IntN(len(clinic.Zones))]
		if n == 0 {
			name = "Australia/Lord_Howe" // whose clocks change by half an hour
		}
		t.Run(fmt.Sprint(n, " ", name), func(t *testing.T) {
			t.Parallel()
			m := newDeskModel(t, name, uint64(n))
			for step := range 120 {
				m.perform()
				if step%30 == 29 {
					m.compare()
				}
			}
			if booked := len(m.visits); booked < 20 || m.refused < 5 {
				t.Errorf("booked %d and refused %d: too little to compare", booked, m.refused)
			}
		})
	}
}

// newDeskModel returns a model of an empty practice in that zone, on the days about
// the next change of its clocks.
func newDeskModel(t *testing.T, zone string, seed uint64) *deskModel {
	t.Helper()
	d := storetest.New(t)
	d.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, 'time_zone', $2, 1)
		ON CONFLICT (org_id, key) DO UPDATE SET value = $2`, d.Northside, zone)
	m := &deskModel{t: t, desk: d, rng: rand.New(rand.NewPCG(seed, 7)), org: d.As(t, "manager@northside.example", d.Northside)}
	m.zone = m.org.Settings().Zone()
	if m.zone.String() != zone {
		t.Fatal("the practice is in", m.zone)
	}
	change := storetest.Start.Add(100 * 24 * time.Hour)
	if _, next := storetest.Start.In(m.zone).ZoneBounds(); !next.IsZero() && next.Before(storetest.Start.AddDate(1, 0, 0)) {
		change = next
	}
	m.first = max(clinic.DayIn(change, m.zone).Add(-2), clinic.DayIn(storetest.Start, m.zone).Add(1))
	for i := range 4 {
		m.patients = append(m.patients, d.Patient(t, d.Northside, "Ann", fmt.Sprint("Family ", i), fmt.Sprint("M-", i)).ID)
	}
	for _, who := range []string{"provider@northside.example", "solo@northside.example"} {
		m.providers = append(m.providers, d.As(t, who, d.Northside).User())
	}
	var err error
	if m.platforms, err = m.org.Platforms(t.Context()); err != nil {
		t.Fatal(err)
	}
	return m
}

func anyOf[T any](r *rand.Rand, all []T) T { return all[r.IntN(len(all))] }

// act books, moves or cancels one at random.
func (m *deskModel) perform() {
	m.t.Helper()
	open := slices.DeleteFunc(slices.Clone(m.visits), func(v *modelVisit) bool { return v.off })
	switch n := m.rng.IntN(14); {
	case n >= 12:
		m.bookSeries()
	case n >= 10:
		m.actOnLater(open)
	case n < 6 || len(open) == 0:
		b := m.wish()
		saved, err := m.org.BookAppointment(m.t.Context(), b)
		if m.judge(b, nil, saved, err) {
			m.visits = append(m.visits, &modelVisit{b, saved.ID, saved.Version, false, nil})
		}
	case n < 9:
		v := anyOf(m.rng, open)
		b := m.wish()
		if m.rng.IntN(4) == 0 { // another patient at the time that it has
			b.ProviderID, b.StartsAt, b.EndsAt = v.ProviderID, v.StartsAt, v.EndsAt
		}
		saved, err := m.org.ChangeAppointment(m.t.Context(), v.id, v.version, b)
		if m.judge(b, v, saved, err) {
			v.Booking, v.version = b, saved.Version
		}
	default:
		v := anyOf(m.rng, open)
		if _, err := m.org.CancelAppointment(m.t.Context(), v.id, v.version, "a model says so"); err != nil {
			m.t.Fatal("cancel:", err)
		}
		v.off = true
	}
}

// wish returns what might be booked: at any quarter of an hour that the days have,
// mostly for up to three hours, now and then for up to twelve.
func (m *deskModel) wish() clinic.Booking {
	from, _ := m.first.Bounds(m.zone)
	_, to := m.first.Add(modelDays - 1).Bounds(m.zone)
	const quarter = 15 * time.Minute
	starts := from.Add(quarter * time.Duration(m.rng.Int64N(int64(to.Sub(from)/quarter))))
	most := 12
	if m.rng.IntN(12) == 0 {
		most = 48
	}
	b := clinic.Booking{PatientID: anyOf(m.rng, m.patients), ProviderID: anyOf(m.rng, m.providers), StartsAt: starts.UTC(),
		EndsAt: starts.Add(quarter * time.Duration(1+m.rng.IntN(most))).UTC(), SharesRoom: m.rng.IntN(3) == 0}
	if m.rng.IntN(4) > 0 {
		on := anyOf(m.rng, m.platforms)
		b.Telehealth, b.PlatformID, b.Modality = true, on.ID, on.DefaultModality()
	}
	if m.rng.IntN(4) == 0 {
		b.OverrideReason = "a model says so"
	}
	return b
}

// judge reports whether b, in the place of old, was saved, and fails the test when
// the model would have it otherwise.
func (m *deskModel) judge(b clinic.Booking, old *modelVisit, saved clinic.Appointment, err error) bool {
	m.t.Helper()
	asksTime, asksRoom := m.asks(b, old, nil)
	fields := clinic.FieldsOf(err)
	names := func(field string) bool {
		return slices.ContainsFunc(fields, func(f clinic.FieldError) bool { return f.Field == field })
	}
	switch {
	case err == nil && (asksTime || asksRoom):
		m.t.Fatalf("an overlap is unheard: %+v", b)
	case err != nil && clinic.KindOf(err) != clinic.Invalid:
		m.t.Fatal(err)
	case err != nil && (names("shared") != asksRoom || !asksTime && !asksRoom):
		m.t.Fatalf("refused for no reason: %+v: %v", b, fields)
	case err != nil:
		m.refused++
		return false
	}
	if !saved.StartsAt.Equal(b.StartsAt) || !saved.EndsAt.Equal(b.EndsAt) {
		m.t.Fatalf("%s to %s was saved as %s to %s", b.StartsAt, b.EndsAt, saved.StartsAt, saved.EndsAt)
	}
	return true
}

// asks reports whether b, in the place of old, needs a word about its time, or about its
// room, with those of instead in the place of what they were.
func (m *deskModel) asks(b clinic.Booking, old *modelVisit, instead map[*modelVisit]clinic.Booking) (asksTime, asksRoom bool) {
	var overlaps, meets, twice, equal bool
	for _, v := range m.visits {
		other, moved := instead[v]
		if !moved {
			other = v.Booking
		}
		if v.off || v == old || !other.StartsAt.Before(b.EndsAt) || !b.StartsAt.Before(other.EndsAt) {
			continue
		}
		overlaps = overlaps || other.ProviderID == b.ProviderID
		twice = twice || other.PatientID == b.PatientID
		equal = equal || other.PatientID == b.PatientID && other.ProviderID == b.ProviderID && other.StartsAt.Equal(b.StartsAt)
		meets = meets || m.inRoom(b) && m.inRoom(other) && other.PatientID != b.PatientID
	}
	sameTimes := old != nil && b.StartsAt.Equal(old.StartsAt) && b.EndsAt.Equal(old.EndsAt)
	stays := sameTimes && b.ProviderID == old.ProviderID
	sits := stays && old.Telehealth && b.PatientID == old.PatientID && b.PlatformID == old.PlatformID
	asksTime = overlaps && b.OverrideReason == "" && !stays
	asksTime = asksTime || equal || twice && b.OverrideReason == "" && !(sameTimes && b.PatientID == old.PatientID)
	return asksTime, meets && !b.SharesRoom && !sits
}

// inRoom reports whether b takes place in the room that there is one of.
func (m *deskModel) inRoom(b clinic.Booking) bool {
	return slices.ContainsFunc(m.platforms, func(p clinic.Platform) bool {
		return p.ID == b.PlatformID && p.Kind == clinic.LinkURL
	})
}

// compare holds each day of the practice, and the days beside, against the model.
func (m *deskModel) compare() {
	m.t.Helper()
	for n := -1; n <= modelDays+7*modelSeries; n++ {
		day := m.first.Add(n)
		from, to := day.Bounds(m.zone)
		got, err := m.org.Appointments(m.t.Context(), from, to)
		if err != nil {
			m.t.Fatal(err)
		}
		shared, err := m.org.SharedRooms(m.t.Context(), from, to)
		if err != nil {
			m.t.Fatal(err)
		}
		seen := map[clinic.AppointmentID]bool{}
		for _, a := range got {
			if seen[a.ID] {
				m.t.Errorf("%s has %s twice", day, a.ID)
			}
			seen[a.ID] = true
		}
		for _, v := range m.visits {
			if on := clinic.DayIn(v.StartsAt, m.zone) == day; on != seen[v.id] {
				m.t.Errorf("%s: the day has %s %v, the model %v", day, v.id, seen[v.id], on)
			}
			if i := slices.IndexFunc(got, func(a clinic.Appointment) bool { return a.ID == v.id }); i >= 0 {
				m.same(v, got[i], shared[v.id])
			}
		}
	}
}

// same holds an appointment, its session and the mark of its room against the model.
func (m *deskModel) same(v *modelVisit, a clinic.Appointment, shared bool) {
	m.t.Helper()
	if off := a.Status != clinic.Booked; off != v.off || !a.StartsAt.Equal(v.StartsAt) || !a.EndsAt.Equal(v.EndsAt) ||
		a.PatientID != v.PatientID || a.ProviderID != v.ProviderID || (a.SessionID != "") != (v.Telehealth && !v.off) {
		m.t.Errorf("%+v is not what the model has: %+v, off %v", a, v.Booking, v.off)
	}
	meets := slices.ContainsFunc(m.visits, func(w *modelVisit) bool {
		return !v.off && !w.off && m.inRoom(v.Booking) && m.inRoom(w.Booking) && v.PatientID != w.PatientID &&
			v.StartsAt.Before(w.EndsAt) && w.StartsAt.Before(v.EndsAt)
	})
	if meets != shared {
		m.t.Errorf("%s shares its room: %v, in the model %v", v.id, shared, meets)
	}
	if a.SessionID == "" {
		return
	}
	s, err := m.org.Session(m.t.Context(), a.SessionID)
	if err != nil || !s.StartsAt.Equal(v.StartsAt) || !s.EndsAt.Equal(v.EndsAt) || s.PatientID != v.PatientID {
		m.t.Errorf("the session of %s is from %s to %s, %v", v.id, s.StartsAt, s.EndsAt, err)
	}
}
