package clinic

import (
	"regexp"
	"slices"
	"strings"
)

// What a billing rule can speak of.
var (
	RulePayers   = []string{"any", "medicare", "commercial", "other"}
	RuleOrgKinds = []string{"any", "practice", "rhc", "fqhc"}
	RulePlaces   = []string{"any", "home", "elsewhere"}
)

var (
	posCode      = regexp.MustCompile(`^[0-9]{2}$`)
	modifierCode = regexp.MustCompile(`^[0-9A-Z]{2}$`)
)

// Clean returns r with its texts trimmed, and codes in capitals.
func (r BillingRule) Clean() BillingRule {
	for _, t := range []*string{&r.POS, &r.Modifier, &r.Note, &r.Source, (*string)(&r.From), (*string)(&r.To)} {
		*t = strings.TrimSpace(*t)
	}
	r.POS, r.Modifier = strings.ToUpper(r.POS), strings.ToUpper(r.Modifier)
	return r
}

// Check returns an Invalid error that names each field of r that cannot be saved.
func (r BillingRule) Check() error {
	var p Problems
	among := func(field, value string, known []string) {
		if !slices.Contains(known, value) {
			p.Add(field, "Choose one of the list.")
		}
	}
	among("payer_class", r.PayerClass, RulePayers)
	among("org_kind", r.OrgKind, RuleOrgKinds)
	if !r.Modality.Known() {
		p.Add("modality", "Choose one of the list.")
	}
	among("patient_at", r.PatientAt, RulePlaces)
	if r.POS != "" && !posCode.MatchString(r.POS) {
		p.Add("pos", "A place of service is two digits, such as 10. Leave it empty for none.")
	}
	if r.Modifier != "" && !modifierCode.MatchString(r.Modifier) {
		p.Add("modifier", "A modifier is two letters or digits, such as 95. Leave it empty for none.")
	}
	p.AddErrors(FieldsOf(r.checkDays())...)
	if ShowsNothing(r.Source) {
		p.Add("source", "Say where the rule comes from.")
	}
	for field, text := range map[string]string{"note": r.Note, "source": r.Source} {
		if len([]rune(text)) > maxWords {
			p.Add(field, "Say it in %d characters at most.", maxWords)
		}
	}
	return p.Err()
}

// checkDays returns Invalid when the days of r are none or in the wrong order.
func (r BillingRule) checkDays() error {
	var p Problems
	for field, day := range map[string]Day{"valid_from": r.From, "valid_to": r.To} {
		if _, err := ParseDay(string(day)); day != "" && err != nil {
			p.Add(field, "Enter a date, such as 2026-03-31.")
		}
	}
	if len(p) == 0 && r.To != "" && r.To < r.From {
		p.Add("valid_to", "The last day is before the first.")
	}
	return p.Err()
}

// sameCase reports whether r and other speak of the very same case.
func (r BillingRule) sameCase(other BillingRule) bool {
	return r.PayerClass == other.PayerClass && r.OrgKind == other.OrgKind && r.Modality == other.Modality && r.PatientAt == other.PatientAt
}

// overlaps reports whether there is a day on which both rules hold.
func (r BillingRule) overlaps(other BillingRule) bool {
	return (r.To == "" || r.To >= other.From) && (other.To == "" || other.To >= r.From)
}

// CheckOverlap returns Invalid, at that field, when r holds on a day on which another
// one of rules speaks of the same case: nobody could say which of them counts.
func CheckOverlap(rules []BillingRule, r BillingRule, field string) error {
	for _, other := range rules {
		switch {
		case other.ID == r.ID || !r.sameCase(other) || !r.overlaps(other):
		case other.To == "":
			return FieldErrorf(field, "Another rule for the same case has no end date. End that one first.")
		default:
			return FieldErrorf(field, "Another rule for the same case holds until %s. End that one first, or choose other days.", other.To)
		}
	}
	return nil
}

// CheckEnd returns Invalid, at valid_to, when r, one of rules, cannot end when it says.
func (r BillingRule) CheckEnd(rules []BillingRule) error {
	if err := r.checkDays(); err != nil {
		return err
	}
	return CheckOverlap(rules, r, "valid_to")
}
