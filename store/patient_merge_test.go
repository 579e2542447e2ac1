package store_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// booked makes a telehealth appointment of p with Northside's provider, that
// many hours on.
func booked(t *testing.T, d *storetest.Desk, p clinic.PatientID, hours int) clinic.Appointment {
	t.Helper()
	o := d.As(t, "provider@northside.example", d.Northside)
	platforms, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := d.Clock.Now().Add(time.Duration(hours) * time.Hour)
	a, err := o.BookAppointment(t.Context(), clinic.Booking{PatientID: p, ProviderID: o.User(), PlatformID: platforms[0].ID, Telehealth: true,
		StartsAt: start, EndsAt: start.Add(30 * time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// visits returns whose each appointment and session is.
func visits(t *testing.T, d *storetest.Desk) string {
	t.Helper()
	return strings.Join(d.Texts(t, `SELECT id || '=' || patient_id FROM pm_appointments UNION ALL
		SELECT id || '=' || patient_id FROM pm_telehealth_sessions ORDER BY 1`), "\n")
}

func version(t *testing.T, o *store.Org, id clinic.PatientID) int64 {
	t.Helper()
	p, err := o.Patient(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return p.Version
}

// What goes over with a merge comes back with its undoing, and nothing else
// does.
func TestMergeAndBack(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "manager@northside.example", d.Northside)
	a, b := d.Patient(t, d.Northside, "Ann", "Alder", "A-1"), d.Patient(t, d.Northside, "Anne", "Alders", "B-2")
	booked(t, d, a.ID, 1)
	booked(t, d, a.ID, 2)
	booked(t, d, b.ID, 3)
	before := visits(t, d)
	if err := o.MergePatient(t.Context(), a.ID, a.Version, b.ID); err != nil {
		t.Fatal(err)
	}
	if now := visits(t, d); strings.Contains(now, string(a.ID)) || strings.Count(now, string(b.ID)) != 6 {
		t.Error("not all went over:", now)
	}
	for search, want := range map[string][]string{"": {"Anne Alders"}, "A-1": {"Anne Alders"}, "ann alder": {"Anne Alders"}} {
		if got, _ := names(t, o, store.PatientFilter{Search: search, Limit: 5}); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", search, got, want)
		}
	}
	if p, err := o.Patient(t.Context(), a.ID); err != nil || p.MergedInto != b.ID {
		t.Error(p, err)
	}
	if _, err := o.ChangePatient(t.Context(), a.Version+1, a); clinic.KindOf(err) != clinic.Invalid {
		t.Error("a hidden record was changed:", err)
	}
	since := booked(t, d, b.ID, 4)
	if err := o.UnmergePatient(t.Context(), a.ID, version(t, o, a.ID)); err != nil {
		t.Fatal(err)
	}
	want := strings.Split(before, "\n")
	want = append(want, string(since.ID)+"="+string(b.ID), string(since.SessionID)+"="+string(b.ID))
	slices.Sort(want)
	if now := visits(t, d); now != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", now, strings.Join(want, "\n"))
	}
	if got, _ := names(t, o, store.PatientFilter{Search: "A-1", Limit: 5}); !slices.Equal(got, []string{"Ann Alder"}) {
		t.Error(got)
	}
	audits := d.Texts(t, `SELECT action FROM pf_audit WHERE entity = 'patient' AND action LIKE '%merge%' ORDER BY id`)
	if !slices.Equal(audits, []string{"patient.merge", "patient.merged", "patient.unmerge"}) {
		t.Error(audits)
	}
}

// A chain is undone from its end, and everybody has their own again.
func TestMergesOfMerges(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "admin@northside.example", d.Northside)
	var all []clinic.Patient
	for i, mrn := range []string{"A-1", "B-2", "C-3"} {
		all = append(all, d.Patient(t, d.Northside, "Ann", "Alder", mrn))
		booked(t, d, all[i].ID, i+1)
	}
	before := visits(t, d)
	merge := func(from, into int) error {
		return o.MergePatient(t.Context(), all[from].ID, version(t, o, all[from].ID), all[into].ID)
	}
	if err := merge(0, 1); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name       string
		from, into int
	}{{"into oneself", 2, 2}, {"into a hidden one", 2, 0}, {"a hidden one", 0, 2}} {
		if err := merge(c.from, c.into); clinic.KindOf(err) != clinic.Invalid {
			t.Errorf("%s: got %v, want Invalid", c.name, err)
		}
	}
	if err := o.MergePatient(t.Context(), all[1].ID, all[1].Version, all[2].ID); clinic.KindOf(err) != clinic.Conflict {
		t.Error("an older version was taken:", err)
	}
	if err := merge(1, 2); err != nil {
		t.Fatal(err)
	}
	if got, _ := names(t, o, store.PatientFilter{Search: "A-1", Limit: 5}); len(got) != 1 {
		t.Error("the first number finds", got)
	}
	if err := o.UnmergePatient(t.Context(), all[0].ID, version(t, o, all[0].ID)); clinic.KindOf(err) != clinic.Invalid {
		t.Error("the first came back before the second:", err)
	}
	for _, n := range []int{1, 0} {
		if err := o.UnmergePatient(t.Context(), all[n].ID, version(t, o, all[n].ID)); err != nil {
			t.Fatal(err)
		}
	}
	if now := visits(t, d); now != before {
		t.Errorf("got\n%s\nwant\n%s", now, before)
	}
	for _, role := range []string{"provider", "staff", "biller", "readonly"} {
		err := d.As(t, role+"@northside.example", d.Northside).MergePatient(t.Context(), all[0].ID, 1, all[1].ID)
		if clinic.KindOf(err) != clinic.Forbidden {
			t.Errorf("%s: got %v, want Forbidden", role, err)
		}
	}
}

