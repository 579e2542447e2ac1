package storetest_test

import (
	"fmt"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// A watched is a test that is asked in the end whether it failed.
type watched struct {
	testing.TB
	ends   []func()
	failed string
}

func (w *watched) Helper()                           {}
func (w *watched) Cleanup(f func())                  { w.ends = append(w.ends, f) }
func (w *watched) Errorf(format string, args ...any) { w.failed += fmt.Sprintf(format, args...) }

// A test whose program logs anything of a patient fails, and no other.
func TestLogOfPatients(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	if _, err := d.As(t, "staff@northside.example", d.Northside).AddPatient(t.Context(), clinic.Patient{Given: "Ünal", Family: "de la Cruz",
		MRN: "1001", Born: "1980-05-17", PayerClass: "commercial", Phone: "(212) 555-0101", Email: "unal@mail.example"}); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"level=INFO msg=request route=/pm/patients bytes=1001 ms=3": "",
		`msg=failed err="no room for ÜNAL"`:                         "ünal",
		"family=De La Cruz":                                         "de la cruz",
		"of the cruz":                                               "",
		"Ünaltan":                                                   "",
		"to=Unal@mail.example":                                      "unal@mail.example",
		`{"phone":"(212) 555-0101"}`:                                "(212) 555-0101",
	} {
		t.Run(line, func(t *testing.T) {
			w := &watched{TB: t}
			if _, err := fmt.Fprintln(d.Log(w), line); err != nil {
				t.Fatal(err)
			}
			for _, end := range w.ends {
				end()
			}
			if (want == "") != (w.failed == "") || !strings.Contains(w.failed, want) {
				t.Errorf("the test fails with %q, want %q in it", w.failed, want)
			}
		})
	}
}
