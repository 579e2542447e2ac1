package store_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// An action changes sessions of an org in one of the ways there are.
type action struct {
	name string
	do   func() error
}

// actions are all ways to change a session, in an order that is possible. The
// first makes it.
func actions(t *testing.T, d *storetest.Desk) []action {
	t.Helper()
	desk, host := d.As(t, "admin@northside.example", d.Northside), d.As(t, "solo@northside.example", d.Northside)
	ann, ben := d.Patient(t, d.Northside, "Ann", "Marlow", "M-1"), d.Patient(t, d.Northside, "Ben", "Ortega", "M-2")
	platforms, err := desk.Platforms(t.Context())
	if err != nil || len(platforms) < 2 {
		t.Fatal(platforms, err)
	}
	provider := d.As(t, "provider@northside.example", d.Northside).User()
	at := d.Clock.Now().Add(10 * time.Minute)
	b := clinic.Booking{PatientID: ann.ID, ProviderID: host.User(), StartsAt: at, EndsAt: at.Add(30 * time.Minute),
		Telehealth: true, Modality: clinic.AudioVideo, PlatformID: platforms[0].ID}
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
			m := clinic.Move{To: to, Reason: reason, NoLocation: true}
			if to == clinic.Active && now().Consent.State == clinic.ConsentPending {
				m.Consent = &clinic.Consent{State: clinic.ConsentGranted, Method: "verbal"}
			}
			_, err := host.MoveSession(t.Context(), id, now().Version, m)
			return err
		}
	}
	return []action{
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
		{"correct", func() error {
			v := now()
			_, err := desk.CorrectSession(t.Context(), id, v.Version, clinic.Times{StartedAt: v.EndedAt.Add(-time.Hour), EndedAt: v.EndedAt,
				Minutes: 50}, "typed late")
			return err
		}},
		{"place", func() error {
			_, err := host.RecordLocation(t.Context(), id, now().Version, clinic.Location{Patient: "home", PatientState: "NY"})
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

// The counts by facet are what counting finds, after every kind of change.
func TestFacetCountsAreKept(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	const counted = `SELECT org_id, provider_id, coalesce(configuration_id, ''), modality, status, count(*) FROM pm_telehealth_sessions
		WHERE deleted_at IS NULL GROUP BY 1, 2, 3, 4, 5`
	const kept = `SELECT * FROM pm_session_cells WHERE n <> 0`
	for _, e := range append(actions(t, d), action{"an import", func() error {
		d.Session(t, storetest.Row{Status: "odd", Platform: "none"})
		d.Session(t, storetest.Row{Deleted: true})
		return nil
	}}) {
		if err := e.do(); err != nil {
			t.Fatal(e.name, err)
		}
		wrong := d.Count(t, `SELECT count(*) FROM (`+counted+` EXCEPT `+kept+`) x`) + d.Count(t,
			`SELECT count(*) FROM (`+kept+` EXCEPT `+counted+`) x`)
		if wrong > 0 {
			t.Errorf("%s: got %d wrong counts, want none", e.name, wrong)
		}
	}
}

// A list is what going through all sessions finds, after every kind of change
// and for every filter.
func TestListsFindWhatIsThere(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for range 3 { // so that pages are full
		d.Session(t, storetest.Row{Provider: "solo@northside.example", Family: "Marlow"})
		d.Session(t, storetest.Row{Provider: "solo@northside.example", Status: "completed", CreatedAt: storetest.Start.Add(time.Hour)})
		d.Session(t, storetest.Row{Org: d.Harbor, Family: "Marlow"})
	}
	host := d.As(t, "solo@northside.example", d.Northside)
	filters := listFilters(t, d, host)
	for _, e := range actions(t, d) {
		if err := e.do(); err != nil {
			t.Fatal(e.name, err)
		}
		version := int64(d.Count(t, `SELECT version FROM pf_organizations WHERE org_id = $1`, d.Northside))
		all := everySession(t, d, host)
		for name, f := range filters {
			t.Run(e.name+", "+name, func(t *testing.T) {
				got, err := host.Sessions(t.Context(), f)
				if err != nil {
					t.Fatalf("got %v, want no error", err)
				}
				want := pick(all, f)
				want.Version = version
				if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			})
		}
	}
}

// everySession returns the sessions of Northside that are not deleted, the
// newest first, each read by its id.
func everySession(t *testing.T, d *storetest.Desk, o *store.Org) (all []clinic.Session) {
	t.Helper()
	const newestFirst = `SELECT id FROM pm_telehealth_sessions WHERE org_id = $1 AND deleted_at IS NULL ORDER BY created_at DESC, id DESC`
	for _, id := range d.Texts(t, newestFirst, d.Northside) {
		v, err := o.Session(t.Context(), clinic.SessionID(id))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// pick returns what f wants of all sessions, which are the newest first.
func pick(all []clinic.Session, f store.SessionFilter) store.SessionList {
	l := store.SessionList{Counts: map[clinic.Status]int64{}}
	if f.ByTime {
		all = slices.SortedFunc(slices.Values(all), func(a, b clinic.Session) int {
			if c := a.StartsAt.Compare(b.StartsAt); c != 0 {
				return c
			}
			return strings.Compare(string(a.ID), string(b.ID))
		})
	}
	for _, v := range all {
		if !wants(f, v) {
			continue
		}
		l.Counts[v.Status]++
		after := f.After.ID == "" || v.CreatedAt.Before(f.After.At) || v.CreatedAt.Equal(f.After.At) && v.ID < f.After.ID
		if f.ByTime && f.After.ID != "" {
			after = v.StartsAt.After(f.After.At) || v.StartsAt.Equal(f.After.At) && v.ID > f.After.ID
		}
		switch {
		case !after || f.Status != "" && f.Status != v.Status:
		case len(l.Rows) < f.Limit:
			l.Rows = append(l.Rows, v)
		default:
			l.More = true
		}
	}
	return l
}

// wants reports whether f finds v, whatever the status and the page.
func wants(f store.SessionFilter, v clinic.Session) bool {
	return (f.Provider == "" || f.Provider == v.ProviderID) && (f.Platform == "" || f.Platform == v.PlatformID) &&
		(f.Modality == "" || f.Modality == v.Modality) && (f.From.IsZero() || !v.StartsAt.Before(f.From)) &&
		(f.To.IsZero() || v.StartsAt.Before(f.To)) && (f.Search == "" || matches(f.Search, v.PatientName))
}

// matches reports whether each word of search begins a word of name. Neither
// has accents here.
func matches(search, name string) bool {
	isNone := func(c rune) bool { return !unicode.IsLetter(c) && !unicode.IsDigit(c) }
	wanted := strings.FieldsFunc(strings.ToLower(search), isNone)
	for _, w := range wanted {
		if !slices.ContainsFunc(strings.FieldsFunc(strings.ToLower(name), isNone), func(n string) bool { return strings.HasPrefix(n, w) }) {
			return false
		}
	}
	return len(wanted) > 0
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
		"all":      {},
		"status":   {Status: clinic.Completed},
		"active":   {Status: clinic.Active},
		"provider": {Provider: o.User()},
		"platform": {Platform: platforms[1].ID},
		"modality": {Modality: clinic.AudioOnly},
		"day":      {From: day, To: day.AddDate(0, 0, 1)},
		"year":     {From: day.AddDate(-1, 0, 0), To: day.AddDate(0, 0, 1), Provider: o.User()},
		"since":    {From: storetest.Start.Add(7 * time.Minute)},
		"to":       {To: storetest.Start.Add(7 * time.Minute), Modality: clinic.AudioOnly},
		"until":    {To: storetest.Start.Add(-time.Hour)}, // when most begin
		"from":     {From: storetest.Start.Add(-time.Hour)},
		"several":  {Provider: o.User(), Modality: clinic.AudioOnly, Status: clinic.Completed},
		"everything": {Provider: o.User(), Platform: platforms[1].ID, Modality: clinic.AudioOnly, Status: clinic.Completed,
			From: day, To: day.AddDate(0, 0, 1), Search: "ben"},
		"name":   {Search: "marlow"},
		"names":  {Search: "or be", Status: clinic.Active},
		"nobody": {Search: "?!"},
		"older":  {After: store.Cursor{At: storetest.Start.Add(time.Hour), ID: "0"}},
	}
	for name, f := range all {
		f.Limit = 2
		if len(name)%2 == 0 {
			f.Limit = 20
		}
		all[name] = f
	}
	for name, f := range maps.Clone(all) {
		f.ByTime = true
		all[name+" by time"] = f
	}
	return all
}
