package clinic

// A BillingRule is one row of the table that says what a visit may be billed
// as. The rows live in the database; their dates and source come with them.
type BillingRule struct {
	ID           string
	PayerClass   string // medicare, commercial, other, or any
	OrgKind      string // practice, rhc, fqhc, or any
	Modality     Modality
	PatientAt    string // home, elsewhere, or any
	POS          string // place-of-service code, "" when none
	Modifier     string // "" when none
	From, To     Day    // "" when open on that side
	Note, Source string
}

// A BillingCase is what a rule is looked up for.
type BillingCase struct {
	PayerClass, OrgKind string
	Modality            Modality
	Patient             string // one of Places, "" when not on record
	Day                 Day
}

// A BillingHint is what a rule says. It is a hint: the biller decides.
type BillingHint struct {
	RuleID, POS, Modifier string
	Note, Source          string
	From, To              Day
}

// Hint returns what the most specific rule says of c, and nil when no rule
// speaks of it. While the patient's place is not on record, only rules for any
// place do.
func Hint(rules []BillingRule, c BillingCase) *BillingHint {
	at := c.Patient
	if at != "home" && at != "" {
		at = "elsewhere"
	}
	var best *BillingRule
	bestScore := -1
	for i, r := range rules {
		if r.Modality != c.Modality || c.Day < r.From || r.To != "" && c.Day > r.To {
			continue
		}
		payer, okPayer := match(r.PayerClass, c.PayerClass)
		kind, okKind := match(r.OrgKind, c.OrgKind)
		place, okPlace := match(r.PatientAt, at)
		if score := payer*4 + kind*2 + place; okPayer && okKind && okPlace && score > bestScore {
			best, bestScore = &rules[i], score
		}
	}
	if best == nil {
		return nil
	}
	return &BillingHint{RuleID: best.ID, POS: best.POS, Modifier: best.Modifier, Note: best.Note, Source: best.Source, From: best.From,
		To: best.To}
}

// match scores how well a rule's word fits: 1 exactly, 0 as "any".
func match(rule, value string) (int, bool) {
	if rule == "any" {
		return 0, true
	}
	return 1, rule == value
}
