package store_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// TestOneWinner lets sixteen hands make the same move at once.
func TestOneWinner(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{})
	o := d.As(t, "provider@northside.example", d.Northside)
	var wg sync.WaitGroup
	kinds := make([]clinic.Kind, 16)
	for i := range kinds {
		wg.Go(func() {
			_, err := o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Active})
			if kinds[i] = clinic.KindOf(err); err == nil {
				kinds[i] = -1
			}
		})
	}
	wg.Wait()
	won := 0
	for _, k := range kinds {
		switch k {
		case -1:
			won++
		case clinic.Conflict:
		default:
			t.Error("a loser is told kind", k)
		}
	}
	if won != 1 || d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`) != 1 ||
		d.Count(t, `SELECT count(*) FROM pf_events WHERE entity_id = $1`, id) != 1 {
		t.Errorf("%d won, audit and events tell of more or fewer", won)
	}
}

// TestWriteIsOneTransaction refuses the audit row and looks for the change.
func TestWriteIsOneTransaction(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{})
	o := d.As(t, "provider@northside.example", d.Northside)
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.Refuse(t, "INSERT", "pf_audit", "true")
	if _, err := o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Active}); err == nil {
		t.Fatal("a change without an audit row was made")
	}
	v, err := o.Session(t.Context(), id)
	if err != nil || v.Status != clinic.Scheduled || v.Version != 1 {
		t.Error("half of it was saved:", v.Status, v.Version, err)
	}
	if after, err := o.Version(t.Context()); err != nil || after != before {
		t.Error("somebody heard of it:", before, after, err)
	}
}

func TestWriteLeavesTraces(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{})
	o := d.As(t, "provider@northside.example", d.Northside)
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := o.RecordLocation(t.Context(), id, 1, clinic.Location{Patient: "home", PatientState: "NY", Provider: "office",
		ProviderState: "NY"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.MoveSession(t.Context(), id, 2, clinic.Move{To: clinic.Active}); err != nil {
		t.Fatal(err)
	}
	d.Clock.Add(20 * time.Minute)
	v, err := o.MoveSession(t.Context(), id, 3, clinic.Move{To: clinic.Completed})
	if err != nil {
		t.Fatal(err)
	}
	if v.Minutes == nil || *v.Minutes != 20 || v.Billing == nil || v.Billing.POS != "10" || v.Billing.Modifier != "95" {
		t.Errorf("completed with %v minutes and %+v", v.Minutes, v.Billing)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_events WHERE entity_id = $1 AND name = 'telehealth_session_completed'
		AND payload LIKE '%"modality":"audio_video"%"patient_location":"home"%"provider_location":"office"%'`, id); n != 1 {
		t.Error("the event of the completion is missing or incomplete")
	}
	if after, err := o.Version(t.Context()); err != nil || after != before+3 {
		t.Errorf("the org's version went from %d to %d, %v", before, after, err)
	}
	history, err := o.SessionHistory(t.Context(), id)
	if err != nil || len(history) != 3 || history[2].By != "The provider@northside" || history[2].Detail["to"] != "completed" ||
		!history[2].At.Equal(d.Clock.Now()) {
		t.Errorf("%+v %v", history, err)
	}
}

// TestFrozenHint changes the rules after a completion.
func TestFrozenHint(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{Status: "active"})
	o := d.As(t, "provider@northside.example", d.Northside)
	if _, err := o.RecordLocation(t.Context(), id, 1, clinic.Location{Patient: "school", PatientState: "NJ"}); err != nil {
		t.Fatal(err)
	}
	if _, err := o.MoveSession(t.Context(), id, 2, clinic.Move{To: clinic.Completed}); err != nil {
		t.Fatal(err)
	}
	d.Exec(t, `UPDATE pm_billing_rules SET pos = '99'`)
	v, err := o.Session(t.Context(), id)
	if err != nil || v.Billing == nil || v.Billing.POS != "02" {
		t.Errorf("%+v %v", v.Billing, err)
	}
	if v, err := o.MoveSession(t.Context(), id, 3, clinic.Move{To: clinic.Active, Reason: "call dropped"}); err != nil || v.Billing != nil {
		t.Error("reopened with a frozen hint", v.Billing, err)
	}
}

// TestHintIsOfTheDayOfTheVisit records the place after the rules of that day
// have ended.
func TestHintIsOfTheDayOfTheVisit(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	id := d.Session(t, storetest.Row{Status: "active", Place: storetest.NoPlace})
	o := d.As(t, "provider@northside.example", d.Northside)
	if _, err := o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Completed, NoLocation: true}); err != nil {
		t.Fatal(err)
	}
	d.Exec(t, `UPDATE pm_billing_rules SET valid_from = '2026-03-02', valid_to = '2026-03-02'`)
	d.Clock.Add(48 * time.Hour)
	v, err := o.RecordLocation(t.Context(), id, 2, clinic.Location{Patient: "home", PatientState: "NY"})
	if err != nil || v.Billing == nil || v.Billing.POS != "10" {
		t.Errorf("%+v %v", v.Billing, err)
	}
}

// TestReadersDoNotWait reads while a writer holds the database, and checks
// that a full pool of first queries does not lock itself out.
func TestReadersDoNotWait(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	d.Session(t, storetest.Row{Family: "Marlow"})
	o := d.As(t, "staff@northside.example", d.Northside)
	var wg sync.WaitGroup
	for i := range 64 {
		wg.Go(func() {
			f := store.SessionFilter{Limit: 10}
			if i%2 == 0 {
				f.Search = strings.Repeat("m", i%5+1)
			}
			if i%3 == 0 {
				f.Status = clinic.Scheduled
			}
			if _, err := o.Sessions(t.Context(), f); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
}

func TestDatabaseWordsStayInside(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	id := d.Session(t, storetest.Row{})
	d.Refuse(t, "UPDATE", "pm_telehealth_sessions", "true")
	_, err := o.MoveSession(t.Context(), id, 1, clinic.Move{To: clinic.Active})
	if clinic.KindOf(err) != clinic.Internal || clinic.MessageOf(err).String() != "" {
		t.Error("what the database says is for the log alone:", err)
	}
}
