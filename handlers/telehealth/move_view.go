package telehealth

import (
	"net/http"
	"slices"
	"strconv"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// moveView is a form about a session: of a move that needs a word, such as a reason or
// consent, or of something to put on record.
type moveView struct {
	Heading, Button string
	Danger          bool
	Note            string // what it does, "" where that goes without saying
	Warning         string // what is to be known, "" for nothing
	Card            Card
	URL             string
	Fields          []ui.Option // hidden
	Errors          ui.Summary
	Lasted          string // how long the session has lasted, "" where that does not matter
	Consent         *consentForm
	Location        *locationForm
	Audio           *audioForm
	Times           *timesFields
	Ended           *endedForm
	Reason          *reasonForm
	Shared          *ui.Check
	Override        *ui.Field
	Back            string
	Dialog          bool // shown over another page
}

var (
	movePage = ui.NewPage[moveView]("telehealth/move-page")
	movePart = ui.NewPart[moveView]("telehealth/move")
)

// show answers with v, over the page that htmx is on or as a page of its own.
func (v moveView) show(w http.ResponseWriter, r *web.Request, code int) error {
	if v.Dialog = r.IsHTMX(); v.Dialog {
		return movePart.Render(w, r.Views, code, v)
	}
	return movePage.Render(w, r.Views, code, r.Frame(v.Heading, label.Sessions), v)
}

// showMove answers with the form of the move that the request asks for, with
// what was typed.
func showMove(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	to := clinic.Status(r.FormValue("to"))
	name, known := moveNames[endpoints{s.Status, to}]
	view := moveView{Heading: r.T(name.text), Button: r.T(name.text), Danger: to == clinic.Cancelled, Card: CardOf(r, s, org),
		URL: label.SessionPath(r, s.ID, "/status"), Errors: r.SummaryOf(cause),
		Fields: []ui.Option{{Text: "to", Value: string(to)}, {Text: "version", Value: strconv.FormatInt(s.Version, 10)},
			{Text: "next", Value: r.CameFrom()}}, Back: label.SessionPath(r, s.ID, "")}
	if !known {
		view.Heading, view.Button = r.T("This cannot be done"), ""
		if cause == nil {
			view.Errors, code = r.SummaryOf(clinic.Errorf(clinic.Invalid, "A session that is %s cannot become that.",
				s.Status)), http.StatusUnprocessableEntity
		}
	}
	if t, ok := s.Transition(to, org.Mover(s.ProviderID)); ok {
		if err := view.ask(r, org, s, t, cause); err != nil {
			return err
		}
	}
	view.Errors = unlinked(view.Errors)
	return view.show(w, r, code)
}

// ask adds what t needs to be made.
func (v *moveView) ask(r *web.Request, org *store.Org, s clinic.Session, t clinic.Transition, cause error) (err error) {
	if r.FormValue("join") != "" {
		v.Fields = append(v.Fields, ui.Option{Text: "join", Value: "1"})
		start := Action{Text: v.Button}
		start.startOf(r, s)
		v.Heading, v.Button = start.Text, start.Text
	}
	if t.NeedsConsent {
		if v.Consent, err = consentFormOf(r, org, s, cause); err != nil {
			return err
		}
	}
	if t.NeedsLocation || locationOf(r) != nil {
		if v.Location, err = locationFormOf(r, org, s, cause); err != nil {
			return err
		}
		v.Location.Without = withoutLocation(r, org, t.To, cause)
	}
	if s.Consent.Withdrawn && (t.NeedsConsent || t.To == clinic.Completed) {
		v.Warning = r.T(withdrawnText) + "."
	}
	if t.AsksAudio || audioOf(r) != nil {
		v.Audio = audioFormOf(r, s, cause)
	}
	if t.To == clinic.Completed {
		v.Lasted = lasted(r, org, s)
		if t.NeedsReason || r.FormValue("ended") != "" {
			v.Ended = endedFormOf(r, org, s, cause)
		}
	}
	if t.NeedsReason {
		v.Reason = reasonFormOf(r, commonReasons[endpoints{s.Status, t.To}], cause)
	}
	v.takeUpAgain(r, cause)
	return nil
}

// takeUpAgain adds what somebody has to know who takes s up again while its room or
// its time is taken.
func (v *moveView) takeUpAgain(r *web.Request, cause error) {
	if why, known := r.MessageFor(cause, "shared"), r.PostFormValue("shared") != ""; why != "" || known {
		v.Shared = &ui.Check{Name: "shared", Label: r.T("Use the same room all the same"), Value: "yes", Checked: known, Error: why}
	}
	if why, typed := r.MessageFor(cause, "override_reason"), r.PostFormValue("override_reason"); why != "" || typed != "" {
		v.Override = &ui.Field{Name: "override_reason", Type: "text", Label: r.T("Why book over another appointment"), Value: typed, Error: why,
			Required: true}
	}
}

// lasted says how long s, which is on, has lasted by now.
func lasted(r *web.Request, org *store.Org, s clinic.Session) string {
	since := label.LocalTime(r, s.SpanAt, org.Settings().Zone(), "15:04")
	if clinic.DayIn(s.SpanAt, org.Settings().Zone()) != label.Today(r, org) {
		since = label.LocalTime(r, s.SpanAt, org.Settings().Zone(), "Mon 2 Jan, 15:04")
	}
	return r.T("%d min so far, since %s", s.MinutesAt(r.Now()), since)
}

// notHere are fields of an appointment that no form about its session has.
var notHere = []string{"platform_id", "starts", "patient_id"}

// unlinked returns s without links to fields that are not here.
func unlinked(s ui.Summary) ui.Summary {
	s.Errors = slices.Clone(s.Errors)
	for i := range s.Errors {
		if slices.Contains(notHere, s.Errors[i].Field) {
			s.Errors[i].Field = ""
		}
	}
	return s
}
