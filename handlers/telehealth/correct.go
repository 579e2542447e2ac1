package telehealth

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// timesFields are the fields of the form that corrects the times of a completed
// session.
type timesFields struct {
	All   []ui.Field
	Which []ui.Choice // between two instants that a field can mean
}

// timesForm is what the form holds.
type timesForm struct{ started, ended, minutes string }

// formOfTimes returns s as the form shows it, to the minute.
func formOfTimes(s clinic.Session, zone *time.Location) timesForm {
	f := timesForm{started: localText(s.StartedAt, zone), ended: localText(s.EndedAt, zone)}
	if s.Minutes != nil {
		f.minutes = strconv.Itoa(*s.Minutes)
	}
	return f
}

// typedTimes returns the form as r filled it.
func typedTimes(r *web.Request) timesForm {
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	return timesForm{text("started_at"), text("ended_at"), text("minutes")}
}

// times returns what f, which r sent, makes of the times of s, and what is wrong with
// it. A field that was not touched keeps what is on record, with the seconds that it
// does not show.
func (f timesForm) times(r *web.Request, s clinic.Session, zone *time.Location) (t clinic.Times, p clinic.Problems) {
	t, shown := s.Times(), formOfTimes(s, zone)
	if f.started == "" || f.started != shown.started {
		t.StartedAt = typedTime{field: "started_at", until: r.Now()}.read(r, &p, zone)
	}
	if f.ended == "" || f.ended != shown.ended {
		t.EndedAt = typedTime{field: "ended_at", after: t.StartedAt, until: r.Now()}.read(r, &p, zone)
	}
	var err error
	if t.Minutes, err = strconv.Atoi(f.minutes); err != nil {
		p.Add("minutes", "Enter whole minutes, from 0 up to the time between start and end.")
	}
	return t, p
}

// localText is an instant as a field of type datetime-local takes it, "" for none.
func localText(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%sT%s", t.Format(time.DateOnly), t.Format("15:04"))
}

// timesURL returns where the times of s are corrected, "" for a reader who may not.
func timesURL(r *web.Request, org *store.Org, s clinic.Session) string {
	if !org.Mover(s.ProviderID).MayCorrect(s) {
		return ""
	}
	return label.SessionPath(r, s.ID, "/times")
}

// timesFieldsOf returns the fields for s as r filled them, with what cause says of
// them.
func timesFieldsOf(r *web.Request, s clinic.Session, zone *time.Location, cause error) *timesFields {
	f := formOfTimes(s, zone)
	if r.PostForm.Has("started_at") {
		f = typedTimes(r)
	}
	field := func(name, kind, label, value string) ui.Field {
		return ui.Field{Name: name, Type: kind, Label: label, Value: value, Required: true, Error: r.MessageFor(cause, name)}
	}
	v := &timesFields{All: []ui.Field{field("started_at", "datetime-local", r.T("Started"), f.started),
		field("ended_at", "datetime-local", r.T("Ended"), f.ended), field("minutes", "number", r.T("Minutes"), f.minutes)}}
	v.All[1].Hint = r.T("Times in %s", label.ZoneName(r, zone.String()))
	for i, name := range []string{"started_at", "ended_at"} {
		if c := whichTime(r, name, zone, cause); c != nil {
			c.Label = v.All[i].Label + ": " + c.Label
			v.Which = append(v.Which, *c)
		}
	}
	return v
}

// GET /pm/telehealth/sessions/{id}/times is the form that corrects when a completed
// session took place.
func timesPage(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	s, err := org.Session(r.Context(), sessionID(r))
	if err != nil {
		return err
	}
	if timesURL(r, org, s) == "" {
		return clinic.Errorf(clinic.Invalid, "Only a completed session has times to correct.")
	}
	return showTimes(w, r, org, s, http.StatusOK, nil)
}

func showTimes(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	view := recordView(r, org, s, r.T("Correct times"), "/times", cause)
	if timesURL(r, org, s) == "" { // it was reopened meanwhile
		view.Button = ""
		return view.show(w, r, code)
	}
	view.Times = timesFieldsOf(r, s, org.Settings().Zone(), cause)
	view.Reason = reasonFormOf(r, correctionReasons, cause)
	return view.show(w, r, code)
}

// POST /pm/telehealth/sessions/{id}/times corrects when a completed session took
// place: started_at, ended_at, minutes, reason, version.
func correctTimes(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	reason := reasonOf(r)
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		seen, err := org.Session(r.Context(), id)
		if err != nil {
			return seen, err
		}
		to, p := typedTimes(r).times(r, seen, org.Settings().Zone())
		if len(p) > 0 && seen.Version == version {
			p.AddErrors(clinic.FieldsOf(clinic.CheckReason("reason", reason))...)
			return seen, p.Err()
		}
		return org.CorrectSession(r.Context(), id, version, to, reason)
	})
	return showRecorded(w, r, org, s, err, showTimes)
}

// correction says what was corrected, with what was on record before.
func correction(r *web.Request, detail map[string]string, zone *time.Location) string {
	return r.T("corrected the times to %s; before: %s", timesText(r, detail, "", zone), timesText(r, detail, "old_", zone))
}

// timesText returns the times that an audit row has under names that begin with
// prefix.
func timesText(r *web.Request, detail map[string]string, prefix string, zone *time.Location) string {
	of := func(name string) string {
		if text := detail[prefix+name]; text != "" {
			return label.RecordedTime(r, text, zone)
		}
		return r.T("not recorded")
	}
	text := of("started") + " – " + of("ended")
	if n, err := strconv.Atoi(detail[prefix+"minutes"]); err == nil {
		text += ", " + r.T("%d min", n)
	}
	return text
}
