package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

func ids(sessions []clinic.Session) (all []clinic.SessionID) {
	for _, s := range sessions {
		all = append(all, s.ID)
	}
	return all
}

// What is open is in one place, the cancelled, the deleted and the days to come
// in none.
func TestToday(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	from, to := clinic.DayOf(storetest.Start, o.Settings().Zone())
	at := func(in time.Duration, r storetest.Row) clinic.SessionID {
		r.StartsAt = storetest.Start.Add(in)
		return d.Session(t, r)
	}
	later, soon := at(3*time.Hour, storetest.Row{}), at(time.Hour, storetest.Row{Consent: "pending"})
	late := at(-time.Hour, storetest.Row{Consent: "pending"})
	forgotten := at(-30*time.Hour, storetest.Row{Status: "active", CreatedAt: storetest.Start.Add(-40 * time.Hour)})
	running := at(-5*time.Minute, storetest.Row{Status: "active"})
	old := at(-900*24*time.Hour, storetest.Row{Consent: "pending"})
	yesterday := at(from.Sub(storetest.Start)-time.Millisecond, storetest.Row{})
	at(to.Sub(storetest.Start), storetest.Row{})
	at(-30*time.Hour, storetest.Row{Deleted: true})
	var done []clinic.SessionID
	for _, decided := range []string{"cancelled", "no_show", "completed"} {
		at(-30*time.Hour, storetest.Row{Status: decided})
		done = append(done, at(time.Hour, storetest.Row{Status: decided}))
	}
	for _, in := range []time.Duration{-30 * time.Hour, -time.Hour, time.Hour} {
		at(in, storetest.Row{Org: d.Harbor})
	}
	at(-time.Hour, storetest.Row{Org: d.Harbor, Status: "active"})
	first, due := at(from.Sub(storetest.Start), storetest.Row{}), at(0, storetest.Row{})
	d.Exec(t, `UPDATE pm_telehealth_sessions SET session_url = 'https://video.example/room'`)
	got, err := o.Today(t.Context(), "", 10)
	if err != nil {
		t.Fatal(err)
	}
	for name, k := range map[string]struct {
		got  []clinic.Session
		want []clinic.SessionID
	}{
		"on now":  {got.Active, []clinic.SessionID{forgotten, running}},
		"earlier": {got.Earlier, []clinic.SessionID{old, yesterday}},
		"late":    {got.Late, []clinic.SessionID{first, late, due}},
		"coming":  {got.Coming, []clinic.SessionID{soon, later}},
		"unready": {got.Unready, []clinic.SessionID{late, soon}},
		"done":    {got.Done, done},
	} {
		if diff := cmp.Diff(k.want, ids(k.got)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if diff := cmp.Diff(store.TodayCounts{Active: 2, Earlier: 2, Late: 3, Coming: 2, Unready: 2, Done: 3}, got.Counts); diff != "" {
		t.Errorf("counts (-want +got):\n%s", diff)
	}
}

// A provider's own day has nothing of others', in rows and in counts.
func TestTodayOfOneProvider(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	var own []clinic.SessionID
	for _, r := range []storetest.Row{{Status: "active"}, {StartsAt: storetest.Start.Add(-48 * time.Hour)}, {},
		{StartsAt: storetest.Start.Add(time.Hour), Consent: "pending"}, {Status: "completed"}} {
		r.Provider = "provider@northside.example"
		d.Session(t, r)
		r.Provider = "solo@northside.example"
		own = append(own, d.Session(t, r))
	}
	d.Exec(t, `UPDATE pm_telehealth_sessions SET session_url = 'https://video.example/room'`)
	o := d.As(t, "solo@northside.example", d.Northside)
	got, err := o.Today(t.Context(), o.User(), 10)
	if err != nil {
		t.Fatal(err)
	}
	rows := slices.Concat(got.Active, got.Earlier, got.Late, got.Coming, got.Done)
	if diff := cmp.Diff(own, ids(rows)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
	want := store.TodayCounts{Active: 1, Earlier: 1, Late: 1, Coming: 1, Unready: 1, Done: 1}
	if diff := cmp.Diff(want, got.Counts); diff != "" || !slices.Equal(ids(got.Unready), own[3:4]) {
		t.Errorf("not ready %v, counts (-want +got):\n%s", ids(got.Unready), diff)
	}
}

// What is counted as not ready is what the rules say lacks something: over all
// consents, modalities, links and kinds of platforms, and both settings.
func TestUnreadyIsTheRule(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for _, kind := range kinds {
		d.Exec(t, `INSERT INTO pm_telehealth_configuration (org_id, id, name, kind, endpoint, active, created_at)
			VALUES ($1, $2, $2, $2, '', true, 1)`, d.Northside, kind)
	}
	for _, consent := range append(clinic.ConsentStates, "unheard of") {
		for _, modality := range append(clinic.Modalities, "hologram") {
			for _, url := range []string{"", "https://video.example/room"} {
				for _, kind := range append(kinds, "") {
					id := d.Session(t, storetest.Row{Consent: string(consent), Modality: string(modality), URL: url,
						StartsAt: storetest.Start.Add(time.Hour)})
					d.Exec(t, `UPDATE pm_telehealth_sessions SET configuration_id = nullif($2, '') WHERE id = $1`, id, kind)
				}
			}
		}
	}
	for _, demand := range []string{"true", "false"} {
		t.Run("consent demanded "+demand, func(t *testing.T) {
			d.Exec(t, `INSERT INTO pm_module_settings (org_id, key, value, updated_at)
				VALUES ($1, 'telehealth_require_consent_every_encounter', $2, 1)
				ON CONFLICT (org_id, key) DO UPDATE SET value = $2`, d.Northside, demand)
			o := d.As(t, "staff@northside.example", d.Northside)
			got, err := o.Today(t.Context(), "", 1000)
			if err != nil {
				t.Fatal(err)
			}
			var want []clinic.SessionID
			for _, s := range got.Coming {
				if len(s.Lacks(o.Settings(), clinic.LinkKind(s.PlatformID))) > 0 {
					want = append(want, s.ID)
				}
			}
			if diff := cmp.Diff(want, ids(got.Unready)); diff != "" || got.Counts.Unready != int64(len(want)) || len(want) < 60 {
				t.Errorf("%d of %d counted (-want +got):\n%s", got.Counts.Unready, len(want), diff)
			}
		})
	}
}

// kinds are the ways to a link; a platform of each has it as its id.
var kinds = []clinic.LinkKind{clinic.LinkURL, clinic.LinkTemplate, clinic.LinkJitsi, clinic.LinkPhone, clinic.LinkNone}

// The days are the org's, not UTC's: the clocks of New York go forward on
// 8 March.
func TestDayCounts(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	for _, r := range []storetest.Row{
		{StartsAt: time.Date(2026, 3, 8, 4, 59, 0, 0, time.UTC)}, // the last minute of the 7th
		{StartsAt: time.Date(2026, 3, 8, 5, 0, 0, 0, time.UTC)},  // the first of the 8th
		{StartsAt: time.Date(2026, 3, 9, 3, 59, 0, 0, time.UTC), Status: "no_show"},
		{StartsAt: time.Date(2026, 3, 9, 4, 0, 0, 0, time.UTC), Status: "completed"},
		{StartsAt: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), Status: "cancelled"},
		{StartsAt: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), Deleted: true},
		{StartsAt: time.Date(2026, 3, 9, 12, 0, 0, 0, time.UTC), Org: d.Harbor},
		{StartsAt: time.Date(2026, 3, 10, 4, 0, 0, 0, time.UTC)},
	} {
		d.Session(t, r)
	}
	got, err := o.DayCounts(t.Context(), "2026-03-09", 4)
	if err != nil {
		t.Fatal(err)
	}
	want := []store.DayCount{{Day: "2026-03-06"}, {Day: "2026-03-07", Sessions: 1}, {Day: "2026-03-08", Sessions: 2, NoShows: 1},
		{Day: "2026-03-09", Sessions: 1}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// A day is read by index, however many sessions there are; what has no end in time
// is chosen and counted without looking up a row.
func TestTodayReadsByIndex(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "plans that go by the index that they are told")
	d := storetest.New(t)
	few := strings.NewReplacer("SCAN chosen\n", "", "SCAN CONSTANT ROW\n", "") // of what is shown, and of one row of counts
	for query, index := range store.DayQueries {
		plan := few.Replace(d.Plan(t, query, d.Northside, 1, 2, 3, 4, 5))
		if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "INDEX "+index) {
			t.Errorf("not by %s:\n%s", index, plan)
		}
		for step := range strings.Lines(plan) {
			endless := strings.Contains(step, "starts_at<?") && !strings.Contains(step, "starts_at>?")
			if endless && !strings.Contains(step, "COVERING") {
				t.Errorf("it looks up rows without end: %s", step)
			}
		}
	}
}
