package label

import (
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// Payers are the classes of who pays.
var Payers = []Labelled{{"medicare", "Medicare"}, {"commercial", "Commercial"}, {"other", "Other|payer"},
	{clinic.PayerUnknown, "Not known yet"}}

// RuleSets are the sets of billing rules that a practice can go by.
var RuleSets = []Labelled{{"standard", "US 2026"}, {"encore", "Encore"}}

// OrgKinds are the kinds of practice that billing rules tell apart.
var OrgKinds = []Labelled{{"practice", "Practice"}, {"rhc", "Rural health clinic"}, {"fqhc", "Federally qualified health center"}}

// AudioReasons are why a visit took place without video.
var AudioReasons = []Labelled{{"declined", "The patient did not want video"}, {"unable", "The patient could not use video"},
	{"connection", "The connection was too weak for video"}, {clinic.AudioOther, "Another reason"}}

var missingTexts = map[clinic.MissingItem]string{
	clinic.MissingConsent: "Consent",
	clinic.MissingPlace:   "Patient’s place",
	clinic.MissingAudio:   "Why without video",
	clinic.MissingVideo:   "Provider without video",
	clinic.MissingPayer:   "Payer",
	clinic.MissingRule:    "No rule fits",
	clinic.MissingMinutes: "Minutes",
}

// Translated returns what people read for value in their language, and value itself when
// nobody has said.
func Translated(r *web.Request, all []Labelled, value string) string {
	i := slices.IndexFunc(all, func(l Labelled) bool { return l.Value == value })
	if i < 0 {
		return value
	}
	return r.T(all[i].Text)
}

// Missing says in a few words what a session lacks to be billed.
func Missing(r *web.Request, item clinic.MissingItem) string { return r.T(missingTexts[item]) }

// MissingURL returns where the reader mends the item of a session, or sees it: the patient's
// page, or a part of the session's.
func MissingURL(r *web.Request, org *store.Org, s clinic.Session, item clinic.MissingItem) string {
	page := SessionPath(r, s.ID, "")
	switch item {
	case clinic.MissingConsent:
		return page + "#consent"
	case clinic.MissingPlace:
		return page + "#location"
	case clinic.MissingAudio, clinic.MissingVideo:
		return page + "#audio"
	case clinic.MissingPayer:
		if org.Rights().May(clinic.ViewPatients) {
			return PatientPath(r, s.PatientID)
		}
	case clinic.MissingRule:
		return page + "#billing"
	}
	return page
}

// Validity says from when to when a billing rule holds.
func Validity(r *web.Request, from, to clinic.Day) string {
	switch {
	case from == "" && to == "":
		return r.T("No end date")
	case to == "":
		return r.T("From %s, no end date", from)
	case from == "":
		return r.T("Until %s", to)
	}
	return r.T("%s to %s", from, to)
}
