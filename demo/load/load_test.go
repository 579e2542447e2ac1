package load_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/demo/load"
	"televisit/store"
	"televisit/store/storetest"
)

// loaded makes an org of the name with a desk, a host and a patient.
func loaded(t *testing.T, d *storetest.Desk, name string, fill func(o *load.Org, desk, host clinic.UserID, p clinic.PatientID,
	on clinic.Platform) error) error {
	t.Helper()
	return load.Practices(t.Context(), d.Store, d.Clock.Now(), func(l *load.Loader) error {
		o, err := l.AddOrg(name, "America/New_York", storetest.Start.AddDate(0, -1, 0))
		if err != nil {
			return err
		}
		desk, err := o.AddMember(store.NewMember{Name: "Desk", Email: "staff@loaded.example", Password: storetest.Password,
			Roles: []clinic.RoleID{clinic.Staff}})
		if err != nil {
			return err
		}
		host, err := o.AddMember(store.NewMember{Name: "Host", Email: "provider@loaded.example", Password: storetest.Password,
			Roles: []clinic.RoleID{clinic.Provider}})
		if err != nil {
			return err
		}
		patient, err := o.AddPatient(loadedPatient)
		if err != nil {
			return err
		}
		on, err := o.AddPlatform(clinic.Platform{Name: "Rooms", Kind: clinic.LinkURL, Endpoint: "https://rooms.example/1", Active: true})
		if err != nil {
			return err
		}
		return fill(o, desk, host, patient, on)
	})
}

var loadedPatient = clinic.Patient{MRN: "L-1", Given: "Zoë", Family: "Ångström", Born: "1980-01-01", PayerClass: "medicare",
	CreatedAt: storetest.Start}

var (
	preferred = clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
	atHome    = clinic.Location{Patient: "home", PatientState: "NY"}
)

// A loaded visit is what the same visit made by hand is: its session, its
// trail, its counts, and its patient is found.
func TestLoadedIsAsDoneByHand(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	at := storetest.Start
	err := loaded(t, d, "Loaded", func(o *load.Org, desk, host clinic.UserID, p clinic.PatientID, on clinic.Platform) error {
		return o.AddVisit(load.Visit{BookedBy: desk, BookedAt: at, Booking: clinic.Booking{PatientID: p, ProviderID: host,
			StartsAt: at.Add(time.Hour), EndsAt: at.Add(90 * time.Minute),
			Telehealth: true, Modality: clinic.AudioVideo, PlatformID: on.ID},
			Actions: []load.Action{
				{By: desk, At: at.Add(time.Minute), Consent: preferred},
				{By: host, At: at.Add(time.Hour), Move: clinic.Active},
				{By: host, At: at.Add(61 * time.Minute), Location: atHome},
				{By: host, At: at.Add(80 * time.Minute), Move: clinic.Completed},
			}})
	})
	if err != nil {
		t.Fatal(err)
	}
	org, err := d.Store.UnscopedOrgNamed(t.Context(), "Loaded")
	if err != nil {
		t.Fatal(err)
	}
	desk, host := d.As(t, "staff@loaded.example", org), d.As(t, "provider@loaded.example", org)
	all, err := desk.Sessions(t.Context(), store.SessionFilter{Search: "angstrom", Limit: 5})
	if err != nil || len(all.Rows) != 1 || all.Counts[clinic.Completed] != 1 {
		t.Fatal(all, err)
	}
	was := all.Rows[0]
	v := byHand(t, d, desk, host, clinic.Booking{PatientID: was.PatientID, ProviderID: was.ProviderID, PlatformID: was.PlatformID,
		Telehealth: true,
		StartsAt:   was.StartsAt, EndsAt: was.EndsAt, Modality: was.Modality})
	trails := make([][]store.Entry, 2)
	for i, id := range []clinic.SessionID{was.ID, v.ID} {
		if trails[i], err = desk.SessionHistory(t.Context(), id); err != nil {
			t.Fatal(err)
		}
	}
	for i := range trails[1] { // the hand came a day later
		trails[1][i].At = trails[1][i].At.AddDate(0, 0, -1)
	}
	if diff := cmp.Diff(trails[1], trails[0]); diff != "" {
		t.Errorf("the trail, by hand - and loaded +:\n%s", diff)
	}
	later := cmp.FilterValues(func(a, b time.Time) bool { return true },
		cmp.Comparer(func(a, b time.Time) bool { return a.IsZero() == b.IsZero() }))
	v.ID, v.AppointmentID = was.ID, was.AppointmentID
	if diff := cmp.Diff(v, was, later); diff != "" {
		t.Errorf("the session, by hand - and loaded +:\n%s", diff)
	}
	if l, err := desk.Sessions(t.Context(), store.SessionFilter{Limit: 5}); err != nil || l.Counts[clinic.Completed] != 2 {
		t.Errorf("counts after a load are kept on: %v, %v", l.Counts, err)
	}
}

