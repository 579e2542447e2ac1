package store_test

import (
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// Nobody is lost from the pages or seen twice while others, the one where a page
// ended among them, are renamed.
func TestPagingOutlivesRenames(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	var all []clinic.Patient
	for _, family := range []string{"Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir"} {
		all = append(all, d.Patient(t, d.Northside, "Ann", family, family))
	}
	first, err := o.Patients(t.Context(), store.PatientFilter{Limit: 2})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(first.Next), "birch") {
		t.Error("the place tells a name")
	}
	all[1].Family = "Zelkova" // Birch, where the page ended
	if _, err := o.ChangePatient(t.Context(), 1, all[1]); err != nil {
		t.Fatal(err)
	}
	rest, _ := names(t, o, store.PatientFilter{After: first.Next, Limit: 9})
	if want := []string{"Ann Cedar", "Ann Dogwood", "Ann Elm", "Ann Fir", "Ann Zelkova"}; !slices.Equal(rest, want) {
		t.Errorf("got %q, want %q", rest, want)
	}
}
