package store

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"televisit/clinic"
)

// maxTerms bounds how many words of a search count.
const maxTerms = 5

// lastDigits is how many digits at the end of a phone number find it.
const lastDigits = 4

// A PatientSearch is what somebody typed to find patients: words that begin a
// name or the MRN, a phone number or its end, a date of birth.
type PatientSearch struct {
	Text   string
	Locale string // how dates are typed, "" for the practice's way
}

// matchPatients returns a condition on column. It holds for patients that search
// finds; for none when nothing in it can be looked for. bind adds an argument and
// returns its placeholder.
func matchPatients(column string, search PatientSearch, bind func(any) string) string {
	var parts []string
	for _, wanted := range search.alternatives() {
		parts = append(parts, matchAll(wanted, bind))
	}
	if len(parts) == 0 {
		return "1 = 0"
	}
	return column + ` IN (` + strings.Join(parts, ` UNION ALL `) + `)`
}

// matchAll selects the patients who have a term for each beginning in wanted.
func matchAll(wanted []string, bind func(any) string) string {
	var sql strings.Builder
	sql.WriteString(`SELECT t.patient_id FROM pm_patient_terms t WHERE t.org_id = $1 AND ` + prefixRange("t", wanted[0], bind))
	for _, w := range wanted[1:] {
		sql.WriteString(` AND EXISTS (SELECT 1 FROM pm_patient_terms u WHERE u.org_id = $1 AND u.patient_id = t.patient_id AND ` +
			prefixRange("u", w, bind) + `)`)
	}
	return sql.String()
}

// prefixRange returns a condition that holds for terms which begin with word. It
// is a range, so that an index serves it as it would equality.
func prefixRange(table, word string, bind func(any) string) string {
	return table + `.term >= ` + bind(word) + ` AND ` + table + `.term < ` + bind(word+"\U0010FFFF")
}

// alternatives returns what s may mean, each as the beginnings of terms that a
// patient must have. The longest comes first: it is likely the rarest, the
// others only check it.
func (s PatientSearch) alternatives() (all [][]string) {
	add := func(wanted []string) {
		wanted = slices.Clone(wanted)
		slices.SortStableFunc(wanted, func(a, b string) int { return len(b) - len(a) })
		wanted = wanted[:min(len(wanted), maxTerms)]
		if len(wanted) > 0 && !slices.ContainsFunc(all, func(w []string) bool { return slices.Equal(w, wanted) }) {
			all = append(all, wanted)
		}
	}
	typed := terms(s.Text)
	add(typed)
	add(phoneEnds(typed))
	switch joined := stripPunctuation(s.Text); {
	case len(typed) == 1:
		add([]string{fullMark + joined + fullMark})
	case len(typed) > 1 && strings.ContainsFunc(joined, func(c rune) bool { return isDigit(c) || writtenClosed(c) }):
		add([]string{joined}) // "12 34" for 1234, 李 小红 for one name of both
	}
	for _, digits := range phoneDigits(s.Text) {
		add([]string{phoneMark + reversed(digits)})
	}
	rest, born := s.dates()
	for _, day := range born {
		add(append(terms(rest), bornMark+string(day)))
	}
	return all
}

// phoneEnds returns typed words with each that can end a phone number as that.
func phoneEnds(typed []string) []string {
	ends := slices.Clone(typed)
	for i, w := range ends {
		if len(w) >= lastDigits && strings.Trim(w, "0123456789") == "" {
			ends[i] = phoneMark + reversed(w)
		}
	}
	return ends
}

// phoneDigits returns the digits that a phone number typed as text may end with:
// as a whole, and without the zeros that are dialled before it.
func phoneDigits(text string) (all []string) {
	number, ok := clinic.ParsePhone(text)
	if !ok || len(number.Digits()) < lastDigits {
		return nil
	}
	all = []string{number.Digits()}
	if trimmed := strings.TrimLeft(number.Digits(), "0"); len(trimmed) >= lastDigits {
		all = append(all, trimmed)
	}
	return all
}

func isDigit(c rune) bool { return c >= '0' && c <= '9' }

// typedDate finds a date in numbers, as it is typed.
var typedDate = regexp.MustCompile(`(?:^|\s)(\d{1,4})([/.\-])(\d{1,2})[/.\-](\d{1,4})(?:[\s,]|$)`)

// dates returns the date of birth that s may mean, and what else is typed.
// Without a century it may be two.
func (s PatientSearch) dates() (rest string, born []clinic.Day) {
	text := foldIdentifier(s.Text)
	at := typedDate.FindStringSubmatchIndex(text)
	if at == nil {
		return "", nil
	}
	part := func(n int) string { return text[at[2*n]:at[2*n+1]] }
	first, middle, last := part(1), part(3), part(4)
	switch {
	case len(first) > 2:
		born = days(first, middle, last)
	case strings.HasPrefix(s.Locale, "en"):
		if born = days(last, first, middle); born == nil {
			born = days(last, middle, first)
		}
	default:
		if born = days(last, middle, first); born == nil {
			born = days(last, first, middle)
		}
	}
	return text[:at[0]] + " " + text[at[1]:], born
}

// days returns the days that these numbers name, none when there is no such day.
func days(year, month, day string) (all []clinic.Day) {
	years := map[int][]string{2: {"19" + year, "20" + year}, 4: {year}}[len(year)]
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	for _, y := range years {
		if parsed, err := clinic.ParseDay(fmt.Sprintf("%s-%02d-%02d", y, m, d)); err == nil {
			all = append(all, parsed)
		}
	}
	return all
}
