package admin

import (
	"maps"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// trailTexts turns entries of the audit trail into sentences.
type trailTexts struct {
	r     *web.Request
	org   *store.Org
	names store.TrailNames
}

// row returns t as people read it.
func (w *trailTexts) row(t store.Trace) trailRow {
	zone := w.org.Settings().Zone()
	row := trailRow{Time: label.LocalTime(w.r, t.At, zone, "Mon 2 Jan 2006, 15:04"), By: w.by(t), What: w.what(t), From: w.from(t),
		Changes: w.changes(t)}
	if len(t.Details["reason"]) > 0 {
		row.Reason = t.Details["reason"][0]
	}
	row.Thing, row.ThingURL = w.thing(t)
	return row
}

func (w *trailTexts) by(t store.Trace) string {
	switch {
	case t.By != "":
		return t.By
	case t.Via == store.ViaCommand:
		return w.r.T("Somebody at the server")
	}
	return "Televisit"
}

// from returns where t was done from, "" where the program itself is.
func (w *trailTexts) from(t store.Trace) string {
	switch {
	case t.Address != "":
		return t.Address
	case t.Via == store.ViaCommand:
		return w.r.T("command line")
	case t.Via == "" && t.User != "":
		return w.r.T("not on record")
	}
	return ""
}

// what returns what was done, as a sentence of which the person is the subject.
func (w *trailTexts) what(t store.Trace) string {
	first := func(key string) string {
		if len(t.Details[key]) == 0 {
			return ""
		}
		return t.Details[key][0]
	}
	text := label.DoneText(w.r, t.Action, t.Kind)
	if t.Action == "session.move" {
		text = label.MovedText(w.r, clinic.Status(first("from")), clinic.Status(first("to")))
	}
	if word := label.ConsentAnswers[first("consent")]; word != "" {
		if t.Action == "session.consent" {
			return w.r.T("recorded consent: %s", word)
		}
		text += "; " + w.r.T(string(word))
	}
	return text
}

// thing returns what t concerns, and where that is, "" for who may not go there.
func (w *trailTexts) thing(t store.Trace) (text, at string) {
	r, may, date := w.r, w.org.Rights().May, ""
	if !t.StartsAt.IsZero() {
		date = label.LocalTime(r, t.StartsAt, w.org.Settings().Zone(), "Mon 2 Jan 2006, 15:04")
	}
	switch t.Entity {
	case "session":
		if text = of(r, date, t.Name, "Session of %s", "A session"); may(clinic.ViewSessions) && date != "" && !t.Deleted {
			at = label.SessionPath(r, clinic.SessionID(t.EntityID), "")
		}
	case "appointment":
		if text = of(r, date, t.Name, "Appointment of %s", "An appointment"); may(clinic.ViewAppointments) && date != "" {
			day := clinic.DayIn(t.StartsAt, w.org.Settings().Zone())
			at = r.Path(label.Appointments) + "?day=" + string(day) + "#appointment-" + t.EntityID
		}
	case "patient":
		if text = t.Name; text == "" {
			return r.T("A patient"), ""
		}
		at = label.PatientPath(r, t.Patient)
	case "user":
		if t.EntityID == string(t.User) || t.Person == "" {
			return "", ""
		}
		if text = t.Person; may(clinic.ManageUsers) && w.person(t.EntityID) != "" {
			at = personURL(r, clinic.UserID(t.EntityID))
		}
	case "day":
		if text = r.Day(clinic.Day(t.EntityID), "2 Jan 2006"); may(clinic.ViewAppointments) {
			at = r.Path(label.Appointments) + "?day=" + t.EntityID
		}
	case "settings":
		if may(clinic.ViewSettings) {
			return r.T("Settings"), r.Path(settings)
		}
	}
	return text, at
}

// of names a thing of a patient by its date.
func of(r *web.Request, date, name, ofSomebody, ofNobody string) string {
	text := r.T(ofNobody)
	if name != "" {
		text = r.T(ofSomebody, name)
	}
	if date != "" {
		text += ", " + date
	}
	return text
}

func (w *trailTexts) person(id string) string {
	i := slices.IndexFunc(w.names.People, func(m store.Member) bool { return string(m.ID) == id })
	if i < 0 {
		return ""
	}
	return w.names.People[i].Name
}

// detailTexts are what values of an entry are called. What is not here is not shown.
var detailTexts = map[string]string{"email": "Email", "roles": "Roles", "fields": "Changed", "as": "As", "name": "Name",
	"endpoint": "Address", "url": "Address", "modality": "Modality", "pos": "Place of service", "modifier": "Modifier", "to": "To",
	"kind": "Kind of action", "person": "Person", "since": "From", "until": "Until", "why": "Why",
	"issuer": "Address", "client": "Client ID", "domains": "Domains", "active": "In use", "only": "The only way in",
	"second_factor": "Asks for a second factor"}

// changes returns what t says beyond its sentence.
func (w *trailTexts) changes(t store.Trace) (all []changeView) {
	if t.Entity == "session" {
		return w.corrected(t)
	}
	if from, to := t.Details["from"], t.Details["to"]; t.Action == "user.roles" {
		return []changeView{{w.r.T("Roles"), w.roles(from), w.roles(to), true}}
	}
	for _, key := range slices.Sorted(maps.Keys(t.Details)) {
		values := t.Details[key]
		if t.Entity == "settings" {
			if c, known := w.setting(key, values); known {
				all = append(all, c)
			}
			continue
		}
		text, known := detailTexts[key]
		switch {
		case !known:
		case key == "roles":
			all = append(all, changeView{Name: w.r.T(text), New: w.roles(values)})
		case len(values) == 2 && strings.HasSuffix(t.Action, ".change"):
			all = append(all, changeView{w.r.T(text), values[0], values[1], true})
		default:
			if value := w.value(key, values); value != "" {
				all = append(all, changeView{Name: w.r.T(text), New: value})
			}
		}
	}
	return all
}

// corrected returns the times of a session before and after they were corrected.
func (w *trailTexts) corrected(t store.Trace) (all []changeView) {
	for _, key := range []string{"started", "ended", "minutes"} {
		was, is := strings.Join(t.Details["old_"+key], ""), strings.Join(t.Details[key], "")
		if t.Action != "session.correct" || was == is {
			continue
		}
		zone := w.org.Settings().Zone()
		name := map[string]string{"started": "Started", "ended": "Ended", "minutes": "Minutes"}[key]
		all = append(all, changeView{w.r.T(name), label.RecordedTime(w.r, was, zone), label.RecordedTime(w.r, is, zone), true})
	}
	return all
}

// asTexts are the forms in which a day leaves the desk.
var asTexts = map[string]string{"csv": "a table", "paper": "a sheet of paper"}

// columnTexts are what the facts on file about a patient are called.
var columnTexts = map[string]string{"given_name": "Given name", "family_name": "Family name", "preferred_name": "Preferred name",
	"mrn": "MRN", "birth_date": "Born", "phone": "Phone", "email": "Email", "language": "Language", "time_zone": "Time zone",
	"payer_class": "Payer", "interpreter": "Interpreter", "interpreter_language": "Interpreter", "guardian_name": "Guardian",
	"guardian_phone": "Guardian’s phone"}

// value returns the value of a key as people read it, "" for one that says them nothing.
func (w *trailTexts) value(key string, values []string) string {
	text := strings.Join(values, ", ")
	known := func(texts map[string]string, key string) string {
		if texts[key] == "" {
			return ""
		}
		return w.r.T(texts[key])
	}
	switch key {
	case "fields":
		var all []string
		for column := range strings.FieldsSeq(text) {
			if name := known(columnTexts, column); name != "" && !slices.Contains(all, name) {
				all = append(all, name)
			}
		}
		return strings.Join(all, ", ")
	case "as":
		return known(asTexts, text)
	case "why":
		return known(label.SignOnFaultNames, text)
	case "active", "only", "second_factor":
		return w.r.T("yes")
	case "kind":
		if name, ok := kindTexts[clinic.AuditKind(text)]; ok {
			return w.r.T(name)
		}
		return ""
	case "to", "person":
		return w.person(text)
	case "modality":
		return w.r.Modality(clinic.Modality(text))
	case "since", "until":
		return label.RecordedTime(w.r, text, w.org.Settings().Zone())
	}
	return text
}

func (w *trailTexts) roles(ids []string) string {
	var all []clinic.RoleID
	for _, id := range ids {
		all = append(all, clinic.RoleID(id))
	}
	return label.RoleNames(w.r, w.names.Roles.Named(all)...)
}

// setting returns a setting that was changed, and whether it is one.
func (w *trailTexts) setting(key string, values []string) (c changeView, known bool) {
	for _, g := range groups {
		for _, f := range g.settings {
			if f.key == key && len(values) == 2 {
				return changeView{w.r.T(f.label), w.settingText(f, values[0]), w.settingText(f, values[1]), true}, true
			}
		}
	}
	return c, false
}

// settingText returns the value of a setting as its page has it.
func (w *trailTexts) settingText(f settingField, value string) string {
	switch {
	case f.key == "telehealth_default_platform" && value != "":
		return w.names.Platforms[value]
	case f.choices != nil:
		if f.key == "telehealth_default_platform" {
			return w.r.T("None")
		}
		options, err := f.choices(w.r, w.org, value)
		i := slices.IndexFunc(options, func(o ui.Option) bool { return o.Value == value })
		if err == nil && i >= 0 {
			return options[i].Text
		}
	case f.kind == "check" && value == "true":
		return w.r.T("yes")
	case f.kind == "check":
		return w.r.T("no")
	}
	return value
}
