package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"televisit/clinic"
)

// checkBooking returns b completed by defaults, and its platform, or Invalid
// naming each field that cannot be saved. except is the appointment that may
// overlap because it is the one being changed.
func (o *Org) checkBooking(ctx context.Context, c scope, b clinic.Booking, except clinic.AppointmentID) (clinic.Booking, clinic.Platform, error) {
	var platform clinic.Platform
	if !b.Telehealth {
		b.Modality, b.PlatformID = "", ""
	} else if b.PlatformID == "" {
		b.PlatformID = o.a.settings.DefaultPlatform
	}
	p := clinic.Problems(clinic.FieldsOf(b.Check()))
	note := func(err error) error {
		if clinic.KindOf(err) != clinic.Invalid {
			return err
		}
		for _, f := range clinic.FieldsOf(err) {
			p.Add(f.Field, "%s", f.Message)
		}
		return nil
	}
	var err error
	if b.Telehealth {
		platform, err = c.platform(ctx, b.PlatformID)
		if b.Modality == "" {
			b.Modality = platform.DefaultModality()
		}
	}
	if err = errors.Join(note(err), note(c.isPatient(ctx, b.PatientID)), note(c.isProvider(ctx, b.ProviderID))); err != nil {
		return b, platform, err
	}
	if len(p) == 0 {
		err = o.overlap(ctx, c, b, except)
	}
	return b, platform, errors.Join(p.Err(), err)
}

// isPatient returns Invalid, naming the field, when id is no patient of the
// org.
func (c scope) isPatient(ctx context.Context, id clinic.PatientID) error {
	_, err := one(ctx, c, scanText, `SELECT id FROM pm_patients WHERE org_id = $1 AND id = $2`, id)
	return orInvalid(err, "patient_id", "Choose a patient from the list.")
}

// isProvider returns Invalid, naming the field, when id is no member of the
// org who sees patients.
func (c scope) isProvider(ctx context.Context, id clinic.UserID) error {
	_, err := one(ctx, c, scanText, `SELECT m.user_id FROM pf_memberships m WHERE m.org_id = $1 AND m.user_id = $2 AND `+hosts, id)
	return orInvalid(err, "provider_id", "Choose a provider from the list.")
}

func orInvalid(err error, field, message string) error {
	if clinic.KindOf(err) == clinic.NotFound {
		return clinic.Problems{{Field: field, Message: message}}.Err()
	}
	return err
}

// overlap returns Invalid, naming the clash, when the provider is busy and the
// actor may not, or did not say why to, book over it.
func (o *Org) overlap(ctx context.Context, c scope, b clinic.Booking, except clinic.AppointmentID) error {
	clash, err := one(ctx, c, scanAppointment, `SELECT `+appointmentColumns+appointmentTables+`
		WHERE a.org_id = $1 AND a.provider_id = $2 AND a.status = 'booked' AND a.id <> $3
			AND a.starts_at > $4 AND a.starts_at < $5 AND a.ends_at > $6
		ORDER BY a.starts_at LIMIT 1`,
		b.ProviderID, except, b.StartsAt.Add(-clinic.LongestVisit-time.Minute).UnixMilli(), b.EndsAt.UnixMilli(), b.StartsAt.UnixMilli())
	if clinic.KindOf(err) == clinic.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	zone := o.a.settings.Zone()
	text := fmt.Sprintf("%s is booked from %s to %s (%s).", clash.ProviderName,
		clash.StartsAt.In(zone).Format("15:04"), clash.EndsAt.In(zone).Format("15:04"), clash.PatientName)
	if !o.a.rights.May(clinic.OverrideOverlap) {
		return clinic.Problems{{Field: "starts", Message: text + " Choose another time."}}.Err()
	}
	if b.OverrideReason == "" {
		return clinic.Problems{{Field: "starts", Message: text}, {Field: "override_reason", Message: "To book it all the same, say why."}}.Err()
	}
	return nil
}
