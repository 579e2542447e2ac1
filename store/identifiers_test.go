package store_test

import (
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// Identifiers are the same when a person would say so.
func TestIdentifiersAreComparedAsSeen(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "staff@northside.example", d.Northside)
	add := func(mrn, email string) []clinic.FieldError {
		_, err := o.AddPatient(t.Context(), clinic.Patient{Given: "Ann", MRN: mrn, Email: email, Born: "1980-01-01", PayerClass: "other"})
		if err != nil && clinic.KindOf(err) != clinic.Invalid {
			t.Error(mrn, email, err)
		}
		return clinic.FieldsOf(err)
	}
	if f := add("abc-1 ß", "ann@alder.example"); f != nil {
		t.Fatal(f)
	}
	for _, mrn := range []string{"ABC-1 ß", "abc-1  ß", "ａｂｃ-１ ß", "abc\u200b-1 ß", "abc-1\u00a0ss", "abc–1 ß", " abc-1 ß ", "ab\u00adc-1 ß",
		"abc-1 ß\u2060", "\ufeffabc-1 ß", "abc‑1 ß", "abc\ufe0f-1 ẞ"} {
		if f := add(mrn, ""); len(f) != 1 || f[0].Field != "mrn" {
			t.Errorf("%+q was taken: %v", mrn, f)
		}
	}
	for _, mrn := range []string{"abc-01 ß", "0abc-1 ß", "abc-1ß", "abc 1 ß", "äbc-1 ß"} {
		if f := add(mrn, ""); f != nil {
			t.Errorf("%+q was refused: %v", mrn, f)
		}
	}
	if f := add("x", "Ann@Alder.example"); len(f) != 1 || f[0].Field != "email" {
		t.Error("an email address was given twice:", f)
	}
	if f := add("abc-1 ss", "ANN@alder.example"); len(f) != 2 {
		t.Error("not both are named:", f)
	}
}
