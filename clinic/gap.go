package clinic

import "time"

// A Gap is what a completed session lacks to be billed.
type Gap string

// The gaps, in the order they are told.
const (
	GapConsent Gap = "consent" // it is not on record that the patient agreed
	GapPlace   Gap = "place"   // where the patient was, or the state of that place
	GapAudio   Gap = "audio"   // why there was no video, or whether the provider could
	GapVideo   Gap = "video"   // the provider could not do video, which Medicare demands
	GapPayer   Gap = "payer"   // who pays
	GapRule    Gap = "rule"    // no rule of the practice fits
	GapMinutes Gap = "minutes" // how long it lasted
)

// ServiceDay returns the date of service of s: the day on which it began, or is to.
func (s Session) ServiceDay(zone *time.Location) Day {
	if s.StartedAt.IsZero() {
		return DayIn(s.StartsAt, zone)
	}
	return DayIn(s.StartedAt, zone)
}

// Gaps returns what s, which is completed, lacks to be billed to a class of payers,
// nothing when all is there. A rule is missed only where all that rules go by is known.
func (s Session) Gaps(payer string, set Settings) (all []Gap) {
	add := func(missing bool, g Gap) {
		if missing {
			all = append(all, g)
		}
	}
	noPayer := payer == "" || payer == PayerUnknown
	add(!s.Consent.allowsStart(set.RequireConsent), GapConsent)
	add(s.Location.Missing() && s.Modality.meets(), GapPlace)
	add(s.AsksAudio(), GapAudio)
	add(s.Modality == AudioOnly && s.Audio.Video == "no" && payer == "medicare", GapVideo)
	add(noPayer, GapPayer)
	add(s.Billing == nil && !noPayer && !(s.Location.Missing() && s.Modality.meets()), GapRule)
	add(s.Minutes == nil, GapMinutes)
	return all
}

// Case returns what the billing rules are asked about s.
func (s Session) Case(payer string, set Settings) BillingCase {
	return BillingCase{PayerClass: payer, OrgKind: set.OrgKind, Modality: s.Modality, Patient: s.Location.PatientPlace(),
		Day: s.ServiceDay(set.Zone())}
}
