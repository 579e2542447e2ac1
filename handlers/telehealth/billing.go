package telehealth

import (
	"net/http"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// billingView is the hint for the claim, or why there is none.
type billingView struct {
	Hint  *clinic.BillingHint
	Valid string // from when to when its rule holds
	Text  string // why there is no hint, or what kind it is
	// Record is where the location is recorded, and Payer where who pays is: "" unless it is
	// missing, and the reader may.
	Record, Payer string
	// Give is where it is given the hint that the rules have for it by now, "" unless it has
	// none and the reader may. Version is the session's.
	Give    string
	Version int64
}

// viewOfBilling returns the hint for s, with patient p, who is nil for a reader who may
// not see patients.
func viewOfBilling(r *web.Request, org *store.Org, s clinic.Session, p *clinic.Patient) (v billingView, err error) {
	v.Hint = s.Billing
	took := s.Status == clinic.Completed
	if s.Status == clinic.Scheduled || s.Status == clinic.Active {
		if v.Hint, err = org.ExpectedHint(r.Context(), s.ID); err != nil {
			return v, err
		}
	}
	if v.Hint != nil {
		v.Valid = label.Validity(r, v.Hint.From, v.Hint.To)
	}
	switch {
	case v.Hint != nil && took:
		v.Text = r.T("A hint from the practice’s rules at completion. The biller decides.")
	case v.Hint != nil:
		v.Text = r.T("What the practice’s rules say so far. It is fixed at completion, and the biller decides.")
	case s.Status == clinic.NoShow || s.Status == clinic.Cancelled:
		v.Text = r.T("No hint: there was no visit.")
	case s.Location.Missing():
		v.Text = r.T("No hint yet: location missing")
		if org.Mover(s.ProviderID).MayRecord() {
			v.Record = label.SessionPath(r, s.ID, "/location")
		}
	case p != nil && p.PayerClass == clinic.PayerUnknown:
		v.Text = r.T("No hint yet: payer not known")
		if org.Rights().May(clinic.EditPatients) {
			v.Payer = label.PatientPath(r, p.ID) + "/edit#f-payer_class"
		}
	default:
		v.Text = r.T("No hint: none of the practice’s rules fits this visit.")
		return v, v.offerHint(r, org, s)
	}
	return v, nil
}

// offerHint offers the hint that the rules have for s by now, which had none when it was
// completed.
func (v *billingView) offerHint(r *web.Request, org *store.Org, s clinic.Session) error {
	if !org.Mover(s.ProviderID).MayRecord() {
		return nil
	}
	hint, err := org.ExpectedHint(r.Context(), s.ID)
	if err == nil && hint != nil {
		v.Text = r.T("No rule fitted this visit when it was completed. One does by now.")
		v.Give, v.Version = label.SessionPath(r, s.ID, "/hint"), s.Version
	}
	return err
}

// POST /pm/telehealth/sessions/{id}/hint gives a completed session that has no billing hint the one
// that the rules have for it by now: version.
func giveHint(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		return org.GiveHint(r.Context(), id, version)
	})
	switch {
	case web.IsForm(err):
		return showSession(w, r, org, s, web.StatusOf(err), err)
	case err == nil:
		r.Redirect(w, label.SessionPath(r, s.ID, "?saved=1"))
	}
	return err
}
