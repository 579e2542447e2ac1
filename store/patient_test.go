package store_test

import (
	"slices"
	"sync"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func names(t *testing.T, o *store.Org, f store.PatientFilter) (all []string, more bool) {
	t.Helper()
	f.Limit = max(f.Limit, 1)
	l, err := o.Patients(t.Context(), f)
	if err != nil {
		t.Fatal(f, err)
	}
	for _, p := range l.Rows {
		all = append(all, p.Name())
	}
	return all, l.More
}

func TestPatientsAreFoundByWords(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	d.Patient(t, d.Northside, "José", "Núñez Ortiz", "MRN-007")
	d.Patient(t, d.Northside, "Mary Ann", "O'Brien", "MRN-070")
	d.Patient(t, d.Northside, "Jos", "Smith-Jones", "12 34/56")
	d.Patient(t, d.Harbor, "José", "Núñez", "MRN-007")
	for _, c := range []struct {
		search string
		want   []string
	}{
		{"", []string{"José Núñez Ortiz", "Mary Ann O'Brien", "Jos Smith-Jones"}},
		{"nunez", []string{"José Núñez Ortiz"}},
		{"NÚÑEZ jose", []string{"José Núñez Ortiz"}},
		{"ortiz jo", []string{"José Núñez Ortiz"}},
		{"jos", []string{"José Núñez Ortiz", "Jos Smith-Jones"}},
		{"jos brien", nil},
		{"unez", nil}, // words are found by how they begin
		{"obrien", []string{"Mary Ann O'Brien"}},
		{"o'brien, mary", []string{"Mary Ann O'Brien"}},
		{"smithjones", []string{"Jos Smith-Jones"}},
		{"jones", []string{"Jos Smith-Jones"}},
		{"MRN-007", []string{"José Núñez Ortiz"}},
		{"mrn007", []string{"José Núñez Ortiz"}},
		{"070", []string{"Mary Ann O'Brien"}},
		{"123456", []string{"Jos Smith-Jones"}},
		{"12 34", []string{"Jos Smith-Jones"}},
		{"%", nil},
		{"--", nil},
		{"' OR 1=1", nil},
	} {
		t.Run(c.search, func(t *testing.T) {
			if got, more := names(t, o, store.PatientFilter{Search: c.search, Limit: 9}); !slices.Equal(got, c.want) || more {
				t.Errorf("got %q and more %v, want %q", got, more, c.want)
			}
		})
	}
}

func TestAPatientsTermsFollowTheName(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	p := d.Patient(t, d.Northside, "Ann", "Alder", "A-1")
	p.Family, p.MRN = "Birch", "B-2"
	p, err := o.ChangePatient(t.Context(), p.Version, p)
	if err != nil || p.Family != "Birch" || p.Version != 2 {
		t.Fatal(p, err)
	}
	for search, want := range map[string]int{"alder": 0, "a1": 0, "birch": 1, "b2": 1, "ann": 1} {
		t.Run(search, func(t *testing.T) {
			if got, _ := names(t, o, store.PatientFilter{Search: search}); len(got) != want {
				t.Errorf("got %q, want %d", got, want)
			}
		})
	}
	p.Family, p.MRN = "Cedar", ""
	if _, err := o.ChangePatient(t.Context(), p.Version, p); clinic.KindOf(err) != clinic.Invalid {
		t.Error(err)
	}
	if got, _ := names(t, o, store.PatientFilter{Search: "birch"}); len(got) != 1 {
		t.Error("a refused change took the words away", got)
	}
}

func TestPatientsPageByName(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "readonly@northside.example", d.Northside)
	for _, n := range [][3]string{{"Bo", "Lee Ann", "1"}, {"Zed", "Lee", "2"}, {"Zed", "Lee", "3"}, {"Zed", "Lee", "4"},
		{"Émile", "abbé", "5"}} {
		d.Patient(t, d.Northside, n[0], n[1], n[2])
	}
	var got []string
	f := store.PatientFilter{Limit: 2}
	for more := true; more; {
		l, err := o.Patients(t.Context(), f)
		if err != nil || len(l.Rows) == 0 || len(l.Rows) > 2 {
			t.Fatal(l, err)
		}
		for _, p := range l.Rows {
			got = append(got, p.MRN)
		}
		f.After, more = l.Next, l.More
		if !more && l.Next != "" {
			t.Error("the last page leads on")
		}
	}
	if want := []string{"5", "2", "3", "4", "1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	d.Patient(t, d.Harbor, "Har", "Bor", "1")
	d.Patient(t, d.Harbor, "Har", "Bor", "2")
	theirs, err := d.As(t, "staff@harbor.example", d.Harbor).Patients(t.Context(), store.PatientFilter{Limit: 1})
	if err != nil || theirs.Next == "" {
		t.Fatal(theirs, err)
	}
	for _, after := range []string{theirs.Next, "nonsense", string(theirs.Rows[0].ID)} {
		if _, err := o.Patients(t.Context(), store.PatientFilter{Limit: 1, After: after}); clinic.KindOf(err) != clinic.NotFound {
			t.Errorf("%q is a place in the list: %v", after, err)
		}
	}
}

func TestAPatientIsChangedFromTheVersionSeen(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	p := d.Patient(t, d.Northside, "Ann", "Alder", "A-1")
	mine, theirs := p, p
	theirs.Phone, mine.Phone = "555 0101", "555 0199"
	if _, err := o.ChangePatient(t.Context(), p.Version, theirs); err != nil {
		t.Fatal(err)
	}
	if _, err := o.ChangePatient(t.Context(), p.Version, mine); clinic.KindOf(err) != clinic.Conflict {
		t.Error(err)
	}
	if now, err := o.Patient(t.Context(), p.ID); err != nil || now.Phone != theirs.Phone {
		t.Error(now, err)
	}
	other := d.As(t, "staff@harbor.example", d.Harbor)
	if _, err := other.ChangePatient(t.Context(), 2, mine); clinic.KindOf(err) != clinic.NotFound {
		t.Error(err)
	}
}

func TestAnMRNIsGivenOnce(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			_, errs[i] = o.AddPatient(t.Context(), clinic.Patient{Given: "Ann", Family: "Alder", MRN: " A-1 ", Born: "1980-01-01",
				PayerClass: "other"})
		})
	}
	wg.Wait()
	saved := 0
	for _, err := range errs {
		if err == nil {
			saved++
		} else if f := clinic.FieldsOf(err); clinic.KindOf(err) != clinic.Invalid || len(f) != 1 || f[0].Field != "mrn" {
			t.Error(err)
		}
	}
	if saved != 1 {
		t.Error(saved, "were saved")
	}
	b := d.Patient(t, d.Northside, "Bo", "Birch", "B-1")
	b.MRN = "A-1"
	if _, err := o.ChangePatient(t.Context(), b.Version, b); len(clinic.FieldsOf(err)) != 1 || clinic.FieldsOf(err)[0].Field != "mrn" {
		t.Error(err)
	}
	d.Patient(t, d.Harbor, "Ann", "Alder", "A-1") // another org numbers as it likes
}

func TestWhoMayKeepPatients(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	p := d.Patient(t, d.Northside, "Ann", "Alder", "A-1")
	for _, role := range []string{"biller", "readonly"} {
		t.Run(role, func(t *testing.T) {
			o := d.As(t, role+"@northside.example", d.Northside)
			if _, err := o.Patient(t.Context(), p.ID); err != nil {
				t.Errorf("reading: got %v, want no error", err)
			}
			if _, err := o.AddPatient(t.Context(), clinic.Patient{}); clinic.KindOf(err) != clinic.Forbidden {
				t.Errorf("adding: got %v, want Forbidden", err)
			}
			if _, err := o.ChangePatient(t.Context(), p.Version, p); clinic.KindOf(err) != clinic.Forbidden {
				t.Errorf("changing: got %v, want Forbidden", err)
			}
		})
	}
}
