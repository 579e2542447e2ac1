package store

import (
	"context"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

const (
	cms410 = "42 CFR 410.78; CMS MLN901705"
	encore = "Encore's published table"
	verify = "payer-specific: verify"
	common = "common payer practice"
)

// A ruleRow is a billing rule and the rule set it belongs to.
type ruleRow struct {
	set string
	clinic.BillingRule
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
	}
}

func scanRule(r db.Row) (clinic.BillingRule, error) {
	var v ruleRow
	err := r.Scan(ruleTable.into(&v)...)
	return v.BillingRule, err
}

var rulesOfSet = `SELECT ` + ruleTable.selected("") + ` FROM pm_billing_rules WHERE org_id = $1 AND rule_set = $2 ORDER BY id`

// starterRules are the billing rules of a new org by rule set. They become
// rows so that an org can change them without a new program; one that names
// several payer classes becomes as many rows.
var starterRules = []ruleRow{
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioVideo, PatientAt: "home", POS: "10",
		From: "2024-01-01", To: "2027-12-31", Note: "POS 10 pays the non-facility rate", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioVideo, PatientAt: "elsewhere",
		POS: "02", From: "2024-01-01", To: "2027-12-31", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioOnly, PatientAt: "home", POS: "10",
		Modifier: "93", From: "2025-01-01", To: "2027-12-31", Note: "record why there was no video, and that the provider could",
		Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "practice", Modality: clinic.AudioOnly, PatientAt: "elsewhere",
		POS: "02", Modifier: "93", From: "2025-01-01", To: "2027-12-31", Note: "audio-only is for patients at home (42 CFR 410.78(a)(3))",
		Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "rhc", Modality: clinic.AudioOnly, PatientAt: "any", Modifier: "FQ",
		From: "2025-01-01", To: "2027-12-31", Note: "93 is accepted too", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "medicare", OrgKind: "fqhc", Modality: clinic.AudioOnly, PatientAt: "any", Modifier: "FQ",
		From: "2025-01-01", To: "2027-12-31", Note: "93 is accepted too", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home",
		POS: "10", Modifier: "95", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "elsewhere",
		POS: "02", Modifier: "95", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "home",
		POS: "10", Modifier: "93", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "commercial, other", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "elsewhere",
		POS: "02", Modifier: "93", Note: verify, Source: common}},
	{"standard", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "any", Modifier: "GQ",
		Note: "Medicare pays GQ only in the Alaska and Hawaii demonstration", Source: cms410}},
	{"standard", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.RemoteMonitoring, PatientAt: "any",
		Note: "monitoring has its own codes: no telehealth POS or modifier", Source: cms410}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "home", POS: "10",
		Modifier: "95", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "elsewhere", POS: "02",
		Modifier: "95", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "home", POS: "10",
		Modifier: "FQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioOnly, PatientAt: "elsewhere", POS: "02",
		Modifier: "FQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "home", POS: "10",
		Modifier: "GQ", Source: encore}},
	{"encore", clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.StoreForward, PatientAt: "elsewhere", POS: "02",
		Modifier: "GQ", Source: encore}},
}

func (c scope) addBillingRules(ctx context.Context) error {
	for _, r := range starterRules {
		for class := range strings.SplitSeq(r.PayerClass, ", ") {
			r.ID, r.PayerClass = NewID(), class
			if err := insertRow(ctx, c, ruleTable, &r); err != nil {
				return err
			}
		}
	}
	return nil
}

// hint returns what the org's rule set says of session v on the day it ended.
func (c scope) hint(ctx context.Context, v clinic.Session, set clinic.Settings) (*clinic.BillingHint, error) {
	payer, err := one(ctx, c, db.Text, `SELECT payer_class FROM pm_patients WHERE org_id = $1 AND id = $2`, v.PatientID)
	if err != nil {
		return nil, err
	}
	rules, err := c.rules(ctx, set)
	if err != nil {
		return nil, err
	}
	return clinic.Hint(rules, clinic.BillingCase{PayerClass: payer, OrgKind: set.OrgKind, Modality: v.Modality,
		Patient: v.Location.PatientPlace(), Day: clinic.DayIn(v.EndedAt, set.Zone())}), nil
}

// ExpectedHint returns what the billing hint of a session would be if it took place
// as planned, or ended now if it is on. It returns NotFound.
func (o *Org) ExpectedHint(ctx context.Context, id clinic.SessionID) (h *clinic.BillingHint, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err := c.session(ctx, id, false)
		if err != nil {
			return err
		}
		v.EndedAt = c.now
		if v.Status == clinic.Scheduled {
			v.EndedAt = v.EndsAt
		}
		h, err = c.hint(ctx, v, o.a.settings)
		return err
	})
	return h, err
}

// rules returns those of the set that the org chose.
func (c scope) rules(ctx context.Context, set clinic.Settings) ([]clinic.BillingRule, error) {
	return list(ctx, c, scanRule, rulesOfSet, set.BillingRuleSet)
}
