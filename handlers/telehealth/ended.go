package telehealth

import (
	"net/url"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// endedForm asks when a session that is completed ended.
type endedForm struct {
	Time  ui.Choice // now, planned, typed
	At    ui.Field
	Which *ui.Choice // nil unless the clocks show that time twice
}

// endedEarlier is the way to the form that completes s with an end that is past.
func endedEarlier(r *web.Request, s clinic.Session) Action {
	status := label.SessionPath(r, s.ID, "/status")
	return Action{Text: r.T("Ended earlier…"), Icon: "clock", URL: status, Menu: true, InPlace: true,
		Form: status + "?" + url.Values{"to": {string(clinic.Completed)}, "ended": {"1"}}.Encode()}
}

// endedFormOf returns the form for s as r filled it, with what cause says of it.
// The planned end is offered only if it can have been the end.
func endedFormOf(r *web.Request, org *store.Org, s clinic.Session, cause error) *endedForm {
	zone := org.Settings().Zone()
	f := &endedForm{
		Time: ui.Choice{Name: "ended", Label: r.T("When it ended"), Required: true, Error: r.MessageFor(cause, "ended"),
			Options: []ui.Option{{Value: "now", Text: r.T("Now")}}},
		At: ui.Field{Name: "ended_at", Type: "datetime-local", Label: r.T("Ended at"), Value: r.PostFormValue("ended_at"),
			Hint: r.T("Times in %s", label.ZoneName(r, zone.String())), Error: r.MessageFor(cause, "ended_at")},
		Which: whichTime(r, "ended_at", zone, cause)}
	if s.MayEndAsPlanned(r.Now()) {
		f.Time.Options = append(f.Time.Options, ui.Option{Value: "planned",
			Text: r.T("At the planned end, %s", label.LocalTime(r, s.EndsAt, zone, "Mon 2 Jan, 15:04"))})
	}
	f.Time.Options = append(f.Time.Options, ui.Option{Value: "typed", Text: r.T("At another time")})
	chosen := r.FormValue("ended")
	switch {
	case chosen == "":
		chosen = "now"
	case chosen == "1": // by the link: not now, so the likeliest else
		chosen = f.Time.Options[1].Value
	}
	for i := range f.Time.Options {
		f.Time.Options[i].Selected = f.Time.Options[i].Value == chosen
	}
	return f
}

// readEnd puts the end that r asks for into m, which completes a session. It
// returns Invalid with the session as it stands when the end cannot be read. A
// time that was typed is not passed over because another choice stands.
func readEnd(r *web.Request, org *store.Org, m *clinic.Move) (s clinic.Session, err error) {
	chosen, typed := r.PostFormValue("ended"), r.PostFormValue("ended_at")
	if m.To != clinic.Completed || chosen == "" {
		return s, nil
	}
	if s, err = org.Session(r.Context(), sessionID(r)); err != nil {
		return s, err
	}
	var p clinic.Problems
	switch {
	case chosen == "typed":
		m.EndedAt = typedTime{field: "ended_at", after: s.SpanAt, until: r.Now()}.read(r, &p, org.Settings().Zone())
	case chosen != "now" && chosen != "planned":
		p.Add("ended", "Choose when the session ended.")
	case typed != "":
		p.Add("ended", "Choose “At another time”, or clear the time that was typed.")
	case chosen == "planned":
		m.EndedAt = s.EndsAt
	}
	return s, p.Err()
}
