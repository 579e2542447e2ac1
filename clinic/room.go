package clinic

import (
	"strings"
	"time"
)

// IsRoom reports whether link leads to a place where people meet who have the
// same one. Whoever calls a number is alone with who answers.
func IsRoom(link string) bool { return link != "" && !strings.HasPrefix(link, "tel:") }

// OneRoom returns the link that all sessions on p have, and "" when each gets its
// own or none.
func (p Platform) OneRoom() string {
	if link := p.Link("a"); IsRoom(link) && link == p.Link("b") {
		return link
	}
	return ""
}

// A RoomUse is when a patient is to be in the room at a link.
type RoomUse struct {
	Appointment      AppointmentID
	Patient          PatientID
	Link             string
	StartsAt, EndsAt time.Time
}

// SharedRooms returns the appointments during which another patient is to be in
// the same room.
func SharedRooms(all []RoomUse) map[AppointmentID]bool {
	shared := map[AppointmentID]bool{}
	eachOverlap(all, func(u RoomUse) Span { return Span{u.StartsAt, u.EndsAt} }, func(a, b RoomUse) {
		if a.Link == b.Link && IsRoom(a.Link) && a.Patient != b.Patient {
			shared[a.Appointment], shared[b.Appointment] = true, true
		}
	})
	return shared
}
