package store

import (
	"context"
	"errors"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/store/db"
)

// checkBooking returns b completed by defaults, and its platform, or Invalid
// naming each field that cannot be saved. old is the appointment that is being
// changed, the zero one when there is none.
func (o *Org) checkBooking(ctx context.Context, c scope, b clinic.Booking,
	old clinic.Appointment) (clinic.Booking, clinic.Platform, error) {
	var platform clinic.Platform
	b.OverrideReason = strings.TrimSpace(b.OverrideReason)
	if !b.Telehealth {
		b.Modality, b.PlatformID = "", ""
	} else if b.PlatformID == "" {
		b.PlatformID = o.a.settings.DefaultPlatform
	}
	p := clinic.Problems(clinic.FieldsOf(b.Check()))
	var err error
	if b.Telehealth {
		platform, err = c.platformFor(ctx, b.PlatformID, b.ProviderID)
		if b.Modality == "" {
			b.Modality = platform.DefaultModality()
		}
	}
	if err = errors.Join(p.Note(err), p.Note(c.isPatient(ctx, b.PatientID)), p.Note(c.isProvider(ctx, b.ProviderID))); err != nil {
		return b, platform, err
	}
	b, err = o.checkTime(ctx, c, b, platform, old, p)
	return b, platform, err
}

// checkTime returns b as it may be saved at its time, or Invalid with what p says
// already and whatever is wrong with the time.
func (o *Org) checkTime(ctx context.Context, c scope, b clinic.Booking, platform clinic.Platform, old clinic.Appointment,
	p clinic.Problems) (clinic.Booking, error) {
	if !b.SameTime(old) && !names(p, "starts", "ends") {
		p.AddErrors(clinic.FieldsOf(b.CheckTime(c.now))...)
	}
	var err error
	if !names(p, "patient_id", "provider_id", "starts", "ends") {
		b.OverrideReason, err = o.overlap(ctx, c, b, old)
	}
	err = errors.Join(p.Note(err), p.Note(o.checkRoom(ctx, c, &b, platform, old)))
	return b, errors.Join(err, p.Err())
}

// names reports whether p is about one of fields.
func names(p clinic.Problems, fields ...string) bool {
	return slices.ContainsFunc(p, func(f clinic.FieldError) bool { return slices.Contains(fields, f.Field) })
}

// overrideDetail puts on record why an overlap was allowed, and that a shared
// room was known.
func overrideDetail(b clinic.Booking) map[string]any {
	detail := map[string]any{}
	if b.OverrideReason != "" {
		detail["override"] = b.OverrideReason
	}
	if b.SharesRoom {
		detail["shared_room"] = "known"
	}
	if len(detail) == 0 {
		return nil
	}
	return detail
}

// isPatient returns Invalid, naming the field, when id is no patient of the
// org.
func (c scope) isPatient(ctx context.Context, id clinic.PatientID) error {
	_, err := one(ctx, c, db.Text, `SELECT id FROM pm_patients WHERE org_id = $1 AND id = $2 AND merged_into IS NULL`, id)
	return orInvalid(err, "patient_id", "Choose a patient from the list.")
}

// isProvider returns Invalid, naming the field, when id is no member of the
// org who sees patients.
func (c scope) isProvider(ctx context.Context, id clinic.UserID) error {
	_, err := one(ctx, c, db.Text, `SELECT m.user_id FROM pf_memberships m JOIN pf_users u ON u.id = m.user_id
		WHERE m.org_id = $1 AND m.user_id = $2 AND u.disabled_at IS NULL AND `+hosts, id)
	return orInvalid(err, "provider_id", "Choose a provider from the list.")
}

func orInvalid(err error, field, message string) error {
	if clinic.KindOf(err) == clinic.NotFound {
		return clinic.FieldErrorf(field, message)
	}
	return err
}
