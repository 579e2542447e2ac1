package store_test

import (
	"slices"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// known are patients whose names, numbers and dates people type in other ways
// than they are written.
var known = []clinic.Patient{
	{Given: "Łukasz", Family: "Wałęsa", MRN: "K-1", Born: "1980-03-14", Phone: "(212) 555-0123"},
	{Given: "Đức", Family: "Nguyễn", MRN: "K-2", Born: "1980-04-03", Phone: "+44 (0)20 7946 0958"},
	{Given: "Søren", Family: "Straße", MRN: "K-3", Born: "1975-12-31", Phone: "212.555.0199 x12"},
	{Given: "小红", Family: "李", MRN: "K-4", Born: "1990-01-02"},
	{Given: "Anna", Family: "van der Meer", MRN: "K-5", Born: "1925-03-14", GuardianName: "Bo", GuardianPhone: "646 555 0177"},
	{Given: "Keoni", Family: "Kaʻōhele", MRN: "K-6", Born: "1980-05-17"},
	{Given: "علی\u200cرضا", Family: "کریمی", MRN: "K-7", Born: "1980-05-17"},
	{Given: "Əli", Family: "Əliyev", MRN: "K-8", Born: "1980-05-17"},
	{Given: "कमला", Family: "देवी", MRN: "K-9", Born: "1980-05-17"},
	{Given: "Иван", Family: "Петров", MRN: "K-10", Born: "1980-05-17"},
	{Given: "Þóra", Family: "Æsir", MRN: "K-11", Born: "1980-05-17"},
	{Given: "Ann", Family: "Alder", MRN: "K-12", Born: "2025-03-14"},
	{Given: "Strasse", Family: "Lukasz", MRN: "00K 13", Born: "1980-05-17"},
	{Given: "Gal·la", Family: "O’Dálaigh", MRN: "K-14", Born: "1980-05-17"},
}

func TestPatientsAreFoundByWhatPeopleType(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	for _, p := range known {
		p.PayerClass = "other"
		if _, err := o.AddPatient(t.Context(), p); err != nil {
			t.Fatal(p, err)
		}
	}
	for _, c := range []struct {
		search, locale string
		want           []string // record numbers
	}{
		{"lukasz", "", []string{"00K 13", "K-1"}}, {"Łukasz", "", []string{"00K 13", "K-1"}}, {"walesa", "", []string{"K-1"}},
		{"duc", "", []string{"K-2"}}, {"nguyen duc", "", []string{"K-2"}}, {"DUC", "", []string{"K-2"}}, {"soren", "", []string{"K-3"}},
		{"strasse", "", []string{"00K 13", "K-3"}}, {"STRASSE", "", []string{"00K 13", "K-3"}}, {"straße", "", []string{"00K 13", "K-3"}},
		{"李小红", "", []string{"K-4"}}, {"小红李", "", []string{"K-4"}}, {"李小", "", []string{"K-4"}}, {"李 小红", "", []string{"K-4"}},
		{"vandermeer", "", []string{"K-5"}}, {"van der meer", "", []string{"K-5"}}, {"annavandermeer", "", []string{"K-5"}},
		{"anna", "", []string{"K-5"}}, {"annal", "", nil}, {"annalder", "", []string{"K-12"}}, {"alderann", "", []string{"K-12"}},
		{"kaohele", "", []string{"K-6"}}, {"ka'ohele", "", []string{"K-6"}}, {"علیرضا", "", []string{"K-7"}},
		{"علی رضا", "", []string{"K-7"}}, {"aliyev", "", nil}, {"eliyev", "", []string{"K-8"}}, {"ƏLI", "", []string{"K-8"}},
		{"कमला", "", []string{"K-9"}}, {"иван", "", []string{"K-10"}}, {"ivan", "", nil}, {"thora", "", []string{"K-11"}},
		{"aesir", "", []string{"K-11"}}, {"galla", "", []string{"K-14"}}, {"odalaigh", "", []string{"K-14"}},
		{"al\u00adder", "", []string{"K-12"}},
		{"ａｌｄｅｒ", "", []string{"K-12"}},
		{"2125550123", "", []string{"K-1"}}, {"(212) 555-0123", "", []string{"K-1"}}, {"+1 212 555 0123", "", []string{"K-1"}},
		{"1-212-555-0123", "", []string{"K-1"}}, {"212–555–0123", "", []string{"K-1"}}, {"212\u00a0555\u00a00123", "", []string{"K-1"}},
		{"0123", "", []string{"K-1"}}, {"5550123", "", []string{"K-1"}}, {"555-0123", "", []string{"K-1"}}, {"walesa 0123", "", []string{"K-1"}},
		{"٠١٢٣", "", []string{"K-1"}}, {"123", "", nil}, {"5550124", "", nil},
		{"020 7946 0958", "", []string{"K-2"}}, {"+442079460958", "", []string{"K-2"}}, {"0044 20 7946 0958", "", []string{"K-2"}},
		{"0958", "", []string{"K-2"}}, {"2125550199 ext 12", "", []string{"K-3"}}, {"555 0199", "", []string{"K-3"}},
		{"646-555-0177", "", []string{"K-5"}},
		{"3/14/1980", "en", []string{"K-1"}}, {"03/14/1980", "en", []string{"K-1"}}, {"1980-03-14", "en", []string{"K-1"}},
		{"3-14-1980", "en", []string{"K-1"}}, {"3/14/80", "en", []string{"K-1"}}, {"3/14/25", "en", []string{"K-12", "K-5"}},
		{"14/3/1980", "es", []string{"K-1"}}, {"14.3.1980", "es", []string{"K-1"}}, {"1980-03-14", "es", []string{"K-1"}},
		{"3/4/1980", "en", nil}, {"4/3/1980", "en", []string{"K-2"}}, {"3/4/1980", "es", []string{"K-2"}}, {"14/3/1980", "en", []string{"K-1"}},
		{"walesa 3/14/1980", "", []string{"K-1"}}, {"3/14/1980 alder", "", nil}, {"2/30/1980", "en", nil},
		{"00k13", "", []string{"00K 13"}}, {"00K 13", "", []string{"00K 13"}}, {"k13", "", nil},
	} {
		t.Run(c.search+" "+c.locale, func(t *testing.T) {
			l, err := o.Patients(t.Context(), store.PatientFilter{Search: c.search, Locale: c.locale, Limit: 20})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, p := range l.Rows {
				got = append(got, p.MRN)
			}
			slices.Sort(got)
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// The list stands as an index of a book does: letters with strokes among those
// without.
func TestPatientsAreSortedAsTheyAreFound(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	want := []string{"Æbelø", "Đào", "Dunn", "Łuczak", "Lund", "Østby", "Ózsa", "Straße", "Strassen", "Zander"}
	for i, family := range want {
		d.Patient(t, d.Northside, "Ann", family, string(rune('a'+i)))
	}
	l, err := o.Patients(t.Context(), store.PatientFilter{Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range l.Rows {
		if p.Family != want[i] {
			t.Errorf("number %d: got %s, want %s", i, p.Family, want[i])
		}
	}
}
