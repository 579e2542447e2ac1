package store_test

import (
	"sync"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// A change that the database broke off, for the sake of others, is made as if that
// had not been: once, with one row for each thing that was done.
func TestServerChangeIsMadeOnce(t *testing.T) {
	t.Parallel()
	d := storetest.NewOnServer(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	p, host := d.Patient(t, d.Northside, "Ann", "Alder", "A-1"), d.As(t, "provider@northside.example", d.Northside)
	platforms, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	audits, before := d.Count(t, `SELECT count(*) FROM pf_audit`), d.Count(t, `SELECT last_value FROM changes`)
	if _, err := o.BookAppointment(t.Context(), clinic.Booking{PatientID: p.ID, ProviderID: host.User(), Telehealth: true,
		PlatformID: platforms[0].ID, StartsAt: storetest.Start.Add(time.Hour), EndsAt: storetest.Start.Add(2 * time.Hour)}); err != nil {
		t.Fatal(err)
	}
	tries, made := d.Count(t, `SELECT last_value FROM changes`)-before, d.Count(t, `SELECT count(*) FROM pf_audit`)-audits
	if tries != 2 || made != 2 || d.Count(t, `SELECT count(*) FROM pm_appointments`) != 1 {
		t.Errorf("got %d tries and %d rows of the trail, want 2 and 2", tries, made)
	}
}

// TestManyAtOnce makes many changes at once, some of which cannot be made: those
// return an error, and leave nothing.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	ids := make([]clinic.SessionID, 90) // more than go at once
	for i := range ids {
		ids[i] = d.Session(t, storetest.Row{})
	}
	before, err := o.Version(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.Refuse(t, "INSERT", "pf_audit", `new.entity_id IN ('`+string(ids[4])+`', '`+string(ids[7])+`')`)
	errs := make([]error, len(ids))
	var wait sync.WaitGroup
	for i, id := range ids {
		version := int64(1)
		if i%9 == 5 {
			version = 8
		}
		wait.Go(func() { _, errs[i] = o.MoveSession(t.Context(), id, version, clinic.Move{To: clinic.Active}) })
	}
	wait.Wait()
	made := int64(0)
	for i, id := range ids {
		v, err := o.Session(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		refused := i == 4 || i == 7
		switch stale := i%9 == 5; {
		case stale != (clinic.KindOf(errs[i]) == clinic.Conflict), refused != (errs[i] != nil && !stale):
			t.Errorf("change %d: got %v", i, errs[i])
		case (v.Status == clinic.Active) != (errs[i] == nil):
			t.Errorf("change %d: got %v, and the session is %s", i, errs[i], v.Status)
		}
		if errs[i] == nil {
			made++
		}
	}
	if after, err := o.Version(t.Context()); err != nil || after != before+made {
		t.Errorf("version: got %d, %v, want %d", after, err, before+made)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'session.move'`); int64(n) != made {
		t.Errorf("rows of the audit trail: got %d, want %d", n, made)
	}
	if l, err := o.Sessions(t.Context(), store.SessionFilter{Limit: 1}); err != nil || l.Counts[clinic.Active] != made {
		t.Errorf("active sessions: got %d, %v, want %d", l.Counts[clinic.Active], err, made)
	}
}
