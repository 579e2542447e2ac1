package store

import (
	"cmp"
	"context"
	"slices"

	"televisit/clinic"
	"televisit/store/db"
)

// latestVisits is how many completed visits of a provider are looked at for where
// they were.
const latestVisits = 20

// LikelyLocation returns where both sides of a session probably are: as on record;
// else the patient where they last were, and the provider in the office, or where
// they last were if the org's state is not known. A side of which nothing is known
// is empty. It returns NotFound.
func (o *Org) LikelyLocation(ctx context.Context, id clinic.SessionID) (at clinic.Location, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err := c.session(ctx, id, false)
		if err != nil {
			return err
		}
		at = v.Location
		if at.Missing() {
			place, state, err := c.lastPlace(ctx, v)
			if err != nil {
				return err
			}
			at.Patient, at.PatientState = cmp.Or(at.Patient, place), cmp.Or(at.PatientState, state)
		}
		if at.Provider == "" || at.ProviderState == "" {
			at.Provider, at.ProviderState, err = c.usualPlace(ctx, v.ProviderID, o.a.settings.State)
		}
		return err
	})
	return at, err
}

var lastPlaceSQL = `SELECT s.patient_location, s.patient_state FROM ` + sessionsBy(byPatient) + ` AND s.patient_id = $2 AND s.id <> $3
	AND s.patient_location <> '' AND s.patient_state <> '' ORDER BY s.starts_at DESC, s.id DESC LIMIT 1`

// lastPlace returns where the patient of v was in the latest other visit of which
// that is on record.
func (c scope) lastPlace(ctx context.Context, v clinic.Session) (place, state string, err error) {
	_, err = one(ctx, c, db.Into(&place, &state), lastPlaceSQL, v.PatientID, v.ID)
	if clinic.KindOf(err) == clinic.NotFound {
		return "", "", nil
	}
	return place, state, err
}

// usualPlace returns where a provider probably is: in the office, if it is known in
// which state that stands.
func (c scope) usualPlace(ctx context.Context, provider clinic.UserID, office string) (place, state string, err error) {
	if slices.Contains(clinic.USStates, office) {
		return "office", office, nil
	}
	query, args := SessionFilter{Provider: provider, Status: clinic.Completed, Limit: latestVisits}.listSQL()
	all, err := list(ctx, c, scanSession, query, args...)
	for _, v := range all {
		if v.Location.Provider != "" && v.Location.ProviderState != "" {
			return v.Location.Provider, v.Location.ProviderState, err
		}
	}
	return "", "", err
}
