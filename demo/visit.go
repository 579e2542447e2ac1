package demo

import (
	"time"

	"televisit/clinic"
	"televisit/demo/load"
)

// An outcome is what became of a visit.
type outcome int

const (
	scheduled      outcome = iota // consent granted
	withoutConsent                // scheduled, consent still pending
	active                        // now
	completed
	callDropped // completed after seconds: duration 0
	noDuration  // completed, nobody wrote down how long
	noShow
	cancelled
	deleted
	withoutSession // flagged for telehealth all the same
	inOffice       // no telehealth
)

// A visit is one that the demo plans.
type visit struct {
	provider int // index in the office's providers
	at       time.Time
	length   time.Duration
	bookedAt time.Time
	outcome  outcome
	platform string
	consent  consent // what came of it, if not what is usual
	noAudit  bool    // leave no audit rows
}

// A consent is what came of asking for one, "" for what is usual.
type consent string

const (
	declined    consent = "declined"
	notRequired consent = "not_required"
	overridden  consent = "overridden"
	withdrawn   consent = "withdrawn" // after it was granted
)

// isListed reports whether v has a session that the list shows.
func (v visit) isListed() bool {
	return v.outcome != deleted && v.outcome != withoutSession && v.outcome != inOffice
}

// addVisit adds v as a visit of patient.
func (o *office) addVisit(v visit, patient clinic.PatientID, n variant) error {
	platform := o.platforms[v.platform]
	w := load.Visit{BookedAt: v.bookedAt, BookedBy: o.users[n.bookedBy()], Cancelled: v.outcome == inOffice && n.cancelsInOffice(),
		NoSession: v.outcome == withoutSession, NoDuration: v.outcome == noDuration, NoAudit: v.noAudit,
		Booking: clinic.Booking{PatientID: patient, ProviderID: o.providers[v.provider], StartsAt: v.at, EndsAt: v.at.Add(v.length)}}
	if v.outcome != inOffice {
		w.Telehealth, w.PlatformID, w.Modality = true, platform.ID, platform.DefaultModality()
		w.Actions = o.actions(v, n)
	}
	if v.isListed() {
		o.countSession()
	}
	return o.org.AddVisit(w)
}

const (
	latestConsent  = 20 * time.Minute // after the booking
	locationAfter  = 90 * time.Second // of the visit
	withdrawnAfter = 4 * time.Minute
	dropsAfter     = 20 * time.Second
	noShowAfter    = 16 * time.Minute // past the planned start
	dropReason     = "Call dropped; patient will be seen in the office"
	deletionReason = "Entered for the wrong patient"
	overrideReason = "The patient cannot speak for now; the daughter asks for the visit"
)

// actions returns what was done to the session of v up to now.
func (o *office) actions(v visit, n variant) []load.Action {
	staff, host := o.users["staff"], o.providers[v.provider]
	known := min(v.at.Sub(v.bookedAt), o.now.Sub(v.bookedAt)) // how long v has been in the book, up to its start
	granted := clinic.Consent{State: clinic.ConsentGranted, Method: n.consentMethod()}
	consent := load.Action{By: staff, At: v.bookedAt.Add(min(latestConsent, known/2)), Consent: granted}
	begin := v.at.Add(n.delay())
	start := load.Action{By: host, At: begin, Move: clinic.Active}
	where := load.Action{By: host, At: begin.Add(locationAfter), Location: clinic.Location{
		Patient: n.place(), PatientState: o.state, Provider: "office", ProviderState: o.state}}
	end := load.Action{By: host, At: begin.Add(v.length - n.endsEarly()), Move: clinic.Completed, Audio: n.audio(v)}
	switch v.outcome {
	case withoutConsent, withoutSession:
		return nil
	case active:
		if v.consent == withdrawn {
			return []load.Action{consent, start, where, {By: host, At: begin.Add(withdrawnAfter), Consent: refused}}
		}
		return []load.Action{consent, start, where}
	case completed, noDuration:
		if n.asksAtStart() {
			start.Consent = granted
			return []load.Action{start, where, end}
		}
		return []load.Action{consent, start, where, end}
	case callDropped:
		end.At, end.Reason = begin.Add(dropsAfter), dropReason
		return []load.Action{consent, start, end}
	case noShow:
		return []load.Action{consent, {By: staff, At: v.at.Add(noShowAfter), Move: clinic.NoShow}}
	case cancelled:
		return []load.Action{{By: staff, At: v.bookedAt.Add(known * 2 / 3), Move: clinic.Cancelled, Reason: n.cancelReason()}}
	case deleted:
		return []load.Action{{By: o.users["admin"], At: consent.At, Reason: deletionReason}}
	}
	switch v.consent {
	case withdrawn:
		return []load.Action{consent, {By: staff, At: v.bookedAt.Add(known * 2 / 3), Consent: refused}}
	case overridden:
		consent.Consent = clinic.Consent{State: clinic.ConsentOverridden, Reason: overrideReason}
	case declined, notRequired:
		consent.Consent = clinic.Consent{State: clinic.ConsentState(v.consent)}
	}
	return []load.Action{consent}
}

var refused = clinic.Consent{State: clinic.ConsentDeclined}
