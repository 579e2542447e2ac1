package i18n

import "encoding/json"

// Scripted are the messages that the script of the pages shows, and whether they
// have a form for one.
var Scripted = map[string]bool{
	"Theme: light": false, "Theme: dark": false, "Theme: system": false, "just now": false, "Live": false, "Paused": false, "Dialog": false,
	"Connection lost, retrying": false, "List changed: show": false, "Copied": false, "Copying is not allowed here": false,
	"What you typed is here again.": false,
	"%d new: show":                  true, "%d new sessions": true, "%d sessions changed": true,
	"No answer from the server. Check the list before you try again.": false,
	"That did not work (error %d). Reload the page and try again.":    false,
}

// ForScript returns as JSON those messages of the script that do not read as
// their ids do.
func (c *Catalogue) ForScript() ([]byte, error) {
	texts := map[string]any{}
	for id, hasForms := range Scripted {
		c.note(id, nil)
		switch text := c.text(id); {
		case hasForms:
			texts[id] = map[string]string{"one": c.form(id, 1), "other": c.form(id, 2)}
		case text != id:
			texts[id] = text
		}
	}
	return json.Marshal(texts)
}
