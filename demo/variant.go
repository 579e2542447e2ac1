package demo

import (
	"time"

	"televisit/clinic"
)

// A variant is the number of a visit. What does not matter follows from it, so
// that visits differ, and are the same in every demo.
type variant int

var (
	consentMethods = []string{"verbal", "verbal", "electronic", "written"}
	places         = []string{"home", "home", "home", "work", "vehicle", "school", "facility"}
	cancelReasons  = []string{"Patient asked for another day", "Provider is ill", "Booked twice by mistake",
		"Patient came to the office instead"}
)

func (n variant) consentMethod() string { return consentMethods[int(n)%len(consentMethods)] }
func (n variant) place() string         { return places[int(n)%len(places)] }
func (n variant) cancelReason() string  { return cancelReasons[int(n)%len(cancelReasons)] }

// audio returns why a visit by phone took place without video: of every third nobody wrote
// it down.
func (n variant) audio(v visit) *clinic.AudioOnlyFacts {
	if v.platform != phone || n%3 == 1 {
		return nil
	}
	facts := []clinic.AudioOnlyFacts{{Reason: "unable", Video: "yes"}, {Reason: "declined", Video: "yes"},
		{Reason: clinic.AudioOther, Detail: "Broadband was down in the whole street", Video: "no"}}[int(n)%4%3]
	return &facts
}

// bookedBy returns whose account booked the visit: every sixth time the
// manager's.
func (n variant) bookedBy() string {
	if n%6 == 5 {
		return "manager"
	}
	return "staff"
}

// asksAtStart reports whether consent comes with the start: every third time.
func (n variant) asksAtStart() bool { return n%3 == 2 }

// cancelsInOffice reports whether a visit in the office is cancelled: every
// fifth time.
func (n variant) cancelsInOffice() bool { return n%5 == 4 }

// delay returns how long after the planned time the visit starts: from a minute
// early to three late.
func (n variant) delay() time.Duration { return minutes(int(n%5) - 1) }

// endsEarly returns by how much the visit is shorter than planned: one to eight
// minutes.
func (n variant) endsEarly() time.Duration {
	return minutes(int(2+n%7)) - time.Duration(n%50)*time.Second
}
