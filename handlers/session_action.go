package handlers

import (
	"net/url"
	"strconv"

	"televisit/clinic"
	"televisit/store"
)

type step struct{ from, to clinic.Status }

// verbs are what a move is called on its button.
var verbs = map[step]struct{ text, icon string }{
	{clinic.Scheduled, clinic.Active}:    {"Start", "play"},
	{clinic.Active, clinic.Completed}:    {"Complete", "check"},
	{clinic.Active, clinic.Scheduled}:    {"Undo start", "undo-2"},
	{clinic.Completed, clinic.Active}:    {"Reopen", "undo-2"},
	{clinic.Scheduled, clinic.NoShow}:    {"Mark no-show", "user-x"},
	{clinic.NoShow, clinic.Scheduled}:    {"Back to scheduled", "undo-2"},
	{clinic.NoShow, clinic.Active}:       {"Start after all", "play"},
	{clinic.Scheduled, clinic.Cancelled}: {"Cancel session", "circle-slash"},
	{clinic.Cancelled, clinic.Scheduled}: {"Schedule again", "undo-2"},
}

// actions returns what the reader may do with s: the next step of a visit, and
// the rest.
func (p *pages) actions(s clinic.Session, org *store.Org) (next, rest []action) {
	now := p.now()
	for _, t := range s.Transitions(org.Mover(s.ProviderID)) {
		if t.Over(now) {
			continue
		}
		a := p.moveAction(s, t)
		if t.To == clinic.Completed || t.To == clinic.Active && s.Status == clinic.Scheduled {
			next = append(next, a)
		} else {
			rest = append(rest, a)
		}
	}
	if org.Rights().May(clinic.DeleteSessions) && s.Status != clinic.Active {
		form := p.sessionPath(s.ID, "/delete")
		rest = append(rest, action{Text: p.t("Delete session"), Icon: "trash-2", URL: form, Form: form, Danger: true})
	}
	return next, rest
}

func (p *pages) moveAction(s clinic.Session, t clinic.Transition) action {
	w := verbs[step{s.Status, t.To}]
	a := action{ID: string(t.To) + "-" + string(s.ID), Text: p.t(w.text), Icon: w.icon, URL: p.sessionPath(s.ID, "/status"),
		To: t.To, Version: s.Version, Danger: t.To == clinic.Cancelled}
	if t.NeedsReason || t.NeedsConsent {
		a.Form = a.URL + "?" + url.Values{"to": {string(t.To)}}.Encode()
	}
	if !t.From.IsZero() {
		a.From = t.From.UnixMilli()
	}
	if !t.Until.IsZero() {
		a.Until = t.Until.UnixMilli()
	}
	return a
}

// undo is the reason that a move taken back at once carries.
const undo = "Taken back at once"

// movedView says what the reader did to a session a moment ago, and how to
// take it back.
type movedView struct {
	Text   string
	URL    string   // where it is taken back, "" when it cannot be
	Fields []option // of that form
	Card   string   // the card it changes
}

// moved returns what is said of s, which was in status was.
func (p *pages) moved(s clinic.Session, was clinic.Status, org *store.Org) *movedView {
	m := &movedView{Text: p.t("The session is now %s.", s.Status), Card: "session-" + string(s.ID)}
	t, ok := s.Transition(was, org.Mover(s.ProviderID))
	if !ok || t.NeedsConsent || !t.Open(p.now()) {
		return m
	}
	m.URL = p.sessionPath(s.ID, "/status")
	m.Fields = []option{{Text: "to", Value: string(was)}, {Text: "version", Value: strconv.FormatInt(s.Version, 10)}}
	if t.NeedsReason {
		m.Fields = append(m.Fields, option{Text: "reason", Value: undo})
	}
	return m
}
