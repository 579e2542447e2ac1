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

// timesView is the form that corrects the times of a completed session.
type timesView struct {
	URL    string
	Fields []ui.Field
	Reason ui.Field
	Faulty bool // it was not saved
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

// times returns what f makes of the times of s, and what is wrong with it. A field
// that was not touched keeps what is on record, with the seconds that it does not
// show.
func (f timesForm) times(s clinic.Session, zone *time.Location) (t clinic.Times, p clinic.Problems) {
	t, shown := s.Times(), formOfTimes(s, zone)
	if f.started == "" || f.started != shown.started {
		t.StartedAt = readTime(&p, "started_at", f.started, zone)
	}
	if f.ended == "" || f.ended != shown.ended {
		t.EndedAt = readTime(&p, "ended_at", f.ended, zone)
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

// viewOfTimes returns the form for s, nil for a reader who may not correct it.
// cause is why a form was not saved.
func viewOfTimes(s clinic.Session, org *store.Org, r *web.Request, cause error) *timesView {
	if !org.Mover(s.ProviderID).MayCorrect(s) {
		return nil
	}
	zone := org.Settings().Zone()
	v := &timesView{URL: label.SessionPath(r, s.ID, "/times"), Faulty: cause != nil && r.PostForm.Has("started_at")}
	f := formOfTimes(s, zone)
	v.Reason = ui.Field{Name: "reason", Label: r.T("Reason"), Required: true}
	if v.Faulty {
		f, v.Reason.Value, v.Reason.Error = typedTimes(r), r.PostFormValue("reason"), r.MessageFor(cause, "reason")
	}
	field := func(name, kind, label, value string) ui.Field {
		return ui.Field{Name: name, Type: kind, Label: label, Value: value, Required: true, Error: r.MessageFor(cause, name)}
	}
	v.Fields = []ui.Field{field("started_at", "datetime-local", r.T("Started"), f.started),
		field("ended_at", "datetime-local", r.T("Ended"), f.ended), field("minutes", "number", r.T("Minutes"), f.minutes)}
	v.Fields[1].Hint = r.T("Times in %s", zone)
	return v
}

// POST /pm/telehealth/sessions/{id}/times corrects when a completed session took
// place: started_at, ended_at, minutes, reason, version.
func correctTimes(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	reason := r.PostFormValue("reason")
	s, err := change(r, org, func(id clinic.SessionID, version int64) (clinic.Session, error) {
		seen, err := org.Session(r.Context(), id)
		if err != nil {
			return seen, err
		}
		to, p := typedTimes(r).times(seen, org.Settings().Zone())
		if len(p) > 0 && seen.Version == version {
			p.AddErrors(clinic.FieldsOf(clinic.CheckReason("reason", reason))...)
			return seen, p.Err()
		}
		return org.CorrectSession(r.Context(), id, version, to, reason)
	})
	return showRecorded(w, r, org, s, err)
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
			return recordedTime(r, text, zone)
		}
		return r.T("not recorded")
	}
	text := of("started") + " – " + of("ended")
	if n, err := strconv.Atoi(detail[prefix+"minutes"]); err == nil {
		text += ", " + r.T("%d min", n)
	}
	return text
}
