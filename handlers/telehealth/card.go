package telehealth

import (
	"html/template"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A Card is one session in the list.
type Card struct {
	ID, Status        string
	Version           int64
	URL               string // the session's page
	Platform          string
	Patient, Provider string
	Badge             ui.Badge
	Modality          string
	ModalityIcon      string
	Starts            string // in the org's zone
	StartsAt          string // RFC 3339
	There             string // when that is for the patient, "" if it need not be said
	Created           ui.Moment
	Minutes           string       // how long it lasted, "" when not on record
	Link              template.URL // as the patient has it, "" when there is none
	Entry             template.URL // where the reader enters, "" for nowhere
	Join              bool         // somebody may go there now: the link is a button
	Edit              string       // where its appointment is changed, "" where that is not offered
	Main              []Action
	More              []Action
}

var cardPart = ui.NewPart[Card]("telehealth/card")

// An Action is something the reader may do with a session: a form with one
// button, or a link to a page that asks for more.
type Action struct {
	ID, Text, Icon string // ID and Icon are "" for none
	URL            string // where it is done
	Form           string // where its form is, "" when it needs none
	To             clinic.Status
	Version        int64
	Reason         string // sent along, "" for none
	From, Until    int64  // Unix ms between which it may be done, 0 when open
	Variant, Size  string // of its button, "" for the usual one
	Menu           bool   // an entry of a menu, not a button
	Rare           bool   // an entry of a menu on any page
	Join           bool   // the way into the session is opened with it
	Quiet          int64  // Unix ms until which its button does not stand out, 0 for one that does
	InPlace        bool   // done by htmx without leaving the page
}

// CardOf returns s as org's reader sees it.
func CardOf(r *web.Request, s clinic.Session, org *store.Org) Card {
	zone := org.Settings().Zone()
	c := Card{ID: string(s.ID), Status: string(s.Status), Version: s.Version, URL: label.SessionPath(r, s.ID, ""), Platform: s.PlatformName,
		Patient: s.PatientName, Provider: s.ProviderName, Badge: label.StatusBadge(r, s.Status),
		Modality: r.Modality(s.Modality), ModalityIcon: label.ModalityIcon(s.Modality),
		Starts: planned(r, s, zone), StartsAt: s.StartsAt.Format(time.RFC3339),
		There:   label.PatientTime(r, s.StartsAt, s.PatientZone, zone),
		Created: r.MomentOf(s.CreatedAt, r.Now(), zone), Link: ui.SafeLink(s.URL), Join: s.Joinable()}
	if c.Entry = c.Link; c.Join {
		c.Entry = label.Entry(r, org, s.ID, s.PlatformID, s.URL)
	}
	if s.Minutes != nil {
		c.Minutes = r.T("%d min", *s.Minutes)
	}
	if s.Status == clinic.Scheduled && org.Rights().MayFor(clinic.EditAppointments, s.ProviderID == org.User()) {
		c.Edit = r.Path(label.Appointments + "/" + string(s.AppointmentID) + "/edit")
	}
	c.Main, c.More = actions(r, s, org)
	return c
}

// raw returns c as the list of sessions shows it: with the raw values of s.
func (c Card) raw(r *web.Request, s clinic.Session) Card {
	c.Badge, c.Modality = label.RawStatusBadge(r, s.Status), r.RawModality(s.Modality)
	return c
}

// cardOnPage returns s as the page that htmx is on shows it: the list or another
// one.
func cardOnPage(r *web.Request, s clinic.Session, org *store.Org) Card {
	c := CardOf(r, s, org)
	if strings.HasPrefix(r.HTMXPage(), r.Path(label.Sessions)) {
		return c.raw(r, s)
	}
	return c
}

// planned returns when s is to take place, e.g. "Mon 2 Mar, 09:00–09:30".
func planned(r *web.Request, s clinic.Session, zone *time.Location) string {
	return label.LocalTime(r, s.StartsAt, zone, "Mon 2 Jan, 15:04") + "–" + label.End(r, s.Span(), zone)
}