// byHand books b, and the day after does to it what was loaded.
func byHand(t *testing.T, d *storetest.Desk, desk, host *store.Org, b clinic.Booking) clinic.Session {
	t.Helper()
	d.Clock.Add(24 * time.Hour)
	b.StartsAt, b.EndsAt = b.StartsAt.AddDate(0, 0, 1), b.EndsAt.AddDate(0, 0, 1)
	a, err := desk.BookAppointment(t.Context(), b)
	if err != nil {
		t.Fatal(err)
	}
	id := a.SessionID
	move := func(version int64, to clinic.Status) func() (clinic.Session, error) {
		return func() (clinic.Session, error) {
			v, err := host.MoveSession(t.Context(), id, version, clinic.Move{To: to, NoLocation: true})
			return v.Session, err
		}
	}
	var v clinic.Session
	for i, do := range []func() (clinic.Session, error){
		func() (clinic.Session, error) { return desk.RecordConsent(t.Context(), id, 1, preferred) },
		move(2, clinic.Active),
		func() (clinic.Session, error) { return host.RecordLocation(t.Context(), id, 3, atHome) },
		move(4, clinic.Completed),
	} {
		d.Clock.Add([]time.Duration{time.Minute, 59 * time.Minute, time.Minute, 19 * time.Minute}[i])
		if v, err = do(); err != nil {
			t.Fatal(i, err)
		}
	}
	return v
}

// A load obeys the rules, and one that does not leaves nothing.
func TestLoadIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	at := storetest.Start
	err := loaded(t, d, "Half", func(o *load.Org, desk, host clinic.UserID, p clinic.PatientID, on clinic.Platform) error {
		return o.AddVisit(load.Visit{BookedBy: desk, BookedAt: at, Booking: clinic.Booking{PatientID: p, ProviderID: host, StartsAt: at,
			EndsAt:     at.Add(time.Hour),
			Telehealth: true, Modality: clinic.AudioVideo, PlatformID: on.ID}, Actions: []load.Action{{By: desk, At: at,
			Move: clinic.Active, Consent: preferred}}})
	})
	if clinic.KindOf(err) != clinic.Forbidden {
		t.Errorf("the desk hosted: %v", err)
	}
	if _, err := d.Store.UnscopedOrgNamed(t.Context(), "Half"); clinic.KindOf(err) != clinic.NotFound {
		t.Errorf("half a load is there: %v", err)
	}
	if err := loaded(t, d, "Northside Family Practice", nil); clinic.KindOf(err) != clinic.Invalid {
		t.Errorf("an org was made twice: %v", err)
	}
	err = loaded(t, d, "Strange", func(o *load.Org, desk, host clinic.UserID, _ clinic.PatientID, on clinic.Platform) error {
		return o.AddVisit(load.Visit{BookedBy: desk, BookedAt: at, Booking: clinic.Booking{PatientID: "nobody", ProviderID: host,
			StartsAt: at, EndsAt: at.Add(time.Hour), PlatformID: on.ID}})
	})
	if err == nil {
		t.Error("a visit of nobody was saved")
	}
	// The writer works on as before, with the counting trigger in its place,
	// and asks again what a row refers to.
	if err := d.Store.UnscopedSetLanguage(t.Context(), "nobody", "es"); err == nil {
		t.Error("somebody who is not there chose a language")
	}
	o := d.As(t, "staff@northside.example", d.Northside)
	p, err := o.AddPatient(t.Context(), clinic.Patient{MRN: "1", Given: "A", Family: "B", Born: "1980-01-01", PayerClass: "other"})
	if err != nil {
		t.Fatal(err)
	}
	platforms, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	hosts, err := o.Providers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err = o.BookAppointment(t.Context(), clinic.Booking{PatientID: p.ID, ProviderID: hosts[0].ID, StartsAt: at,
		EndsAt: at.Add(time.Hour), Telehealth: true, PlatformID: platforms[0].ID}); err != nil {
		t.Fatal(err)
	}
	if l, err := o.Sessions(t.Context(), store.SessionFilter{Limit: 1}); err != nil || l.Counts[clinic.Scheduled] != 1 {
		t.Error(l.Counts, err)
	}
}
