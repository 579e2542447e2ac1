package clinic

import "time"

// A MissingItem is what a completed session lacks to be billed.
type MissingItem string

// The missing items, in the order they are told.
const (
	MissingConsent MissingItem = "consent" // it is not on record that the patient agreed
	MissingPlace   MissingItem = "place"   // where the patient was, or the state of that place
	MissingAudio   MissingItem = "audio"   // why there was no video, or whether the provider could
	MissingVideo   MissingItem = "video"   // the provider could not do video, which Medicare demands
	MissingPayer   MissingItem = "payer"   // who pays
	MissingRule    MissingItem = "rule"    // no rule of the practice fits
	MissingMinutes MissingItem = "minutes" // how long it lasted
)

// ServiceDay returns the date of service of s: the day on which it began, or is to.
func (s Session) ServiceDay(zone *time.Location) Day {
	if s.StartedAt.IsZero() {
		return DayIn(s.StartsAt, zone)
	}
	return DayIn(s.StartedAt, zone)
}

// Missing returns what s, which is completed, lacks to be billed to a class of payers,
// nothing when all is there. A rule is missed only where all that rules go by is known.
func (s Session) Missing(payer string, set Settings) (all []MissingItem) {
	add := func(lacks bool, item MissingItem) {
		if lacks {
			all = append(all, item)
		}
	}
	noPayer := payer == "" || payer == PayerUnknown
	add(!s.Consent.allowsStart(set.RequireConsent), MissingConsent)
	add(s.Location.Missing() && s.Modality.meets(), MissingPlace)
	add(s.AsksAudio(), MissingAudio)
	add(s.Modality == AudioOnly && s.Audio.Video == "no" && payer == "medicare", MissingVideo)
	add(noPayer, MissingPayer)
	add(s.Billing == nil && !noPayer && !(s.Location.Missing() && s.Modality.meets()), MissingRule)
	add(s.Minutes == nil, MissingMinutes)
	return all
}

// Case returns what the billing rules are asked about s.
func (s Session) Case(payer string, set Settings) BillingCase {
	return BillingCase{PayerClass: payer, OrgKind: set.OrgKind, Modality: s.Modality, Patient: s.Location.PatientPlace(),
		Day: s.ServiceDay(set.Zone())}
}
