package handlers

import (
	"slices"
	"time"

	"televisit/clinic"
)

// The views of templates/ui: what a shared atom of the pages is made of.
type (
	// field is ui/field and ui/textarea.
	field struct {
		Name, Label, Type, Value, Hint, Error, Autocomplete, Placeholder string
		Required, Autofocus                                              bool
	}
	// choice is ui/select and ui/radios.
	choice struct {
		Name, Label, Hint, Error string
		Options                  []option
		Required                 bool
	}
	option struct {
		Value, Text string
		Selected    bool
	}
	// check is ui/check and ui/switch.
	check struct {
		Name, Label, Hint, Error, Value string
		Checked                         bool
	}
	// summary is ui/summary: what is wrong with a form, in one place.
	summary struct{ Errors []fieldError }
	// fieldError is a line of it: what is wrong with a field, "" for the whole form.
	fieldError struct{ Field, Message string }
	// badge is ui/badge.
	badge struct{ Variant, Icon, Text string }
	// notice is ui/notice; Kind is info, success, warn or error.
	notice struct{ Kind, Text string }
	// moment is ui/time: an instant as it is read now, and in full.
	moment struct{ Datetime, Text, Full string }
)

// carried are what forms hold but nobody can see.
var carried = []string{"to", "version"}

// summaryOf returns what err says about a form. An error that names no field
// to go to is a line of its own.
func (w *words) summaryOf(err error) (s summary) {
	for _, f := range clinic.FieldsOf(err) {
		line := fieldError{f.Field, w.show(f.Message)}
		if slices.Contains(carried, f.Field) {
			line.Field = ""
		}
		s.Errors = append(s.Errors, line)
	}
	if err != nil && len(s.Errors) == 0 {
		s.Errors = []fieldError{{Message: w.message(err)}}
	}
	return s
}

// messageFor returns what err says about one field, "" for nothing.
func (w *words) messageFor(err error, field string) string {
	for _, f := range clinic.FieldsOf(err) {
		if f.Field == field {
			return w.show(f.Message)
		}
	}
	return ""
}

// isForm reports whether err is for the form to show again: the input is
// wrong, or was overtaken.
func isForm(err error) bool {
	k := clinic.KindOf(err)
	return k == clinic.Invalid || k == clinic.Conflict
}

// momentOf returns t as it is read at now by someone in zone.
func (w *words) momentOf(t, now time.Time, zone *time.Location) moment {
	return moment{t.UTC().Format(time.RFC3339), w.relative(t, now), w.date(t.In(zone), "2 Jan 2006, 15:04 MST")}
}
