package telehealth

import (
	"net/url"
	"slices"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

type endpoints struct{ from, to clinic.Status }

// moveNames are what a move is called on its button.
var moveNames = map[endpoints]struct{ text, icon string }{
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

// actions returns what the reader may do with s, as a card shows it: the next
// step of a visit as a button, the rest in a menu.
func actions(r *web.Request, s clinic.Session, org *store.Org) (next, rest []Action) {
	for _, t := range s.Transitions(org.Mover(s.ProviderID)) {
		if t.Over(r.Now()) {
			continue
		}
		a := moveAction(r, s, t)
		if t.To == clinic.Completed || t.To == clinic.Active && s.Status == clinic.Scheduled {
			a.ID, a.Size = string(t.To)+"-"+string(s.ID), "sm"
			next = append(next, a)
		} else {
			a.Menu = true
			rest = append(rest, a)
		}
		if t.To == clinic.Completed {
			rest = append(rest, endedEarlier(r, s))
		}
	}
	if org.Rights().May(clinic.DeleteSessions) && s.Status != clinic.Active {
		form := label.SessionPath(r, s.ID, "/delete")
		rest = append(rest, Action{Text: r.T("Delete session"), Icon: "trash-2", URL: form, Form: form, Variant: "destructive", Menu: true,
			InPlace: true})
	}
	return next, rest
}

func moveAction(r *web.Request, s clinic.Session, t clinic.Transition) Action {
	name := moveNames[endpoints{s.Status, t.To}]
	a := Action{Text: r.T(name.text), Icon: name.icon, URL: label.SessionPath(r, s.ID, "/status"), To: t.To, Version: s.Version,
		InPlace: true}
	if t.To == clinic.Cancelled {
		a.Variant = "destructive"
	}
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

// onPage returns actions of a card as the session's page shows them: all as
// buttons, which lead to pages.
func onPage(actions []Action) []Action {
	all := slices.Clone(actions)
	for i := range all {
		a := &all[i]
		if a.Menu && a.Variant == "" {
			a.Variant = "outline"
		}
		a.ID, a.Size, a.Menu, a.InPlace = "", "", false, false
	}
	return all
}

// undo is the reason that a move taken back at once carries.
const undo = "Taken back at once"

// Moved says what the reader did to a session a moment ago, and how to take it
// back.
type Moved struct {
	Text string
	Undo *Action // nil when it cannot be taken back
}

// movedOf returns what a toast says of s, which was in status was.
func movedOf(r *web.Request, s clinic.Session, was clinic.Status, org *store.Org) *Moved {
	m := &Moved{Text: r.T("The session is now %s.", s.Status)}
	t, ok := s.Transition(was, org.Mover(s.ProviderID))
	if !ok || t.NeedsConsent || !t.Open(r.Now()) {
		return m
	}
	m.Undo = &Action{Text: r.T("Undo"), URL: label.SessionPath(r, s.ID, "/status"), To: was, Version: s.Version, Size: "sm", InPlace: true}
	if t.NeedsReason {
		m.Undo.Reason = undo
	}
	return m
}

// asNotice returns m as the next page shows it, where no htmx undoes it.
func (m *Moved) asNotice() *Moved {
	if m.Undo != nil {
		m.Undo.Variant, m.Undo.InPlace = "outline", false
	}
	return m
}
