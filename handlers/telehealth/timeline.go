package telehealth

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// An entryView is one thing that was done to a session.
type entryView struct {
	When   ui.Moment
	By     string
	What   string
	Reason string
}

// auditedActions are what an audit row is called in the timeline.
var auditedActions = map[string]string{"session.create": "scheduled the session", "session.reschedule": "changed the appointment",
	"session.location": "recorded the location", "session.delete": "deleted the session", "session.restore": "restored the session"}

// ownReasons are the reasons that the program gives itself.
var ownReasons = []string{undo, "The appointment is no longer a telehealth visit.", "The appointment is now another patient's."}

func entry(r *web.Request, e store.Entry, zone *time.Location) entryView {
	v := entryView{When: r.MomentOf(e.At, r.Now(), zone), By: e.By, What: e.Action, Reason: e.Detail["reason"]}
	from, to, consent := clinic.Status(e.Detail["from"]), clinic.Status(e.Detail["to"]), clinic.Translatable(e.Detail["consent"])
	switch {
	case e.Action == "session.move" && consent != "":
		v.What = r.T("moved it from %s to %s and recorded consent as %s", from, to, consent)
	case e.Action == "session.move":
		v.What = r.T("moved it from %s to %s", from, to)
	case e.Action == "session.consent":
		v.What = r.T("recorded consent as %s", consent)
	case e.Action == "session.correct":
		v.What = correction(r, e.Detail, zone)
	case auditedActions[e.Action] != "":
		v.What = r.T(auditedActions[e.Action])
	}
	v.What = furtherOf(r, e.Detail, v.What, zone)
	if slices.Contains(ownReasons, v.Reason) || isCommon(v.Reason) {
		v.Reason = r.T(v.Reason)
	}
	if v.By == "" {
		v.By = "Televisit"
	}
	return v
}

// furtherOf adds to what was done what else came with it.
func furtherOf(r *web.Request, detail map[string]string, what string, zone *time.Location) string {
	if at := detail["ended"]; at != "" && detail["to"] == string(clinic.Completed) {
		what = r.T("%s; it ended at %s", what, recordedTime(r, at, zone))
	}
	switch detail["location"] {
	case "recorded":
		what = r.T("%s; the location was recorded", what)
	case "missing":
		what = r.T("%s; where the patient was is not on record", what)
	}
	switch detail["link"] {
	case "withdrawn":
		what = r.T("%s; its link was withdrawn", what)
	case "made":
		what = r.T("%s; it has a fresh link", what)
	}
	if detail["shared_room"] != "" {
		what = r.T("%s; another patient in the room was known", what)
	}
	return what
}

// recordedTime returns an instant of the audit trail as its reader reads it.
func recordedTime(r *web.Request, text string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return label.When(r, t, zone, "Mon 2 Jan 2006, 15:04")
}
