package telehealth

import (
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/web"
	"televisit/web/ui"
)

// reasonForm asks why: by one of the common reasons, or in a person's own words.
type reasonForm struct {
	Common ui.Choice
	Own    ui.Field
}

// commonReasons are why a move is made most often.
var commonReasons = map[endpoints][]string{
	{clinic.Active, clinic.Completed}:    {"Forgotten to end", "Call dropped"},
	{clinic.Active, clinic.Scheduled}:    {"Started by mistake", "Started too early", "Wrong patient"},
	{clinic.Completed, clinic.Active}:    {"Call dropped", "Ended by mistake", "Patient called back"},
	{clinic.NoShow, clinic.Scheduled}:    {"Patient came late", "Marked by mistake"},
	{clinic.NoShow, clinic.Active}:       {"Patient came late", "Marked by mistake"},
	{clinic.Scheduled, clinic.Cancelled}: {"Patient asked", "Provider unavailable", "Booked by mistake"},
}

var (
	deletionReasons   = []string{"Made by mistake", "Made twice", "Wrong patient"}
	correctionReasons = []string{"Forgotten to end", "Call dropped", "Noted wrong"}
)

// isCommon reports whether text is one of the common reasons, as the audit trail has
// them.
func isCommon(text string) bool {
	for _, all := range commonReasons {
		if slices.Contains(all, text) {
			return true
		}
	}
	return slices.Contains(deletionReasons, text) || slices.Contains(correctionReasons, text)
}

// reasonOf returns the reason that a form gives: what was typed, else what was
// chosen. A common reason is kept as it is for readers of any language.
func reasonOf(r *web.Request) string {
	typed, chosen := r.PostFormValue("reason"), r.PostFormValue("common")
	if clinic.ShowsNothing(typed) {
		if isCommon(chosen) {
			return chosen
		}
		return typed
	}
	if isCommon(chosen) && strings.TrimSpace(typed) == r.T(chosen) {
		return chosen
	}
	return typed
}

// reasonFormOf returns the form as r filled it, with what cause says of it.
func reasonFormOf(r *web.Request, common []string, cause error) *reasonForm {
	f := &reasonForm{Common: ui.Choice{Name: "common", Label: r.T("Common reasons")},
		Own: ui.Field{Name: "reason", Label: r.T("Reason"), Value: r.PostFormValue("reason"), Required: true,
			Autofocus: len(common) == 0, Error: r.MessageFor(cause, "reason")}}
	if len(common) > 0 {
		f.Own.Hint = r.T("Choose one above, or say it in your own words.")
	}
	for _, reason := range common {
		f.Common.Options = append(f.Common.Options, ui.Option{Value: reason, Text: r.T(reason),
			Selected: r.PostFormValue("common") == reason})
	}
	return f
}
