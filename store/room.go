package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// checkRoom returns Invalid, naming platform and clash, when b, which replaces
// old, would have its patient in one room with another and nobody said that this
// is known. It takes back what was said where there is no other patient. Who
// leaves time, patient and room as they are is not asked again.
func (o *Org) checkRoom(ctx context.Context, c scope, b *clinic.Booking, on clinic.Platform, old clinic.Appointment) error {
	known, room := b.SharesRoom, on.OneRoom()
	b.SharesRoom = false
	same := old.SessionID != "" && b.SameSlot(old) && b.PatientID == old.PatientID && b.PlatformID == old.PlatformID
	if !b.Telehealth || room == "" || same || !b.EndsAt.After(b.StartsAt) {
		return nil
	}
	other, err := c.inRoom(ctx, room, *b, old.ID)
	if clinic.KindOf(err) == clinic.NotFound {
		return nil
	}
	if b.SharesRoom = known; err != nil || known {
		return err
	}
	var p clinic.Problems
	p.Add("platform_id", "%s is in this room from %s to %s. The two could meet there.",
		other.PatientName, o.clockTime(other.StartsAt), o.clockTime(other.EndsAt))
	p.Add("shared", "Choose another platform or time, or say that this is known.")
	return p.Err()
}

// inRoom returns the first appointment, other than except, that has another
// patient in a room while b is. It returns NotFound when there is none.
func (c scope) inRoom(ctx context.Context, room string, b clinic.Booking, except clinic.AppointmentID) (clinic.Appointment, error) {
	after, before, ends := bounds(b)
	return one(ctx, c, scanAppointment, appointmentSelect+`
		WHERE a.org_id = $1 AND a.starts_at > $2 AND a.starts_at < $3 AND a.ends_at > $4 AND a.status = 'booked' AND a.id <> $5
			AND a.patient_id <> $6 AND s.session_url = $7 AND s.status IN ('scheduled', 'active')
		ORDER BY a.starts_at, a.id LIMIT 1`, after, before, ends, except, b.PatientID, room)
}

// SharedRooms returns the appointments from [from, to) during which another
// patient is to be in the same room.
func (o *Org) SharedRooms(ctx context.Context, from, to time.Time) (shared map[clinic.AppointmentID]bool, err error) {
	err = o.read(ctx, clinic.ViewAppointments, func(c scope) error {
		// What begins before or after may last into it.
		all, err := list(ctx, c, scanRoomUse, roomUses, from.Add(-clinic.LongestVisit).UnixMilli(), to.Add(clinic.LongestVisit).UnixMilli())
		shared = clinic.SharedRooms(all)
		return err
	})
	return shared, err
}

var roomUses = `SELECT s.appointment_id, s.patient_id, s.session_url, s.starts_at, s.ends_at FROM ` + sessionsBy(byStart) + `
	AND s.status IN ('scheduled', 'active') AND s.starts_at > $2 AND s.starts_at < $3 AND s.session_url IS NOT NULL`

func scanRoomUse(r db.Row) (u clinic.RoomUse, err error) {
	return u, r.Scan(&u.Appointment, &u.Patient, &u.Link, (*instant)(&u.StartsAt), (*instant)(&u.EndsAt))
}
