package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

// A RuleTrial says which rules past sessions are tried with.
type RuleTrial struct {
	Period clinic.Period
	Set    string              // of rules; "" is the org's
	Draft  *clinic.BillingRule // as if this one were among them, before any other for the same case
	Ends   string              // as if the rule of that id ended on EndsOn
	EndsOn clinic.Day
}

// A TriedClaim is a session that other rules would bill in another way.
type TriedClaim struct {
	Claim
	Would *clinic.BillingHint
}

// A Trial is what other rules would change of past sessions. Nothing is changed.
type Trial struct {
	Looked, Changed int
	Rows            []TriedClaim // the first of those that would change
}

// triedShown is how many of a trial are told one by one.
const triedShown = 50

// TryRules tells which completed sessions would get another place of service or
// modifier than they were given: by a whole set, or by one rule or its end alone. It
// returns Invalid for a draft that breaks a rule.
func (o *Org) TryRules(ctx context.Context, t RuleTrial) (found Trial, err error) {
	if t.Draft != nil {
		draft := t.Draft.Clean()
		if err := draft.Check(); err != nil {
			return found, err
		}
		t.Draft = &draft
	}
	err = o.readClaims(ctx, func(c scope) error {
		found = Trial{}
		now, rules, err := o.rulesOf(ctx, c, t)
		if err != nil {
			return err
		}
		ofSet := t.Draft == nil && t.Ends == ""
		would := map[clinic.SessionID]*clinic.BillingHint{}
		var ids []clinic.SessionID
		query, args := t.sql(o.a.settings)
		err = db.Each(ctx, c.tx, func(r db.Row) error {
			v, err := scanTried(r)
			of := v.Case(v.Payer, o.a.settings)
			hint := clinic.Hint(rules, of)
			found.Looked++
			if err != nil || sameCodes(hint, v.Billing) || !ofSet && sameCodes(hint, clinic.Hint(now, of)) {
				return err
			}
			if found.Changed++; len(ids) < triedShown {
				ids, would[v.ID] = append(ids, v.ID), hint
			}
			return nil
		}, query, c.args(query, args)...)
		if err != nil || len(ids) == 0 {
			return err
		}
		all, err := o.claimsOf(ctx, c, ids)
		for _, v := range all {
			found.Rows = append(found.Rows, TriedClaim{v, would[v.ID]})
		}
		return err
	})
	return found, err
}

// rulesOf returns the rules of the set as they are, and those that t tries.
func (o *Org) rulesOf(ctx context.Context, c scope, t RuleTrial) (now, rules []clinic.BillingRule, err error) {
	set := t.Set
	if set == "" {
		set = o.a.settings.BillingRuleSet
	}
	now, err = list(ctx, c, scanRule, rulesOfSet, set)
	if t.Draft != nil {
		rules = append(rules, *t.Draft)
	}
	for _, r := range now {
		if r.ID == t.Ends {
			r.To = t.EndsOn
		}
		rules = append(rules, r)
	}
	return now, rules, err
}

// sql returns the query for as much of each session as rules go by, and its hint.
func (t RuleTrial) sql(set clinic.Settings) (query string, args []any) {
	f := ClaimFilter{}
	f.From, f.To = t.Period.Bounds(set.Zone())
	q, query := f.claimsSQL(`s.id, s.starts_at, s.started_at, s.modality, s.patient_location, s.patient_state, s.billing, p.payer_class`,
		claimFactTables)
	return q.ordered(query), q.args
}

func scanTried(r db.Row) (v Claim, err error) {
	err = r.Scan(&v.ID, (*instant)(&v.StartsAt), (*instant)(&v.StartedAt), &v.Modality, &v.Location.Patient, &v.Location.PatientState,
		hintJSON{&v.Billing}, &v.Payer)
	return v, err
}

// sameCodes reports whether two hints say the same on a claim. None says nothing, as one
// without codes does.
func sameCodes(a, b *clinic.BillingHint) bool {
	codes := func(h *clinic.BillingHint) [2]string {
		if h == nil {
			return [2]string{}
		}
		return [2]string{h.POS, h.Modifier}
	}
	return codes(a) == codes(b)
}
