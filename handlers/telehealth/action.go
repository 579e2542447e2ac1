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
			if only := startOnly(a, r); only != nil {
				rest = append(rest, *only)
			}
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
			Rare: true, InPlace: true})
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
	if t.To == clinic.Active && s.Status != clinic.Completed {
		a.startOf(r, s)
	}
	if t.NeedsReason || t.NeedsConsent || t.NeedsLocation || t.AsksAudio {
		form := url.Values{"to": {string(t.To)}}
		if a.Join {
			form.Set("join", "1")
		}
		a.Form = a.URL + "?" + form.Encode()
	}
	if !t.From.IsZero() {
		a.From = t.From.UnixMilli()
	}
	if !t.Until.IsZero() {
		a.Until = t.Until.UnixMilli()
	}
	return a
}

// onPage returns the actions of a card as the session's page shows them: what is
// seldom done in a menu, the rest as buttons.
func onPage(main, more []Action) (buttons, menu []Action) {
	for _, a := range slices.Concat(main, more) {
		a.Size = ""
		if a.Rare {
			menu = append(menu, a)
			continue
		}
		if a.Menu && a.Variant == "" {
			a.Variant = "outline"
		}
		a.Menu = false
		buttons = append(buttons, a)
	}
	return buttons, menu
}

// undo is the reason that a move taken back at once carries.
const undo = "Taken back at once"

// Moved says what the reader did to a session a moment ago, and how to take it
// back.
type Moved struct {
	Text string
	Undo *Action   // nil when it cannot be taken back
	Join *joinView // the way into what was started, nil for none
}

// movedOf returns what a toast says of s, which was in status was.
func movedOf(r *web.Request, s clinic.Session, was clinic.Status, org *store.Org) *Moved {
	m := &Moved{Text: r.T("The session is now %s.", s.Status)}
	if s.Status == clinic.Completed && s.Minutes != nil {
		m.Text += " " + r.T("%d min", *s.Minutes)
	}
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
