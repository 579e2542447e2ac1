package store

import (
	"context"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// A ruleRow is a billing rule and the rule set it belongs to.
type ruleRow struct {
	set string
	clinic.BillingRule
	once string // the one-time key of the form that made it
}

var ruleTable = tableOf("pm_billing_rules", ruleColumns)

func ruleColumns(r *ruleRow) []column {
	return []column{
		{"id", &r.ID},
		{"rule_set", &r.set},
		{"payer_class", &r.PayerClass},
		{"org_kind", &r.OrgKind},
		{"modality", &r.Modality},
		{"patient_at", &r.PatientAt},
		{"pos", &r.POS},
		{"modifier", &r.Modifier},
		{"valid_from", &r.From},
		{"valid_to", &r.To},
		{"note", &r.Note},
		{"source", &r.Source},
		{"once", &r.once},
	}
}

func scanRule(r db.Row) (clinic.BillingRule, error) {
	var v ruleRow
	err := r.Scan(ruleTable.into(&v)...)
	return v.BillingRule, err
}

var rulesOfSet = `SELECT ` + ruleTable.selected("") + ` FROM pm_billing_rules WHERE org_id = $1 AND rule_set = $2 ORDER BY id`

func (c scope) addBillingRules(ctx context.Context) error {
	for _, r := range starterRules {
		for class := range strings.SplitSeq(r.PayerClass, ", ") {
			r.ID, r.PayerClass = NewID(), class
			if err := insertRow(ctx, c, ruleTable, &ruleRow{r.set, r.BillingRule, ""}); err != nil {
				return err
			}
		}
	}
	return nil
}

// RuleSets are the rule sets of a new org.
var RuleSets = []string{"standard", "encore"}

// toSeeRules is the permission that shows the billing rules: whoever sees the settings
// or exports has it.
func (o *Org) toSeeRules() clinic.Permission {
	if o.a.rights.May(clinic.ViewSettings) {
		return clinic.ViewSettings
	}
	return clinic.ExportSessions
}

// BillingRules returns the rules of a set, the oldest first, and none for a set that
// there is not.
func (o *Org) BillingRules(ctx context.Context, set string) (all []clinic.BillingRule, err error) {
	err = o.read(ctx, o.toSeeRules(), func(c scope) error {
		all, err = list(ctx, c, scanRule, rulesOfSet, set)
		return err
	})
	return all, err
}

// AddBillingRule adds r to a set, once for a key that is not "". It returns Invalid
// when r breaks a rule or overlaps another one.
func (o *Org) AddBillingRule(ctx context.Context, set string, r clinic.BillingRule, once string) (saved clinic.BillingRule, err error) {
	r, r.ID = r.Clean(), NewID()
	what := &change{action: "rule.add", entity: "rule", id: r.ID, detail: map[string]any{"set": set, "pos": r.POS, "modifier": r.Modifier,
		"from": r.From, "to": r.To}}
	err = o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		made, err := one(ctx, c, scanRule, ruleMade, once)
		if err == nil {
			saved = made
			return errMade
		} else if clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		var p clinic.Problems
		if !slices.Contains(RuleSets, set) {
			p.Add("set", "Choose one of the list.")
		}
		p.AddErrors(clinic.FieldsOf(r.Check())...)
		if err := p.Err(); err != nil {
			return err
		}
		all, err := list(ctx, c, scanRule, rulesOfSet, set)
		if err != nil {
			return err
		}
		if err := clinic.CheckOverlap(all, r, "valid_from"); err != nil {
			return err
		}
		saved = r
		return insertRow(ctx, c, ruleTable, &ruleRow{set, r, once})
	})
	return saved, unlessMade(err)
}

var (
	ruleMade    = `SELECT ` + ruleTable.selected("") + ` FROM pm_billing_rules WHERE org_id = $1 AND once = $2 AND once <> ''`
	ruleOfID    = `SELECT ` + ruleTable.selected("") + ` FROM pm_billing_rules WHERE org_id = $1 AND id = $2`
	rulesWithIt = `SELECT ` + ruleTable.selected("") + ` FROM pm_billing_rules WHERE org_id = $1
		AND rule_set = (SELECT x.rule_set FROM pm_billing_rules x WHERE x.org_id = $1 AND x.id = $2) ORDER BY id`
)

// EndBillingRule makes to the last day of a rule, "" for none, which was seen to end on
// seen. It returns NotFound, Conflict when another hand was faster, and Invalid when
// the rule would end before it begins or overlap another one.
func (o *Org) EndBillingRule(ctx context.Context, id string, seen, to clinic.Day) (saved clinic.BillingRule, err error) {
	what := &change{action: "rule.end", entity: "rule", id: id, detail: map[string]any{"old_to": seen, "to": to}}
	err = o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		if saved, err = one(ctx, c, scanRule, ruleOfID, id); err != nil {
			return err
		}
		if saved.To != seen {
			return errFaster
		}
		ended := saved
		ended.To = to
		all, err := list(ctx, c, scanRule, rulesWithIt, id)
		if err == nil {
			err = ended.CheckEnd(all)
		}
		if err != nil {
			return err
		}
		saved = ended
		_, err = c.exec(ctx, `UPDATE pm_billing_rules SET valid_to = $3 WHERE org_id = $1 AND id = $2`, id, to)
		return err
	})
	return saved, err
}
