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
	Time   ui.Moment
	By     string
	What   string
	Reason string
}

// ownReasons are the reasons that the program gives itself.
var ownReasons = []string{undo, "The appointment is no longer a telehealth visit.", "The appointment is now another patient's."}

// entry returns what was done to s by e, in people's words.
func entry(r *web.Request, s clinic.Session, e store.Entry, zone *time.Location) entryView {
	v := entryView{Time: r.MomentOf(e.At, r.Now(), zone), By: e.By, What: e.Action, Reason: e.Detail["reason"]}
	switch {
	case e.Action == "session.move":
		v.What = moved(r, s, e)
	case e.Action == "session.consent":
		v.What = r.T("recorded consent: %s", consentWord(s, e))
	case e.Action == "session.correct":
		v.What = correction(r, e.Detail, zone)
	default:
		v.What = label.DoneText(r, e.Action, clinic.AuditSessions)
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
		what = r.T("%s; it ended at %s", what, label.RecordedTime(r, at, zone))
	}
	switch detail["location"] {
	case "recorded":
		what = r.T("%s; the location was recorded", what)
	case "missing":
		what = r.T("%s; where the patient was is not on record", what)
	}
	if detail["audio"] != "" {
		what = r.T("%s; why there was no video was recorded", what)
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

// moved says which move of s e was, and what the patient said about consent if it was
// recorded with it.
func moved(r *web.Request, s clinic.Session, e store.Entry) string {
	from, to := clinic.Status(e.Detail["from"]), clinic.Status(e.Detail["to"])
	what := label.MovedText(r, from, to)
	if word := consentWord(s, e); word != "" {
		what += "; " + r.T(string(word))
	}
	return what
}

var agreedTexts = map[string]clinic.Translatable{"verbal": "patient agreed, verbally", "written": "patient agreed, in writing",
	"electronic": "patient agreed, electronically"}

// consentWord returns what e recorded of the patient's consent, "" for nothing. What
// was said as a visit by phone began was said by phone.
func consentWord(s clinic.Session, e store.Entry) clinic.Translatable {
	consent, method := e.Detail["consent"], e.Detail["method"]
	switch {
	case e.Detail["withdrawn"] != "":
		return "patient withdrew consent"
	case consent == "granted" && method == "verbal" && e.Action == "session.move" && s.Modality == clinic.AudioOnly:
		return "patient agreed, by phone"
	case consent == "granted" && agreedTexts[method] != "":
		return agreedTexts[method]
	case label.ConsentAnswers[consent] != "":
		return label.ConsentAnswers[consent]
	}
	return clinic.Translatable(consent)
}
