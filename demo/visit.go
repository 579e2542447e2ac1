package demo

import (
	"time"

	"televisit/clinic"
	"televisit/demo/load"
)

// A fate is what becomes of a visit.
type fate int

const (
	coming    fate = iota // scheduled, consent granted
	unasked               // scheduled, consent still pending
	running               // active now
	done                  // completed
	cutOff                // completed after seconds: duration 0
	untimed               // completed, nobody wrote down how long
	missed                // no_show
	calledOff             // cancelled
	hidden                // soft-deleted
	bare                  // flagged for telehealth, without a session
	inOffice              // no telehealth
)

// A visit is planned here and written by keep or bulk.
type visit struct {
	lane   int // index of the provider
	at     time.Time
	length time.Duration
	booked time.Time
	fate   fate
	on     string // name of the platform
	untold bool
}

// shown reports whether v has a session that the list shows.
func (v visit) shown() bool { return v.fate < hidden }

// keep writes the handmade visits.
func (f *office) keep() error {
	for i, v := range f.plan {
		if err := f.write(v, f.someone(), i); err != nil {
			return err
		}
	}
	return nil
}

// write makes v a visit of patient; n varies what does not matter.
func (f *office) write(v visit, patient clinic.PatientID, n int) error {
	platform := f.on[v.on]
	w := load.Visit{BookedAt: v.booked, BookedBy: f.by["staff"], Cancelled: v.fate == inOffice && n%5 == 4, NoSession: v.fate == bare, NoDuration: v.fate == untimed, NoAudit: v.untold,
		Booking: clinic.Booking{PatientID: patient, ProviderID: f.lanes[v.lane], StartsAt: v.at, EndsAt: v.at.Add(v.length)}}
	if n%6 == 5 {
		w.BookedBy = f.by["manager"]
	}
	if v.fate != inOffice {
		w.Telehealth, w.PlatformID, w.Modality = true, platform.ID, platform.DefaultModality()
		w.Actions = f.deeds(v, n)
	}
	if v.shown() {
		f.made()
	}
	return f.AddVisit(w)
}

var (
	methods     = []string{"verbal", "verbal", "electronic", "written"}
	places      = []string{"home", "home", "home", "work", "vehicle", "school", "facility"}
	callOffs    = []string{"Patient asked for another day", "Provider is ill", "Booked twice by mistake", "Patient came to the office instead"}
	deletion    = "Entered for the wrong patient"
	consentFits = 20 * time.Minute // between booking and consent at most
)

// deeds tells the story of v, up to now.
func (f *office) deeds(v visit, n int) []load.Action {
	staff, host := f.by["staff"], f.lanes[v.lane]
	lead := min(consentFits, v.at.Sub(v.booked)/2, f.now.Sub(v.booked)/2)
	granted := clinic.Consent{State: clinic.ConsentGranted, Method: methods[n%len(methods)]}
	consent := load.Action{By: staff, At: v.booked.Add(lead), Consent: granted}
	begin := v.at.Add(time.Duration(n%5-1) * time.Minute)
	where := load.Action{By: host, At: begin.Add(90 * time.Second), Location: clinic.Location{
		Patient: places[n%len(places)], PatientState: f.state, Provider: "office", ProviderState: f.state}}
	start := load.Action{By: host, At: begin, Move: clinic.Active}
	end := load.Action{By: host, At: begin.Add(v.length - time.Duration(2+n%7)*time.Minute + time.Duration(n%50)*time.Second), Move: clinic.Completed}
	switch v.fate {
	case unasked, bare:
		return nil
	case running:
		return []load.Action{consent, start, where}
	case done, untimed:
		if n%3 == 2 { // asked at the start
			start.Consent = granted
			return []load.Action{start, where, end}
		}
		return []load.Action{consent, start, where, end}
	case cutOff:
		end.At, end.Reason = begin.Add(20*time.Second), "Call dropped; patient will be seen in the office"
		return []load.Action{consent, start, end}
	case missed:
		return []load.Action{consent, {By: staff, At: v.at.Add(16 * time.Minute), Move: clinic.NoShow}}
	case calledOff:
		gone := v.booked.Add(min(v.at.Sub(v.booked), f.now.Sub(v.booked)) * 2 / 3)
		return []load.Action{{By: staff, At: gone, Move: clinic.Cancelled, Reason: callOffs[n%len(callOffs)]}}
	case hidden:
		return []load.Action{{By: f.by["admin"], At: v.booked.Add(lead), Reason: deletion}}
	}
	return []load.Action{consent}
}
