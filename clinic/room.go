package clinic

import (
	"cmp"
	"slices"
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
	all = slices.DeleteFunc(slices.Clone(all), func(u RoomUse) bool { return !IsRoom(u.Link) })
	slices.SortFunc(all, func(a, b RoomUse) int { return cmp.Or(strings.Compare(a.Link, b.Link), a.StartsAt.Compare(b.StartsAt)) })
	shared := map[AppointmentID]bool{}
	for i, u := range all {
		for _, next := range all[i+1:] {
			if next.Link != u.Link || !next.StartsAt.Before(u.EndsAt) {
				break
			}
			if next.Patient != u.Patient {
				shared[u.Appointment], shared[next.Appointment] = true, true
			}
		}
	}
	return shared
}
