package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// TestTrailPlans holds that a page of the trail goes by an index, whatever is asked for.
func TestTrailPlans(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "plans that go by the index that they are told")
	d := storetest.Empty(t)
	at := time.UnixMilli(1000)
	for name, f := range map[string]store.AuditFilter{
		"pf_audit_newest (org_id=? AND at>? AND at<?)":             {},
		"pf_audit_kind (org_id=? AND kind=? AND at>? AND at<?)":    {Kind: clinic.AuditReads},
		"pf_audit_person (org_id=? AND user_id=? AND at>? AND at<": {Person: "u", Kind: clinic.AuditReads},
		"pf_audit_entity (org_id=? AND entity=? AND entity_id=?":   {Session: "s", Kind: clinic.AuditReads},
	} {
		f.From, f.To, f.Before, f.Limit = at, at.Add(time.Hour), store.AuditPlace{At: at, ID: "x"}, 50
		query, args := f.Query(nil)
		plan := d.Plan(t, query, append([]any{"org"}, args...)...)
		if !strings.Contains(plan, name) || strings.Count(plan, "SCAN") != strings.Count(plan, "SCAN a\n") {
			t.Errorf("want %s, got\n%s", name, plan)
		}
	}
	query, args := store.AuditFilter{Patient: "p", Limit: 50}.Query([]clinic.PatientID{"p", "q"})
	plan := d.Plan(t, query, append([]any{"org"}, args...)...)
	for _, index := range []string{"pm_sessions_patient", "pm_sessions_deleted", "pm_appointments_patient",
		"SEARCH a USING INDEX pf_audit_entity (org_id=? AND entity=? AND entity_id=?)"} {
		if !strings.Contains(plan, index) {
			t.Errorf("want %s, got\n%s", index, plan)
		}
	}
}

// TestTrailHidesWhatElsewhereIsHidden shows an auditor who may see neither patients nor
// visits who did what, but not for whom.
func TestTrailHidesWhatElsewhereIsHidden(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	p := d.Patient(t, d.Northside, "Ana", "Silva", "N-1")
	d.Exec(t, `INSERT INTO pf_roles (org_id, id, name, system) VALUES ($1, 'auditor', 'Auditor', false)`, d.Northside)
	d.Exec(t, `INSERT INTO pf_role_permissions (org_id, role_id, permission, own) VALUES ($1, 'auditor', 'pf.audit.view', false)`, d.Northside)
	for role, want := range map[string]string{"readonly": "Ana Silva", "auditor": ""} {
		d.Exec(t, `UPDATE pf_membership_roles SET role_id = $2 WHERE org_id = $1 AND role_id IN ('readonly', 'auditor')`, d.Northside, role)
		all, _, err := d.As(t, "readonly@northside.example", d.Northside).Trail(t.Context(), store.AuditFilter{Patient: p.ID, Limit: 10})
		if err != nil || len(all) != 1 || all[0].Name != want {
			t.Errorf("%s: %v, %s, want %q", role, err, fmt.Sprint(all), want)
		}
	}
}

// TestReadIsOnceAnHour notes the same read before and after a restart, in the same hour and
// in the next.
func TestReadIsOnceAnHour(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "readonly@northside.example", d.Northside)
	save := func(want int) {
		t.Helper()
		if err := d.Store.UnscopedSaveNoted(t.Context()); err != nil {
			t.Fatal(err)
		}
		if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'patient.read' AND org_id = $1`, d.Northside); n != want {
			t.Errorf("%d reads are on record, want %d", n, want)
		}
	}
	if first, second := o.NoteRead(t.Context(), "patient", "p"), o.NoteRead(t.Context(), "patient", "p"); !first || second {
		t.Errorf("new are %t and %t, want only the first", first, second)
	}
	save(1)
	d.Store.ForgetNoted()
	if !o.NoteRead(t.Context(), "patient", "p") {
		t.Error("nothing was forgotten")
	}
	save(1)
	d.As(t, "staff@northside.example", d.Northside).NoteRead(t.Context(), "patient", "p")
	o.NoteRead(t.Context(), "patient", "q")
	save(3)
	d.Clock.Add(time.Hour)
	o.NoteRead(t.Context(), "patient", "p")
	save(4)
}
