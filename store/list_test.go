package store_test

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// A deed changes sessions of an org in one of the ways there are.
type deed struct {
	name string
	do   func() error
}

// deeds are all ways to change a session, in an order that is possible. The
// first makes it.
func deeds(t *testing.T, d *storetest.Desk) []deed {
	t.Helper()
	desk, host := d.As(t, "admin@northside.example", d.Northside), d.As(t, "solo@northside.example", d.Northside)
	ann, ben := d.Patient(t, d.Northside, "Ann", "Marlow", "M-1"), d.Patient(t, d.Northside, "Ben", "Ortega", "M-2")
	platforms, err := desk.Platforms(t.Context())
	if err != nil || len(platforms) < 2 {
		t.Fatal(platforms, err)
	}
	provider := d.As(t, "provider@northside.example", d.Northside).User()
	at := d.Clock.Now().Add(10 * time.Minute)
	b := clinic.Booking{PatientID: ann.ID, ProviderID: host.User(), StartsAt: at, EndsAt: at.Add(30 * time.Minute), Telehealth: true, Modality: clinic.AudioVideo, PlatformID: platforms[0].ID}
	var id clinic.SessionID
	var appointment clinic.AppointmentID
	now := func() clinic.Session {
		v, err := desk.Session(t.Context(), id)
		if err != nil {
			v, err = desk.DeletedSession(t.Context(), id)
		}
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	booked := func(a clinic.Appointment, err error) error {
		id, appointment = a.SessionID, a.ID
		return err
	}
	change := func(edit func(*clinic.Booking)) func() error {
		return func() error {
			edit(&b)
			a, err := desk.Appointment(t.Context(), appointment)
			if err != nil {
				return err
			}
			return booked(desk.ChangeAppointment(t.Context(), appointment, a.Version, b))
		}
	}
	move := func(to clinic.Status, reason string) func() error {
		return func() error {
			m := clinic.Move{To: to, Reason: reason}
			if to == clinic.Active && now().Consent.State == clinic.ConsentPending {
				m.Consent = &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
			}
			_, err := host.MoveSession(t.Context(), id, now().Version, m)
			return err
		}
	}
	return []deed{
		{"book", func() error { return booked(desk.BookAppointment(t.Context(), b)) }},
		{"another provider", change(func(b *clinic.Booking) { b.ProviderID = provider })},
		{"the provider again", change(func(b *clinic.Booking) { b.ProviderID = host.User() })},
		{"another platform", change(func(b *clinic.Booking) { b.PlatformID = platforms[1].ID })},
		{"another modality", change(func(b *clinic.Booking) { b.Modality = clinic.AudioOnly })},
		{"another time", change(func(b *clinic.Booking) {
			b.StartsAt, b.EndsAt = b.StartsAt.Add(-5*time.Minute), b.EndsAt.Add(-5*time.Minute)
		})},
		{"another patient", change(func(b *clinic.Booking) { b.PatientID = ben.ID })},
		{"cancel", move(clinic.Cancelled, "ill")},
		{"reopen", move(clinic.Scheduled, "well again")},
		{"start", move(clinic.Active, "")},
		{"complete", move(clinic.Completed, "")},
		{"take up again", move(clinic.Active, "call dropped")},
		{"back", move(clinic.Completed, "")},
		{"place", func() error {
			_, err := host.RecordLocation(t.Context(), id, now().Version, clinic.Location{Patient: "home"})
			return err
		}},
		{"consent", func() error {
			_, err := host.RecordConsent(t.Context(), id, now().Version, clinic.Consent{State: clinic.ConsentGranted, Method: "written"})
			return err
		}},
		{"delete", func() error {
			_, err := desk.DeleteSession(t.Context(), id, now().Version, "double")
			return err
		}},
		{"restore", func() error {
			_, err := desk.RestoreSession(t.Context(), id, now().Version, "not double")
			return err
		}},
		{"rename", func() error {
			ben.Family = "Marlow"
			_, err := desk.ChangePatient(t.Context(), ben.Version, ben)
			return err
		}},
		{"by another hand", func() error {
			d.Exec(t, `UPDATE pm_telehealth_sessions SET configuration_id = NULL, version = version + 1 WHERE id = $1`, id)
			d.Exec(t, `UPDATE pf_organizations SET version = version + 1 WHERE org_id = $1`, d.Northside)
			return d.Store.Notice(t.Context())
		}},
		{"move again", move(clinic.Active, "once more")},
	}
}

// The cells are what counting finds, after every kind of change.
func TestCellsAreKept(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	const counted = `SELECT org_id, provider_id, coalesce(configuration_id, ''), modality, status, count(*) FROM pm_telehealth_sessions WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5`
	const kept = `SELECT * FROM pm_session_cells WHERE n <> 0`
	for _, e := range append(deeds(t, d), deed{"an import", func() error {
		d.Session(t, storetest.Row{Status: "odd", Platform: "none"})
		d.Session(t, storetest.Row{Deleted: true})
		return nil
	}}) {
		if err := e.do(); err != nil {
			t.Fatal(e.name, err)
		}
		if n := d.Count(t, `SELECT (SELECT count(*) FROM (`+counted+` EXCEPT `+kept+`)) + (SELECT count(*) FROM (`+kept+` EXCEPT `+counted+`))`); n > 0 {
			t.Errorf("%s: %d cells are wrong", e.name, n)
		}
	}
}

// A list that is held and kept up is the one that another program reads from
// the file, after every kind of change and for every filter.
func TestListsAreKeptUp(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for range 3 { // so that pages are full
		d.Session(t, storetest.Row{Provider: "solo@northside.example", Family: "Marlow"})
		d.Session(t, storetest.Row{Provider: "solo@northside.example", Status: "completed", CreatedAt: storetest.Start.Add(time.Hour)})
		d.Session(t, storetest.Row{Org: d.Harbor, Family: "Marlow"})
	}
	host := d.As(t, "solo@northside.example", d.Northside)
	others := deeds(t, d)
	for _, e := range others {
		if err := e.do(); err != nil {
			t.Fatal(e.name, err)
		}
		fresh, err := store.Open(d.Path, os.DirFS(storetest.Migrations()), d.Clock.Now)
		if err != nil {
			t.Fatal(err)
		}
		who, err := fresh.UnscopedActor(t.Context(), "solo@northside.example", d.Northside)
		if err != nil {
			t.Fatal(err)
		}
		for name, f := range listFilters(t, d, host) {
			got, err := host.Sessions(t.Context(), f)
			if err != nil {
				t.Fatal(e.name, name, err)
			}
			want, err := fresh.For(&who).Sessions(t.Context(), f)
			if err != nil {
				t.Fatal(e.name, name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s: read - and held +:\n%s", e.name, name, diff)
			}
			same(t, d, f, got)
		}
		if err := fresh.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// listFilters are filters of every kind, and combinations.
func listFilters(t *testing.T, d *storetest.Desk, o *store.Org) map[string]store.SessionFilter {
	t.Helper()
	platforms, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	day := storetest.Start.Truncate(24 * time.Hour)
	all := map[string]store.SessionFilter{
		"all":        {},
		"status":     {Status: clinic.Completed},
		"active":     {Status: clinic.Active},
		"provider":   {Provider: o.User()},
		"platform":   {Platform: platforms[1].ID},
		"modality":   {Modality: clinic.AudioOnly},
		"day":        {From: day, To: day.AddDate(0, 0, 1)},
		"year":       {From: day.AddDate(-1, 0, 0), To: day.AddDate(0, 0, 1), Provider: o.User()},
		"since":      {From: storetest.Start.Add(7 * time.Minute)},
		"to":         {To: storetest.Start.Add(7 * time.Minute), Modality: clinic.AudioOnly},
		"several":    {Provider: o.User(), Modality: clinic.AudioOnly, Status: clinic.Completed},
		"everything": {Provider: o.User(), Platform: platforms[1].ID, Modality: clinic.AudioOnly, Status: clinic.Completed, From: day, To: day.AddDate(0, 0, 1), Search: "ben"},
		"name":       {Search: "marlow"},
		"names":      {Search: "or be", Status: clinic.Active},
		"nobody":     {Search: "?!"},
		"older":      {After: store.Cursor{CreatedAt: storetest.Start.Add(time.Hour), ID: "0"}},
	}
	for name, f := range all {
		f.Limit = 2
		if len(name)%2 == 0 {
			f.Limit = 20
		}
		all[name] = f
	}
	return all
}

// same holds l against plain SQL for what f covers, names aside.
func same(t *testing.T, d *storetest.Desk, f store.SessionFilter, l store.SessionList) {
	t.Helper()
	if f.Search != "" {
		return
	}
	null := func(t time.Time) any {
		if t.IsZero() {
			return nil
		}
		return t.UnixMilli()
	}
	n := d.Count(t, `SELECT count(*) FROM pm_telehealth_sessions WHERE org_id = $1 AND deleted_at IS NULL AND provider_id = coalesce(nullif($2, ''), provider_id)
		AND ($3 = '' OR configuration_id = $3) AND ($4 = '' OR modality = $4) AND starts_at >= coalesce($5, starts_at) AND ($6 IS NULL OR starts_at < $6)`,
		d.Northside, f.Provider, f.Platform, f.Modality, null(f.From), null(f.To))
	if int(l.Total()) != n {
		t.Errorf("%+v: %d are counted, there are %d", f, l.Total(), n)
	}
}
