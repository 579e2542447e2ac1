// Package label says what the things of a practice are called, how they look and
// where they are found, on whichever page they appear.
package label

import (
	"net/url"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// Where the pages of the navigation are.
const (
	Sessions     = "/pm/telehealth"
	Appointments = "/pm/appointments"
	Patients     = "/pm/patients"
	Billing      = "/pm/telehealth/billing"
	Reports      = "/pm/telehealth/reports"
	Account      = "/account"
	Orgs         = "/orgs"
)

// FullDay is the layout of a day in words.
const FullDay = "Monday, 2 January 2006"

var statusIcons = map[clinic.Status]string{clinic.Active: "circle-dot", clinic.Completed: "circle-check", clinic.NoShow: "circle-x",
	clinic.Scheduled: "circle-dashed", clinic.Cancelled: "circle-slash"}

var modalityIcons = map[clinic.Modality]string{clinic.AudioVideo: "video", clinic.AudioOnly: "phone", clinic.StoreForward: "image",
	clinic.RemoteMonitoring: "heart-pulse"}

// StatusBadge returns the badge of a status, in people's words.
func StatusBadge(r *web.Request, s clinic.Status) ui.Badge {
	icon, known := statusIcons[s]
	if !known {
		icon = "circle"
	}
	return ui.Badge{Variant: s.Badge(), Icon: icon, Text: r.Status(s)}
}

// RawStatusBadge is StatusBadge as the cards of the list have it: with the raw text
// in English, whatever it is.
func RawStatusBadge(r *web.Request, s clinic.Status) ui.Badge {
	badge := StatusBadge(r, s)
	badge.Text = r.RawStatus(s)
	return badge
}

// ModalityIcon returns the name of the icon of a modality.
func ModalityIcon(m clinic.Modality) string {
	if icon, known := modalityIcons[m]; known {
		return icon
	}
	return "activity"
}

// auditPath is where the audit trail is.
const auditPath = "/settings/audit"

// WhoSaw returns where it stands who looked at one thing, a "session" or a "patient", and
// where all is that is on record about it. Both are "" for who may not see the trail.
func WhoSaw(r *web.Request, org *store.Org, thing, id string) (reads, all string) {
	if !org.Rights().May(clinic.ViewAudit) {
		return "", ""
	}
	all = r.Path(auditPath) + "?" + url.Values{thing: {id}}.Encode()
	return all + "&kind=" + string(clinic.AuditReads), all
}

// SessionPath returns the address of a session's page, or of what lies below it,
// e.g. "/status".
func SessionPath(r *web.Request, id clinic.SessionID, below string) string {
	return r.Path(Sessions + "/sessions/" + string(id) + below)
}

// PatientPath returns the address of a patient's page.
func PatientPath(r *web.Request, id clinic.PatientID) string {
	return r.Path(Patients + "/" + string(id))
}

// AppointmentPath returns the address of an appointment, or of what lies below it,
// e.g. "/edit".
func AppointmentPath(r *web.Request, id clinic.AppointmentID, below string) string {
	return r.Path(Appointments + "/" + url.PathEscape(string(id)) + below)
}

// ToPatient is the query of an appointment's forms that, once saved, lead back to the
// page of its patient instead of its day.
const ToPatient = "back=patient"

// Today returns which day it is at the practice.
func Today(r *web.Request, org *store.Org) clinic.Day {
	return clinic.DayIn(r.Now(), org.Settings().Zone())
}

// Live returns what ui/live shows of a region that is read now.
func Live(r *web.Request, zone *time.Location) ui.Live {
	return ui.Live{Time: r.Date(r.Now().In(zone), "15:04:05"), Zone: zone.String(), Twelve: r.Twelve()}
}

// NoProvider says what to do while nobody can be booked.
func NoProvider(r *web.Request) string {
	return r.T("Nobody here sees patients yet. An administrator invites a provider under People, or takes that role too.")
}

// A NewSession is the button into the scheduling flow: sessions come from there.
type NewSession struct {
	Shown, Enabled bool
	URL            string
}

// NewSessionFor returns the button as org's reader may use it.
func NewSessionFor(r *web.Request, org *store.Org) NewSession {
	rights := org.Rights()
	return NewSession{Shown: rights.May(clinic.CreateSessions), Enabled: rights.May(clinic.CreateSessions) &&
		rights.May(clinic.CreateAppointments),
		URL: r.Path(Appointments + "/new?telehealth=1")}
}
