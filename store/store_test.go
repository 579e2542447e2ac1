package store_test

import (
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

func TestDesk(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "provider@northside.example", d.Northside)
	l, err := o.Sessions(t.Context(), store.SessionFilter{Limit: 10})
	if err != nil || len(l.Rows) != 0 {
		t.Fatal(l, err)
	}
	_, err = o.BookAppointment(t.Context(), clinic.Booking{Telehealth: true})
	if clinic.KindOf(err) != clinic.Invalid {
		t.Fatal(err)
	}
	t.Log(err)
	if _, err := o.Session(t.Context(), "nope"); clinic.KindOf(err) != clinic.NotFound {
		t.Fatal(err)
	}
	ps, err := o.Platforms(t.Context())
	if err != nil || len(ps) != 3 {
		t.Fatal(ps, err)
	}
}
