package store_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func ids(sessions []clinic.Session) (all []clinic.SessionID) {
	for _, s := range sessions {
		all = append(all, s.ID)
	}
	return all
}

func TestToday(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	from, to := clinic.DayOf(storetest.Start, o.Settings().Zone())
	at := func(in time.Duration, r storetest.Row) clinic.SessionID {
		r.StartsAt = storetest.Start.Add(in)
		return d.Session(t, r)
	}
	later, soon, late := at(3*time.Hour, storetest.Row{}), at(time.Hour, storetest.Row{}), at(-time.Hour, storetest.Row{})
	forgotten := at(-30*time.Hour, storetest.Row{Status: "active", CreatedAt: storetest.Start.Add(-40 * time.Hour)})
	running := at(-5*time.Minute, storetest.Row{Status: "active"})
	at(from.Sub(storetest.Start)-time.Millisecond, storetest.Row{})
	at(to.Sub(storetest.Start), storetest.Row{})
	at(time.Hour, storetest.Row{Deleted: true})
	at(time.Hour, storetest.Row{Status: "cancelled"})
	at(time.Hour, storetest.Row{Org: d.Harbor})
	at(-time.Hour, storetest.Row{Org: d.Harbor, Status: "active"})
	first := at(from.Sub(storetest.Start), storetest.Row{})
	got, err := o.Today(t.Context(), from, to)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]clinic.SessionID{running, forgotten}, ids(got.Active)); diff != "" {
		t.Errorf("on now (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]clinic.SessionID{first, late, soon, later}, ids(got.Scheduled)); diff != "" {
		t.Errorf("planned (-want +got):\n%s", diff)
	}
}

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

// A day is read by index, however many sessions there are.
func TestTodayReadsByIndex(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	for query, index := range store.DayQueries {
		plan := d.Plan(t, query, d.Northside, 1, 2, 3)
		if strings.Contains(plan, "SCAN") || !strings.Contains(plan, "USING INDEX "+index) {
			t.Errorf("not by %s:\n%s", index, plan)
		}
	}
}
