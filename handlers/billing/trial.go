package billing

import (
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

type (
	// trialView is what other rules would change.
	trialView struct {
		Heading, Summary, More string
		Rows                   []triedRow
	}
	triedRow struct{ URL, Datetime, Day, Patient, Provider, Payer, Now, Then string }
)

// GET /pm/telehealth/billing/rules/try goes to the rules: what is tried is posted.
func backToRules(w http.ResponseWriter, r *web.Request, _ *store.Org) error {
	r.Redirect(w, r.Path(rulesPath))
	return nil
}

// POST /pm/telehealth/billing/rules/try tells what would change and changes nothing: of a
// rule (draft, with the fields that add one, from, until), of the end of one (ends,
// valid_to-{rule}), or of a set (whole, whole_from, whole_until).
func tryRules(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a := asked{set: text(r, "set"), draft: r.PostFormValue("draft") != "", ends: r.PostFormValue("ends")}
	t := store.RuleTrial{Set: a.set}
	prefix, heading := "", r.T("What this rule would change")
	switch {
	case a.draft:
		draft := typedRule(r)
		t.Draft = &draft
	case a.ends != "":
		t.Ends, t.EndsOn, heading = a.ends, clinic.Day(text(r, "valid_to-"+a.ends)), r.T("What this last day would change")
	default:
		t.Set, prefix = text(r, "whole"), "whole_"
		heading = r.T("What the rule set %s would change", label.Translated(r, label.RuleSets, t.Set))
	}
	if a.err = readTrial(r, org, &t, prefix); a.err == nil {
		found, err := org.TryRules(r.Context(), t)
		if err != nil && !web.IsForm(err) {
			return err
		}
		if a.err = err; err == nil {
			a.trial = trialOf(r, org, heading, t.Period, found)
		}
	}
	return showRules(w, r, org, a)
}

// readTrial adds the days to t and looks at what the store takes as it is. It returns
// Invalid and names each field that is wrong.
func readTrial(r *web.Request, org *store.Org, t *store.RuleTrial, prefix string) error {
	var p clinic.Problems
	from, until := pastTyped(r, label.Today(r, org), prefix)
	var err error
	t.Period, err = clinic.ParsePeriod(from, until, mostDays)
	for _, wrong := range clinic.FieldsOf(err) {
		wrong.Field = prefix + wrong.Field
		p.AddErrors(wrong)
	}
	set := "set"
	if prefix != "" {
		set = "whole"
	}
	if !slices.Contains(store.RuleSets, t.Set) {
		p.Add(set, "Choose one of the list.")
	}
	if t.Draft != nil {
		p.AddErrors(clinic.FieldsOf(t.Draft.Clean().Check())...)
	}
	if _, err := clinic.ParseDay(string(t.EndsOn)); t.EndsOn != "" && err != nil {
		p.Add("valid_to", "Enter a date, such as 2026-03-31.")
	}
	return p.Err()
}

func trialOf(r *web.Request, org *store.Org, heading string, days clinic.Period, found store.Trial) *trialView {
	v := &trialView{Heading: heading, Summary: r.T("%s – %s: %s of %s would get another place of service or modifier.", days.From, days.Until,
		r.Number(int64(found.Changed)), r.N("%d sessions", found.Looked))}
	if found.Changed > len(found.Rows) {
		v.More = r.T("These are the first %d.", len(found.Rows))
	}
	zone := org.Settings().Zone()
	for _, c := range found.Rows {
		day := c.ServiceDay(zone)
		v.Rows = append(v.Rows, triedRow{URL: label.SessionPath(r, c.ID, ""), Datetime: string(day), Day: r.Day(day, "2 Jan 2006"),
			Patient: c.PatientName, Provider: c.ProviderName, Payer: label.Translated(r, label.Payers, c.Payer), Now: codes(r, c.Billing),
			Then: codes(r, c.Would)})
	}
	return v
}

// codes returns what a hint says on a claim.
func codes(r *web.Request, h *clinic.BillingHint) string {
	if h == nil {
		return r.T("no hint")
	}
	pos, modifier := h.POS, h.Modifier
	if pos == "" {
		pos = "–"
	}
	if modifier == "" {
		modifier = "–"
	}
	return pos + " / " + modifier
}
