package handlers

import (
	"net/url"
	"slices"

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

// actions returns what the reader may do with s, as a card shows it: the next
// step of a visit as a button, the rest in a menu.
func (p *pages) actions(s clinic.Session, org *store.Org) (next, rest []action) {
	now := p.now()
	for _, way := range org.Ways(s) {
		if !way.Until.IsZero() && now.After(way.Until) {
			continue
		}
		a := p.moveAction(s, way)
		if way.To == clinic.Completed || way.To == clinic.Active && s.Status == clinic.Scheduled {
			a.ID, a.Size = string(way.To)+"-"+string(s.ID), "sm"
			next = append(next, a)
		} else {
			a.Menu = true
			rest = append(rest, a)
		}
	}
	if org.Rights().May(clinic.DeleteSessions) && s.Status != clinic.Active {
		form := p.sessionPath(s.ID, "/delete")
		rest = append(rest, action{Text: p.t("Delete session"), Icon: "trash-2", URL: form, Form: form, Variant: "destructive", Menu: true, InPlace: true})
	}
	return next, rest
}

func (p *pages) moveAction(s clinic.Session, way clinic.Way) action {
	w := verbs[step{s.Status, way.To}]
	a := action{Text: p.t(w.text), Icon: w.icon, URL: p.sessionPath(s.ID, "/status"), To: way.To, Version: s.Version, InPlace: true}
	if way.To == clinic.Cancelled {
		a.Variant = "destructive"
	}
	if way.NeedsReason || way.NeedsConsent {
		a.Form = a.URL + "?" + url.Values{"to": {string(way.To)}}.Encode()
	}
	if !way.From.IsZero() {
		a.From = way.From.UnixMilli()
	}
	if !way.Until.IsZero() {
		a.Until = way.Until.UnixMilli()
	}
	return a
}

// onPage returns actions of a card as the session's page shows them: all as
// buttons, which lead to pages.
func onPage(actions []action) []action {
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

// movedView says what the reader did to a session a moment ago, and how to
// take it back.
type movedView struct {
	Text string
	Undo *action // nil when it cannot be taken back
}

// moved returns what a toast says of s, which was in status was.
func (p *pages) moved(s clinic.Session, was clinic.Status, org *store.Org) *movedView {
	m := &movedView{Text: p.t("The session is now %s.", s.Status)}
	for _, way := range org.Ways(s) {
		if way.To == was && !way.NeedsConsent && way.Open(p.now()) {
			m.Undo = &action{Text: p.t("Undo"), URL: p.sessionPath(s.ID, "/status"), To: was, Version: s.Version, Size: "sm", InPlace: true}
			if way.NeedsReason {
				m.Undo.Reason = undo
			}
		}
	}
	return m
}

// asNotice returns m as the next page shows it, where no htmx undoes it.
func (m *movedView) asNotice() *movedView {
	if m.Undo != nil {
		m.Undo.Variant, m.Undo.InPlace = "outline", false
	}
	return m
}
