package appointments

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// doneView says what was done to an appointment a moment ago, and what may follow.
type doneView struct {
	Text      string
	Link      template.URL // to join at, to be copied; "" for none
	Message   string       // to the patient, in their language
	Mail, SMS template.URL // that send it, "" without an address or a number
	Undo      string       // where the booking is taken back, "" where it cannot be
	Later     bool         // with the later ones of its series
	Version   int64
	Reason    string
}

// doneTexts say what was done: to whose appointment, on which day, from when to when,
// and with whom.
var doneTexts = map[string]string{
	"booked":    "Booked: %s, %s, %s, with %s.",
	"changed":   "Saved: %s, %s, %s, with %s.",
	"cancelled": "Cancelled: %s, %s, %s, with %s.",
	"session":   "The session is there: %s, %s, %s, with %s.",
}

// takenBack is the reason of a booking that is undone at once.
const takenBack = "Taken back at once"

// toDay goes to a on the list of its day, which says what was done.
func toDay(w http.ResponseWriter, r *web.Request, org *store.Org, a clinic.Appointment, done string) {
	toDayWith(w, r, org, a, done, url.Values{})
}

// toDayWith is toDay with more that q says of a series. What was opened from the page of
// a patient goes back there.
func toDayWith(w http.ResponseWriter, r *web.Request, org *store.Org, a clinic.Appointment, done string, q url.Values) {
	if toPatient(r) {
		id := url.QueryEscape(string(a.ID))
		r.Redirect(w, label.PatientPath(r, a.PatientID)+"?changed="+id+"#visit-"+id)
		return
	}
	q.Set("day", string(clinic.DayIn(a.StartsAt, org.Settings().Zone())))
	q.Set("done", done)
	q.Set("id", string(a.ID))
	r.Redirect(w, r.Path(label.Appointments)+"?"+q.Encode()+"#appointment-"+url.PathEscape(string(a.ID)))
}

// doneOf returns what the address of r says was done, nil for nothing that there is.
func doneOf(r *web.Request, org *store.Org) (*doneView, error) {
	text, known := doneTexts[r.FormValue("done")]
	if !known {
		return nil, nil
	}
	a, err := org.Appointment(r.Context(), clinic.AppointmentID(r.FormValue("id")))
	if clinic.KindOf(err) == clinic.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	day := r.Day(clinic.DayIn(a.StartsAt, org.Settings().Zone()), label.FullDay)
	v := &doneView{Text: r.T(text, a.PatientName, day, span(r, a, org), a.ProviderName) + seriesText(r)}
	if a.Status != clinic.Booked || r.FormValue("done") == "cancelled" {
		return v, nil
	}
	if r.FormValue("done") == "booked" && a.Cancellable(org.Rights(), org.User(), r.Now()) == nil {
		v.Later = ofSeries(r) > 1
		v.Undo, v.Version, v.Reason = appointmentURL(r, a.ID, "cancel"), a.Version, takenBack
	}
	return v, v.addMessage(r, org, a)
}

// addMessage adds what can be sent to the patient of a.
func (v *doneView) addMessage(r *web.Request, org *store.Org, a clinic.Appointment) error {
	if !org.Rights().May(clinic.ViewPatients) {
		return nil
	}
	p, err := org.Patient(r.Context(), a.PatientID)
	if err != nil {
		return err
	}
	link := ""
	if a.SessionID != "" && org.Rights().May(clinic.ViewSessions) {
		s, err := org.Session(r.Context(), a.SessionID)
		if err != nil {
			return err
		}
		link = s.URL
	}
	v.Link = ui.SafeLink(link)
	var later []clinic.Appointment
	if ofSeries(r) > 1 {
		if later, err = org.LaterInSeries(r.Context(), a.ID); err != nil {
			return err
		}
	}
	c := catalogueFor(r, org, p)
	lines := linesFor(c, org, p, link, append([]clinic.Appointment{a}, later...))
	v.Message = strings.Join(append(lines, org.Name()), "\n")
	v.Mail = ui.MailLink(p.Email, c.T("Your visit"), v.Message)
	v.SMS = ui.TextLink(clinic.PhoneLink(p.Phone), v.Message)
	return nil
}

// linesFor returns when the visits of p are by their own clock, and the link of the
// first, "" for none.
func linesFor(c *i18n.Catalogue, org *store.Org, p clinic.Patient, link string, visits []clinic.Appointment) (lines []string) {
	join := "Join here: %s"
	for _, a := range visits {
		zone := org.Settings().Zone()
		if there, differs := clinic.Elsewhere(a.StartsAt, p.TimeZone, zone); differs {
			zone = there.Location()
		}
		lines = append(lines, c.Date(a.StartsAt.In(zone), "Monday, 2 January 2006, 15:04 MST"))
	}
	with := visits[0].ProviderName
	if len(lines) == 1 {
		lines[0] = c.T("Your visit with %s is on %s.", with, lines[0])
	} else {
		lines, join = slices.Insert(lines, 0, c.T("Your visits with %s:", with)), "Join the first one here: %s"
	}
	if link != "" {
		lines = append(lines, c.T(join, link))
	}
	return lines
}

// catalogueFor returns the catalogue that p reads: of their language, else of the
// practice's, else the reader's.
func catalogueFor(r *web.Request, org *store.Org, p clinic.Patient) *i18n.Catalogue {
	for _, wanted := range []string{p.Language, org.Settings().Locale} {
		base, _, _ := strings.Cut(wanted, "-")
		for _, c := range r.Languages() {
			if c.Lang() == base {
				return c.With(org.Settings().Clock, org.Settings().Country() == "US")
			}
		}
	}
	return r.Catalogue
}