// A new patient is asked about when name and date of birth are somebody's,
// however they are typed.
func TestTheSamePersonIsNoticed(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	for i, p := range []clinic.Patient{{Given: "José", Family: "Núñez Ortiz", Preferred: "Pepe"}, {Given: "小红", Family: "李"},
		{Family: "Sukarno"}} {
		p.MRN, p.Born, p.PayerClass = string(rune('1'+i)), "1980-03-14", "other"
		if _, err := o.AddPatient(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range []struct {
		p    clinic.Patient
		same string
	}{
		{clinic.Patient{Given: "jose", Family: "NUNEZ-ORTIZ"}, "1"}, {clinic.Patient{Given: "Pepe", Family: "Nuñez Ortiz"}, "1"},
		{clinic.Patient{Given: "Núñez Ortiz", Family: "José"}, "1"}, {clinic.Patient{Given: "X", Preferred: "José", Family: "Núñez Ortiz"}, "1"},
		{clinic.Patient{Given: "李", Family: "小红"}, "2"}, {clinic.Patient{Given: "Sukarno"}, "3"},
		{clinic.Patient{Given: "José", Family: "Núñez"}, ""}, {clinic.Patient{Given: "José", Family: "Núñez Ortiz", Born: "1980-03-15"}, ""},
	} {
		c.p.MRN, c.p.PayerClass = "new"+string(rune('a'+i)), "other"
		if c.p.Born == "" {
			c.p.Born = "1980-03-14"
		}
		_, same, err := o.AddDistinctPatient(t.Context(), c.p)
		got := ""
		for _, s := range same {
			got += s.MRN
		}
		if got != c.same || (c.same == "") != (err == nil) || err != nil && clinic.KindOf(err) != clinic.Conflict {
			t.Errorf("%v: got %q and %v, want %q", c.p, got, err, c.same)
		}
	}
}

// A session that an appointment got after it went over comes back with it, and
// an email address that is the other one's by now is not there twice.
func TestWhatAMergeReturns(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "manager@northside.example", d.Northside)
	a, b := d.Patient(t, d.Northside, "Ann", "Alder", "A-1"), d.Patient(t, d.Northside, "Anne", "Alders", "B-2")
	a.Email = "ann@alder.example"
	a, err := o.ChangePatient(t.Context(), a.Version, a)
	if err != nil {
		t.Fatal(err)
	}
	visit := booked(t, d, a.ID, 1)
	platform := visit.PlatformID
	if err := o.MergePatient(t.Context(), a.ID, a.Version, b.ID); err != nil {
		t.Fatal(err)
	}
	for _, telehealth := range []bool{false, true} { // the first session is cancelled, then there is another one
		now, err := o.Appointment(t.Context(), visit.ID)
		if err != nil {
			t.Fatal(err)
		}
		change := now.Booking()
		change.Telehealth, change.PlatformID = telehealth, platform
		if visit, err = o.ChangeAppointment(t.Context(), visit.ID, now.Version, change); err != nil {
			t.Fatal(err)
		}
	}
	b, err = o.Patient(t.Context(), b.ID)
	if err != nil {
		t.Fatal(err)
	}
	b.Email = "ANN@alder.example"
	if b, err = o.ChangePatient(t.Context(), b.Version, b); err != nil {
		t.Fatal("the address of a hidden record is not free:", err)
	}
	before := visits(t, d)
	if err := o.UnmergePatient(t.Context(), a.ID, version(t, o, a.ID)); clinic.KindOf(err) != clinic.Invalid {
		t.Error("an email address is there twice:", err)
	}
	if visits(t, d) != before {
		t.Error("half of it came back")
	}
	b.Email = ""
	if _, err = o.ChangePatient(t.Context(), b.Version, b); err != nil {
		t.Fatal(err)
	}
	if err := o.UnmergePatient(t.Context(), a.ID, version(t, o, a.ID)); err != nil {
		t.Fatal(err)
	}
	if now := visits(t, d); strings.Count(now, string(a.ID)) != 3 || strings.Contains(now, string(b.ID)) {
		t.Error("the appointment and its two sessions are not all back:", now)
	}
}
