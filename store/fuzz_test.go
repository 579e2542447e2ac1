package store_test

import (
	"testing"
	"time"
	"unicode/utf8"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// Whatever is searched for, in whichever list and from whichever place on, the database answers.
func FuzzLists(f *testing.F) {
	d := storetest.New(f)
	o := d.As(f, "admin@northside.example", d.Northside)
	id := d.Session(f, storetest.Row{Family: "Silva"})
	f.Add("silva", "en-US", string(id), int64(0), "scheduled")
	f.Add("1/2/80 0123 a b c d e f g", "es", ".", int64(-1<<62), "odd")
	f.Add("' OR 1=1 --", "", "\u202e", int64(1<<62), "")
	f.Add("+1 (212) 555-0101 #%_*?\"", "x-", "0", int64(1), "active")
	f.Fuzz(func(t *testing.T, search, locale, place string, ms int64, status string) {
		for _, text := range []string{search, locale, place, status} {
			if !utf8.ValidString(text) {
				return // no form brings it
			}
		}
		ctx, at := t.Context(), time.UnixMilli(ms)
		if _, err := o.Patients(ctx, store.PatientFilter{Search: search, Locale: locale, After: place}); err != nil &&
			clinic.KindOf(err) == clinic.Internal {
			t.Errorf("patients: %v", err)
		}
		for _, byTime := range []bool{false, true} {
			_, err := o.Sessions(ctx, store.SessionFilter{Search: search, Locale: locale, Status: clinic.Status(status), ByTime: byTime,
				Unready: ms%2 == 0, From: at, After: store.Cursor{At: at, ID: clinic.SessionID(place)}, Limit: 24})
			if err != nil {
				t.Errorf("sessions: %v", err)
			}
		}
		_, _, err := o.Trail(ctx, store.AuditFilter{Kind: clinic.AuditKind(status), Person: clinic.UserID(place), To: at, Limit: 50,
			Before: store.AuditPlace{At: at, ID: place}})
		if err != nil {
			t.Errorf("the trail: %v", err)
		}
	})
}

// Who is put on file is found by their name, by their number and by their phone, however these are written.
func FuzzFound(f *testing.F) {
	for _, p := range known {
		f.Add(p.Given, p.Family, p.MRN, p.Phone)
	}
	f.Add("I\u0307", "\u1e9e", "ǅ", "+1 212 555 0123")
	f.Fuzz(func(t *testing.T, given, family, mrn, phone string) {
		p := clinic.Patient{Given: given, Family: family, MRN: mrn, Born: "1980-05-17", Phone: phone, PayerClass: "other"}.Clean()
		if p.Check("2026-03-02") != nil || !utf8.ValidString(given+family+mrn+phone) {
			return
		}
		terms, typed := store.PatientTerms(p), []string{p.Given, p.Family, p.MRN}
		if number, ok := clinic.ParsePhone(phone); ok && len(number.Digits()) >= 4 { // fewer digits are of too many
			typed = append(typed, p.Phone)
		}
		for _, typed := range typed {
			if wanted := store.Wanted(typed, "en-US"); len(wanted) > 0 && !store.FoundBy(terms, wanted) {
				t.Errorf("%q is looked for as %q and not found among %q", typed, wanted, terms)
			}
		}
	})
}

// A hash on file is taken apart or refused, and does not take more than a machine has.
func FuzzReadHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=4294967295,t=4294967295,p=1$$")
	f.Add("$$$$$")
	f.Fuzz(func(t *testing.T, hash string) {
		cost, _, _, err := store.ReadHash(hash)
		if err == nil && cost.Passes < 1 {
			t.Errorf("%q is read as %+v", hash, cost)
		}
	})
}
