package clinic_test

import (
	"slices"
	"testing"
	"time"

	"televisit/clinic"
)

func zoneNamed(f *testing.F, name string) *time.Location {
	f.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		f.Fatal(err)
	}
	return zone
}

// What two times of a day can mean is as the clocks there show it, and no longer than a visit may be.
func FuzzSpans(f *testing.F) {
	zones := []*time.Location{zoneNamed(f, "America/New_York"), zoneNamed(f, "Australia/Lord_Howe"), zoneNamed(f, "Pacific/Apia")}
	for _, c := range [][3]string{{"2026-03-08", "02:30", "03:30"}, {"2026-11-01", "01:30", "01:30"}, {"2011-12-30", "10:00", "11:00"},
		{"9999-12-31", "23:59", "00:00"}, {"0000-01-01", "00:00", "12:00"}, {"2026-04-05", "01:45", "02:15"}} {
		for i := range zones {
			f.Add(uint8(i), c[0], c[1], c[2])
		}
	}
	f.Fuzz(func(t *testing.T, zone uint8, day, from, to string) {
		d, err := clinic.ParseDay(day)
		if err != nil {
			return
		}
		in := zones[int(zone)%len(zones)]
		spans, err := d.Spans(from, to, in)
		if (err == nil) != (len(spans.All) > 0) {
			t.Fatalf("%s from %q to %q: %d spans and %v", d, from, to, len(spans.All), err)
		}
		for _, s := range spans.All {
			if clinic.DayIn(s.Start, in) != d || s.Length() <= 0 || s.Length() > clinic.LongestVisit {
				t.Errorf("%s from %q to %q in %s is %v", d, from, to, in, s)
			}
			if n := clinic.Repetition(s.Start); n < 0 || n > 2 {
				t.Errorf("%v is shown %d times", s.Start, n)
			}
		}
		if spans.Stated != nil && !slices.Contains(spans.All, *spans.Stated) {
			t.Errorf("%s from %q to %q says %v, which is none of %v", d, from, to, *spans.Stated, spans.All)
		}
	})
}

// A period that is read lies between its ends and is no longer than it may be.
func FuzzParsePeriod(f *testing.F) {
	f.Add("2026-03-01", "2026-03-31", uint16(366))
	f.Add("0000-01-01", "9999-12-31", uint16(0))
	f.Add("2026-02-30", "", uint16(1))
	f.Fuzz(func(t *testing.T, from, until string, most uint16) {
		p, err := clinic.ParsePeriod(from, until, int(most))
		if err != nil {
			return
		}
		if n := p.Days(); n < 1 || n > int(most) || string(p.From) != from || string(p.Until) != until || p.From > p.Until {
			t.Errorf("%q to %q is %v of %d days", from, until, p, n)
		}
		start, end := p.Bounds(time.UTC)
		if month := clinic.MonthOf(p.From, 0); !start.Before(end) || month.From > p.From || month.Until < p.From || p.From.Monday() > p.From {
			t.Errorf("%v lies from %v to %v, in %v", p, start, end, month)
		}
	})
}

// A series that can be saved has as many days as it says, in order, and none after its end.
func FuzzRepeat(f *testing.F) {
	f.Add(1, 4, "", "2026-03-02")
	f.Add(2, 0, "2026-12-31", "2026-03-02")
	f.Add(4, 26, "9999-12-31", "9999-01-01")
	f.Add(-1, -1, "0000-00-00", "x")
	f.Fuzz(func(t *testing.T, weeks, count int, until, first string) {
		day, err := clinic.ParseDay(first)
		r := clinic.Repeat{EveryWeeks: weeks, Count: count, Until: clinic.Day(until)}
		if err != nil || r.Check(day) != nil || day > "9900" { // no booking is so far ahead, see Booking.CheckTime
			return
		}
		days := append([]clinic.Day{day}, r.After(day)...)
		if n := len(days); n > clinic.LongestSeries || r.EveryWeeks > 0 && (n < 2 || until == "" && n != count || count > 0 && n > count) {
			t.Errorf("%+v from %s has %d", r, first, n)
		}
		if !slices.IsSorted(days) || len(slices.Compact(slices.Clone(days))) != len(days) ||
			until != "" && days[len(days)-1] > clinic.Day(until) {
			t.Errorf("%+v from %s is on %v", r, first, days)
		}
	})
}

// A patient that can be saved is as the form would have it, and stays so.
func FuzzPatient(f *testing.F) {
	f.Add("Ana", "Silva", "1001", "1980-05-17", "(212) 555-0101", "ana@mail.example", "es-MX")
	f.Add("\u200b", "\u202e", "\t", "2026-02-30", "x", "a@b@c", "e-")
	f.Fuzz(func(t *testing.T, given, family, mrn, born, phone, email, language string) {
		p := clinic.Patient{Given: given, Family: family, MRN: mrn, Born: clinic.Day(born), Phone: phone, Email: email, Language: language,
			PayerClass: "other"}.Clean()
		if again := p.Clean(); again != p {
			t.Errorf("%+v is cleaned once more to %+v", p, again)
		}
		if p.Check("2026-03-02") != nil {
			return
		}
		if _, err := clinic.ParseDay(string(p.Born)); err != nil || p.Born > "2026-03-02" || p.Age("2026-03-02") < 0 ||
			p.AgeMonths("2026-03-02") < 12*p.Age("2026-03-02") || clinic.ShowsNothing(p.Name()) {
			t.Errorf("%+v can be saved", p)
		}
		if p.Phone != "" && clinic.PhoneLink(p.Phone) == "" {
			t.Errorf("the phone %q can be saved and not dialled", p.Phone)
		}
	})
}

// A move leads to where it was to lead, or is refused for a reason that a person can read.
func FuzzMove(f *testing.F) {
	for _, to := range append([]clinic.Status{"", "odd"}, clinic.Statuses...) {
		for _, from := range clinic.Statuses {
			f.Add(string(from), string(to), "a reason", int64(600), uint8(7))
		}
	}
	f.Fuzz(func(t *testing.T, from, to, reason string, seconds int64, rights uint8) {
		if seconds < -1<<32 || seconds > 1<<32 {
			return
		}
		starts := time.Unix(1_772_000_000, 0)
		s := clinic.Session{Status: clinic.Status(from), StartsAt: starts, EndsAt: starts.Add(time.Hour), CreatedAt: starts.Add(-time.Hour),
			StartedAt: starts, SpanAt: starts, Modality: clinic.AudioVideo}
		by := clinic.Mover{User: "u", Own: rights&8 > 0, Rights: clinic.Rights{}}
		for i, p := range []clinic.Permission{clinic.HostSessions, clinic.EditSessions, clinic.ApproveSessions} {
			if rights&(1<<i) > 0 {
				by.Rights[p] = clinic.All
			}
		}
		moved, err := s.Move(clinic.Move{To: clinic.Status(to), Reason: reason, NoLocation: true}, by,
			starts.Add(time.Duration(seconds)*time.Second))
		switch kind := clinic.KindOf(err); {
		case err == nil && (moved.Status != clinic.Status(to) || !slices.Contains(clinic.Statuses, moved.Status) || moved.Status == s.Status):
			t.Errorf("%q to %q is now %q", from, to, moved.Status)
		case err != nil && (kind == clinic.Internal || clinic.MessageOf(err).String() == ""):
			t.Errorf("%q to %q is refused by %v", from, to, err)
		}
	})
}
