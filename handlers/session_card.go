package handlers

import (
	"html/template"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// cardView is one session in the list.
type cardView struct {
	ID, Status        string
	Version           int64
	URL               string // the session's page
	Platform          string
	Patient, Provider string
	Badge             badge
	Modality          string
	ModalityIcon      string
	Starts            string // in the org's zone
	StartsAt          string // RFC 3339
	Created           moment
	Due               *dueView     // said instead of Created on the page of the day
	Lacks             []lackView   // to be seen to before it starts, on that page
	Minutes           string       // how long it lasted, "" when not on record
	Link              template.URL // to join at, "" when there is none
	Main              []action
	More              []action
}

var cardPart = part[cardView]{"telehealth/card"}

// An action is something the reader may do with a session: a form with one
// button, or a link to a page that asks for more.
type action struct {
	ID, Text, Icon string // ID and Icon are "" for none
	URL            string // where it is done
	Form           string // where its form is, "" when it needs none
	To             clinic.Status
	Version        int64
	Reason         string // sent along, "" for none
	From, Until    int64  // Unix ms between which it may be done, 0 when open
	Variant, Size  string // of its button, "" for the usual one
	Menu           bool   // an entry of a menu, not a button
	InPlace        bool   // done by htmx without leaving the page
}

var statusIcons = map[clinic.Status]string{clinic.Active: "circle-dot", clinic.Completed: "circle-check", clinic.NoShow: "circle-x",
	clinic.Scheduled: "circle-dashed", clinic.Cancelled: "circle-slash"}

var modalityIcons = map[clinic.Modality]string{clinic.AudioVideo: "video", clinic.AudioOnly: "phone", clinic.StoreForward: "image",
	clinic.RemoteMonitoring: "heart-pulse"}

// badgeOf returns the badge of a status: its raw text in English, whatever it is.
func (w *words) badgeOf(s clinic.Status) badge {
	icon, known := statusIcons[s]
	if !known {
		icon = "circle"
	}
	return badge{s.Badge(), icon, w.status(s)}
}

// status returns what a status is called: its raw text in English.
func (w *words) status(s clinic.Status) string {
	if !s.Known() {
		return string(s)
	}
	return w.t(string(s))
}

// modality returns what a modality is called.
func (w *words) modality(m clinic.Modality) string {
	if !m.Known() {
		return m.Text()
	}
	return w.t(m.Text())
}

func modalityIcon(m clinic.Modality) string {
	if icon, known := modalityIcons[m]; known {
		return icon
	}
	return "activity"
}

// card returns s as org's reader sees it.
func (p *pages) card(s clinic.Session, org *store.Org) cardView {
	zone := org.Settings().Zone()
	c := cardView{ID: string(s.ID), Status: string(s.Status), Version: s.Version, URL: p.sessionPath(s.ID, ""), Platform: s.PlatformName,
		Patient: s.PatientName, Provider: s.ProviderName, Badge: p.badgeOf(s.Status),
		Modality: p.modality(s.Modality), ModalityIcon: modalityIcon(s.Modality),
		Starts: p.planned(s, zone), StartsAt: s.StartsAt.Format(time.RFC3339),
		Created: p.momentOf(s.CreatedAt, p.now(), zone), Link: safeLink(s.URL)}
	if s.Minutes != nil {
		c.Minutes = p.t("%d min", *s.Minutes)
	}
	c.Main, c.More = p.actions(s, org)
	return c
}

// planned returns when s is to take place, e.g. "Mon 2 Mar, 09:00–09:30".
func (w *words) planned(s clinic.Session, zone *time.Location) string {
	return w.date(s.StartsAt.In(zone), "Mon 2 Jan, 15:04") + "–" + s.EndsAt.In(zone).Format("15:04")
}

func (p *pages) sessionPath(id clinic.SessionID, rest string) string {
	return p.views.links.path("/pm/telehealth/sessions/" + string(id) + rest)
}
