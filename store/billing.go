package store

import (
	"context"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// hint returns what the org's rule set says of session v on its date of service.
func (c scope) hint(ctx context.Context, v clinic.Session, set clinic.Settings) (*clinic.BillingHint, error) {
	payer, err := one(ctx, c, db.Text, `SELECT payer_class FROM pm_patients WHERE org_id = $1 AND id = $2`, v.PatientID)
	if err != nil {
		return nil, err
	}
	rules, err := c.rules(ctx, set)
	if err != nil {
		return nil, err
	}
	return clinic.Hint(rules, v.Case(payer, set)), nil
}

// ExpectedHint returns what the billing hint of a session would be if it took place
// as planned, or ended now if it is on. It returns NotFound.
func (o *Org) ExpectedHint(ctx context.Context, id clinic.SessionID) (h *clinic.BillingHint, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err := c.session(ctx, id, false)
		if err != nil {
			return err
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

// giveHints looks the hint up again of each completed session of a patient that has none:
// who pays was not known. A hint that was given stays.
func (o *Org) giveHints(ctx context.Context, c scope, what *change, patient clinic.PatientID) error {
	all, err := list(ctx, c, scanSession, sessionSelect+strings.Replace(sessionTables, "pm_telehealth_sessions s",
		"pm_telehealth_sessions s"+db.IndexedBy(byPatient), 1)+ofOrg+` AND s.patient_id = $2 AND s.status = 'completed' AND s.billing IS NULL`,
		patient)
	if err != nil {
		return err
	}
	for _, v := range all {
		if v.Billing, err = c.hint(ctx, v, o.a.settings); err != nil {
			return err
		}
		if v.Billing == nil {
			continue
		}
		what.followUps = append(what.followUps, &change{action: "session.hint", entity: "session", id: string(v.ID)})
		if err := c.saveSession(ctx, v, v.Version); err != nil {
			return err
		}
	}
	return nil
}

// RecordAudio puts on record why a session took place without video. It returns Invalid
// for one by another modality.
func (o *Org) RecordAudio(ctx context.Context, id clinic.SessionID, version int64, facts clinic.AudioOnlyFacts) (clinic.Session, error) {
	what := &change{action: "session.audio"}
	return o.changeSession(ctx, clinic.EditSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		if err := o.mayRecord(v); err != nil {
			return v, err
		}
		if v.Modality != clinic.AudioOnly {
			return v, clinic.Errorf(clinic.Invalid, "Only a visit by phone needs a reason for that.")
		}
		v.Audio = facts.Clean()
		return v, v.Audio.Check()
	})
}

// GiveHint looks the billing hint of a completed session up again that has none. It returns
// Invalid when it has one, or when none of the rules fits it by now either.
func (o *Org) GiveHint(ctx context.Context, id clinic.SessionID, version int64) (clinic.Session, error) {
	what := &change{action: "session.hint"}
	return o.changeSession(ctx, clinic.EditSessions, id, version, what, func(c scope, v clinic.Session) (clinic.Session, error) {
		if err := o.mayRecord(v); err != nil {
			return v, err
		}
		if v.Status != clinic.Completed || v.Billing != nil {
			return v, clinic.Errorf(clinic.Invalid, "Only a completed session without a hint can be given one.")
		}
		var err error
		if v.Billing, err = c.hint(ctx, v, o.a.settings); err == nil && v.Billing == nil {
			err = clinic.Errorf(clinic.Invalid, "None of the practice’s rules fits this visit.")
		}
		return v, err
	})
}
