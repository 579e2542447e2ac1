package store

import (
	"context"

	"televisit/clinic"
	"televisit/store/db"
)

var SessionTable = tableOf("pm_telehealth_sessions", sessionColumns, "appointment_id", "booked_by", "created_at")

func sessionColumns(v *clinic.Session) []column {
	return []column{
		{"id", &v.ID},
		{"appointment_id", &v.AppointmentID},
		{"patient_id", &v.PatientID},
		{"provider_id", &v.ProviderID},
		{"configuration_id", (*optionalText)(&v.PlatformID)},
		{"platform_name", &v.PlatformName},
		{"modality", &v.Modality},
		{"session_url", (*optionalText)(&v.URL)},
		{"status", &v.Status},
		{"starts_at", (*instant)(&v.StartsAt)},
		{"ends_at", (*instant)(&v.EndsAt)},
		{"started_at", (*instant)(&v.StartedAt)},
		{"span_at", (*instant)(&v.SpanAt)},
		{"ended_at", (*instant)(&v.EndedAt)},
		{"active_ms", (*duration)(&v.Before)},
		{"duration_minutes", &v.Minutes},
		{"consent_status", &v.Consent.State},
		{"consent_method", &v.Consent.Method},
		{"consent_reason", &v.Consent.Reason},
		{"consent_by", (*optionalText)(&v.Consent.RecordedBy)},
		{"consent_at", (*instant)(&v.Consent.RecordedAt)},
		{"consent_language", &v.Consent.Text.Language},
		{"consent_version", &v.Consent.Text.Version},
		{"consent_sha256", &v.Consent.Text.SHA256},
		{"consent_withdrawn", &v.Consent.Withdrawn},
		{"patient_location", &v.Location.Patient},
		{"patient_state", &v.Location.PatientState},
		{"provider_location", &v.Location.Provider},
		{"provider_state", &v.Location.ProviderState},
		{"audio_reason", &v.Audio.Reason},
		{"audio_words", &v.Audio.Detail},
		{"provider_video", &v.Audio.Video},
		{"billing", hintJSON{&v.Billing}},
		{"no_show_at", (*instant)(&v.NoShowAt)},
		{"cancelled_at", (*instant)(&v.CancelledAt)},
		{"booked_by", (*optionalText)(&v.BookedBy)},
		{"created_at", (*instant)(&v.CreatedAt)},
		{"deleted_at", (*instant)(&v.DeletedAt)},
		{"version", &v.Version},
	}
}

// A session is read with the names of its patient, its provider and whoever
// recorded the consent.
var sessionSelect = `SELECT ` + SessionTable.selected("s.") + sessionNames

const sessionNames = `, p.given_name, p.preferred_name, p.family_name, p.birth_date, p.time_zone, p.language, u.name, r.name`

const sessionTables = ` FROM pm_telehealth_sessions s
	JOIN pm_patients p ON p.org_id = s.org_id AND p.id = s.patient_id
	JOIN pf_users u ON u.id = s.provider_id
	LEFT JOIN pf_users r ON r.id = s.consent_by`

func scanSession(r db.Row) (v clinic.Session, err error) {
	err = scanSessionAnd(r, &v)
	return v, err
}

// scanSessionAnd reads a session with its names into v, and what follows them into more.
func scanSessionAnd(r db.Row, v *clinic.Session, more ...any) error {
	var p clinic.Patient
	names := []any{&p.Given, &p.Preferred, &p.Family, &v.PatientBorn, &v.PatientZone, &v.PatientSpeaks, &v.ProviderName,
		(*optionalText)(&v.Consent.ByName)}
	err := r.Scan(SessionTable.into(v, append(names, more...)...)...)
	v.PatientName = p.Name()
	return err
}

// session returns a session of the org, and NotFound for a deleted one too
// unless gone says otherwise.
func (c scope) session(ctx context.Context, id clinic.SessionID, gone bool) (clinic.Session, error) {
	query := sessionSelect + sessionTables + ` WHERE s.org_id = $1 AND s.id = $2`
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
	err := updateRow(ctx, c, SessionTable, &v, v.ID, seen)
	if db.IsTaken(err) {
		err = clinic.Causef(clinic.Conflict, err, "The appointment has another session by now.")
	}
	return err
}

var errFaster = clinic.Errorf(clinic.Conflict,
	"Someone else changed this a moment ago. Here is how it stands now; nothing of yours was saved.")

// changeSession reads a session, lets next make another of it and saves that. It
// returns Conflict when version is not the one the session is at, and NotFound for
// a deleted session unless what is to restore it. A session that was refused is
// returned as it stands.
func (o *Org) changeSession(ctx context.Context, need clinic.Permission, id clinic.SessionID, version int64, what *change,
	next func(scope, clinic.Session) (clinic.Session, error)) (v clinic.Session, err error) {
	what.entity, what.id = "session", string(id)
	err = o.write(ctx, need, what, func(c scope) error {
		old, err := c.session(ctx, id, what.action == "session.restore")
		if err != nil {
			return err
		}
		if v = old; v.Version != version {
			return errFaster
		}
		changed, err := next(c, old)
		if err != nil {
			return err
		}
		if err = c.saveSession(ctx, changed, version); err != nil {
			return err
		}
		v = changed
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
