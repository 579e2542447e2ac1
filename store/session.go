package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

const sessionColumns = `s.id, s.appointment_id, s.patient_id, p.given_name, p.preferred_name, p.family_name, s.provider_id, u.name,
	s.configuration_id, s.platform_name, s.modality, s.session_url, s.status, s.starts_at, s.ends_at,
	s.started_at, s.span_at, s.ended_at, s.active_ms, s.duration_minutes,
	s.consent_status, s.consent_method, s.consent_reason, s.consent_by, r.name, s.consent_at,
	s.patient_location, s.patient_state, s.provider_location, s.provider_state,
	s.billing, s.no_show_at, s.created_at, s.deleted_at, s.version`

const sessionTables = ` FROM pm_telehealth_sessions s
	JOIN pm_patients p ON p.org_id = s.org_id AND p.id = s.patient_id
	JOIN pf_users u ON u.id = s.provider_id
	LEFT JOIN pf_users r ON r.id = s.consent_by`

func scanSession(r db.Row) (v clinic.Session, err error) {
	var p clinic.Patient
	var platform, url, consentBy, consentName, billing sql.NullString
	var starts, ends, created, active int64
	var started, span, ended, consentAt, noShow, deleted, minutes sql.NullInt64
	err = r.Scan(&v.ID, &v.AppointmentID, &v.PatientID, &p.Given, &p.Preferred, &p.Family, &v.ProviderID, &v.ProviderName,
		&platform, &v.PlatformName, &v.Modality, &url, &v.Status, &starts, &ends,
		&started, &span, &ended, &active, &minutes,
		&v.Consent.State, &v.Consent.Method, &v.Consent.Reason, &consentBy, &consentName, &consentAt,
		&v.Location.Patient, &v.Location.PatientState, &v.Location.Provider, &v.Location.ProviderState,
		&billing, &noShow, &created, &deleted, &v.Version)
	if err != nil {
		return v, err
	}
	v.PatientName, v.PlatformID, v.URL = p.Name(), clinic.PlatformID(platform.String), url.String
	v.StartsAt, v.EndsAt, v.CreatedAt = time.UnixMilli(starts).UTC(), time.UnixMilli(ends).UTC(), time.UnixMilli(created).UTC()
	v.StartedAt, v.SpanAt, v.EndedAt = instant(started), instant(span), instant(ended)
	v.Before = time.Duration(active) * time.Millisecond
	v.Consent.RecordedBy, v.Consent.ByName, v.Consent.RecordedAt = clinic.UserID(consentBy.String), consentName.String, instant(consentAt)
	v.NoShowAt, v.DeletedAt = instant(noShow), instant(deleted)
	if minutes.Valid {
		n := int(minutes.Int64)
		v.Minutes = &n
	}
	if billing.Valid {
		v.Billing = &clinic.BillingHint{}
		err = json.Unmarshal([]byte(billing.String), v.Billing)
	}
	return v, err
}

// session returns a session of the org, and NotFound for a deleted one too
// unless gone says otherwise.
func (c scope) session(ctx context.Context, id clinic.SessionID, gone bool) (clinic.Session, error) {
	query := `SELECT ` + sessionColumns + sessionTables + ` WHERE s.org_id = $1 AND s.id = $2`
	if !gone {
		query += ` AND s.deleted_at IS NULL`
	}
	return one(ctx, c, scanSession, query, id)
}

// Session returns one session, and NotFound when the org has none of that id.
func (o *Org) Session(ctx context.Context, id clinic.SessionID) (v clinic.Session, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err = c.session(ctx, id, false)
		return err
	})
	return v, err
}

// saveSession writes what can change of v, which was read at version seen. It
// returns Conflict when another hand was faster.
func (c scope) saveSession(ctx context.Context, v clinic.Session, seen int64) error {
	billing, err := billingText(v.Billing)
	if err != nil {
		return err
	}
	var minutes any
	if v.Minutes != nil {
		minutes = *v.Minutes
	}
	n, err := c.exec(ctx, `
		UPDATE pm_telehealth_sessions SET provider_id = $4, patient_id = $5, configuration_id = $29, platform_name = $6, modality = $7, session_url = $8,
			status = $9, starts_at = $10, ends_at = $11, started_at = $12, span_at = $13, ended_at = $14, active_ms = $15, duration_minutes = $16,
			consent_status = $17, consent_method = $18, consent_reason = $19, consent_by = $20, consent_at = $21,
			patient_location = $22, patient_state = $23, provider_location = $24, provider_state = $25,
			billing = $26, no_show_at = $27, deleted_at = $28, version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $3`,
		v.ID, seen, v.ProviderID, v.PatientID, v.PlatformName, v.Modality, orNull(v.URL),
		v.Status, v.StartsAt.UnixMilli(), v.EndsAt.UnixMilli(), millis(v.StartedAt), millis(v.SpanAt), millis(v.EndedAt), v.Before.Milliseconds(), minutes,
		v.Consent.State, v.Consent.Method, v.Consent.Reason, orNull(string(v.Consent.RecordedBy)), millis(v.Consent.RecordedAt),
		v.Location.Patient, v.Location.PatientState, v.Location.Provider, v.Location.ProviderState,
		billing, millis(v.NoShowAt), millis(v.DeletedAt), orNull(string(v.PlatformID)))
	if err == nil && n == 0 {
		err = errFaster
	}
	if db.IsTaken(err) {
		err = clinic.Causef(clinic.Conflict, err, "The appointment has another session by now.")
	}
	return err
}

var errFaster = clinic.Errorf(clinic.Conflict, "Someone else changed this a moment ago. Here is how it stands now; nothing of yours was saved.")

// changeSession reads a session, lets next make another of it and saves
// that. It returns Conflict when version is not the one the session is at.
func (o *Org) changeSession(ctx context.Context, need clinic.Permission, id clinic.SessionID, version int64, what *change,
	next func(scope, clinic.Session) (clinic.Session, error)) (v clinic.Session, err error) {
	what.entity, what.id = "session", string(id)
	err = o.write(ctx, need, what, func(c scope) error {
		old, err := c.session(ctx, id, true)
		if err != nil {
			return err
		}
		if old.Version != version {
			return errFaster
		}
		if v, err = next(c, old); err != nil {
			return err
		}
		if err = c.saveSession(ctx, v, version); err != nil {
			return err
		}
		v.Version++ // v is now what reading it again would give
		if v.Consent.RecordedBy == o.a.user {
			v.Consent.ByName = o.a.name
		}
		return nil
	})
	return v, err
}

// DeletedSession returns a session that was deleted, to those who may restore
// it, and NotFound for any other.
func (o *Org) DeletedSession(ctx context.Context, id clinic.SessionID) (v clinic.Session, err error) {
	err = o.read(ctx, clinic.DeleteSessions, func(c scope) error {
		if v, err = c.session(ctx, id, true); err == nil && v.DeletedAt.IsZero() {
			err = clinic.Errorf(clinic.NotFound, "This session is not deleted.")
		}
		return err
	})
	return v, err
}
