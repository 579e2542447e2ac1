package clinic

import (
	"fmt"
	"strings"
	"testing"
)

func aPatient() Patient {
	return Patient{Given: "Ann", Family: "Alder", MRN: "A-1", Born: "1980-05-17", PayerClass: "medicare"}
}

func TestAPatientWithWhatIsNeededIsFine(t *testing.T) {
	t.Parallel()
	p := aPatient()
	if err := p.Check("2026-03-02"); err != nil {
		t.Errorf("with what is needed: got %v, want no error", err)
	}
	p.Preferred, p.Phone, p.Email, p.Language, p.TimeZone = "Annie", "+1 (212) 555-0101", "ann@alder.example", "zh-Hant", "Asia/Tokyo"
	if err := p.Check("2026-03-02"); err != nil {
		t.Errorf("with everything: got %v, want no error", err)
	}
}

func TestEveryFieldOfAPatientIsChecked(t *testing.T) {
	t.Parallel()
	for field, spoil := range map[string][]func(*Patient){
		"given": {func(p *Patient) { p.Given = "\u3164" }, func(p *Patient) { p.Given = strings.Repeat("é", 101) },
			func(p *Patient) { p.Given = "An\nn" }},
		"family": {func(p *Patient) { p.Family = "\u200d" }, func(p *Patient) { p.Family = strings.Repeat("a", 101) },
			func(p *Patient) { p.Family = "Al\u202eder" }},
		"preferred": {func(p *Patient) { p.Preferred = "\u2800" }, func(p *Patient) { p.Preferred = strings.Repeat("a", 101) }},
		"mrn": {func(p *Patient) { p.MRN = "" }, func(p *Patient) { p.MRN = "\ufe0f" }, func(p *Patient) { p.MRN = strings.Repeat("1", 41) },
			func(p *Patient) { p.MRN = "1\x072" }},
		"born": {func(p *Patient) { p.Born = "" }, func(p *Patient) { p.Born = "17.5.1980" },
			func(p *Patient) { p.Born = "2026-03-03" }, func(p *Patient) { p.Born = "1879-12-31" }, func(p *Patient) { p.Born = "2025-02-29" }},
		"phone": {func(p *Patient) { p.Phone = "call me" }, func(p *Patient) { p.Phone = "12" }, func(p *Patient) { p.Phone = "1-800-FLOWERS" },
			func(p *Patient) { p.Phone = strings.Repeat("1", 41) }},
		"email": {func(p *Patient) { p.Email = "ann" }, func(p *Patient) { p.Email = "Ann <ann@alder.example>" }},
		"language": {func(p *Patient) { p.Language = "Spanish, mostly" }, func(p *Patient) { p.Language = "e" },
			func(p *Patient) { p.Language = "en-" }, func(p *Patient) { p.Language = "12" }},
		"guardian_name":  {func(p *Patient) { p.GuardianName = strings.Repeat("a", 101) }, func(p *Patient) { p.GuardianName = "\u3164" }},
		"guardian_phone": {func(p *Patient) { p.GuardianPhone = "ask Bo" }, func(p *Patient) { p.GuardianPhone = strings.Repeat("1", 41) }},
		"interpreter_language": {func(p *Patient) { p.Interpreter = true },
			func(p *Patient) { p.Interpreter, p.Language, p.InterpreterLanguage = true, "es", "sign language" }},
		"time_zone":   {func(p *Patient) { p.TimeZone = "Mars/Olympus" }, func(p *Patient) { p.TimeZone = "Local" }},
		"payer_class": {func(p *Patient) { p.PayerClass = "" }, func(p *Patient) { p.PayerClass = "gold" }},
	} {
		for i, f := range spoil {
			t.Run(fmt.Sprint(field, " ", i), func(t *testing.T) {
				t.Parallel()
				p := aPatient()
				f(&p)
				err := p.Check("2026-03-02")
				if fields := FieldsOf(err); KindOf(err) != Invalid || len(fields) != 1 || fields[0].Field != field {
					t.Errorf("%+v: got %v, want Invalid about %s alone", p, err, field)
				}
			})
		}
	}
}

// One name is enough, whichever it is; what nobody has is said at both fields.
func TestOneNameIsEnough(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		given, family, preferred, name string
		fields                         int
	}{
		{"Sukarno", "", "", "Sukarno", 0}, {"", "Sukarno", "", "Sukarno", 0}, {"Sukarno", "", "Karno", "Karno", 0},
		{"", "Alder", "Bo", "Bo Alder", 0}, {"", "", "Bo", "Bo", 2}, {"", "", "", "", 2}, {"\u3164", "\u200d", "", "\u3164 \u200d", 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := aPatient()
			p.Given, p.Family, p.Preferred = c.given, c.family, c.preferred
			if fields := FieldsOf(p.Check("2026-03-02")); len(fields) != c.fields || p.Name() != c.name {
				t.Errorf("got %v and %q, want %d fields and %q", fields, p.Name(), c.fields, c.name)
			}
		})
	}
}

func TestAgeMonths(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, today Day
		want        int
	}{
		{"2025-01-02", "2026-03-02", 14}, {"2025-01-03", "2026-03-02", 13}, {"2026-03-02", "2026-03-02", 0}, {"2026-01-31", "2026-02-28", 0},
		{"2026-01-31", "2026-03-01", 1}, {"2024-03-02", "2026-03-02", 24}, {"2027-01-01", "2026-03-02", 0}, {"nonsense", "2026-03-02", 0},
	} {
		t.Run(fmt.Sprintf("born %s, on %s", c.born, c.today), func(t *testing.T) {
			t.Parallel()
			if got := (Patient{Born: c.born}).AgeMonths(c.today); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}

func TestAge(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		born, today Day
		want        int
	}{
		{"1980-05-17", "2026-05-16", 45},
		{"1980-05-17", "2026-05-17", 46},
		{"2024-02-29", "2025-02-28", 0},
		{"2024-02-29", "2025-03-01", 1},
		{"2026-03-02", "2026-03-02", 0},
		{"2027-01-01", "2026-03-02", 0},
		{"nonsense", "2026-03-02", 0},
	} {
		t.Run(fmt.Sprintf("born %s, on %s", c.born, c.today), func(t *testing.T) {
			t.Parallel()
			if got := (Patient{Born: c.born}).Age(c.today); got != c.want {
				t.Errorf("got %d, want %d", got, c.want)
			}
		})
	}
}
