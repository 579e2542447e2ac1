package handlers

import (
	"encoding/json"
	"html/template"

	"github.com/nicksnyder/go-i18n/v2/i18n"
)

// scripted are the messages that static/app.js says, and whether they have a
// form for one.
var scripted = map[string]bool{
	"Theme: light": false, "Theme: dark": false, "Theme: system": false, "just now": false, "Live": false, "Paused": false, "Dialog": false,
	"Connection lost, retrying": false, "List changed: show": false, "%d new: show": true, "%d new sessions": true, "%d sessions changed": true,
	"No answer from the server. Check the list before you try again.": false,
	"That did not work (error %d). Reload the page and try again.":    false,
}

// forScript returns as JSON those messages of the script that do not read as
// their ids do.
func (w *words) forScript() (template.JS, error) {
	said := map[string]any{}
	for id, counts := range scripted {
		switch text := w.text(id); {
		case counts:
			said[id] = map[string]string{"one": w.form(id, 1), "other": w.form(id, 2)}
		case text != id:
			said[id] = text
		}
	}
	text, err := json.Marshal(said)
	return trustedJSON(text), err
}

// form returns the form of a message for n things, before anything is put in.
func (w *words) form(id string, n int) string {
	if w.asked != nil {
		w.asked(id)
	}
	form, err := w.plural.Localize(&i18n.LocalizeConfig{DefaultMessage: &i18n.Message{ID: id, Other: id}, PluralCount: n})
	if err != nil {
		return id
	}
	return form
}
