package ui

import (
	"html/template"
	"slices"
	"time"

	"televisit/clinic"
)

// The views of templates/ui: what the components that pages share are made of.
type (
	// Field is ui/field and ui/textarea.
	Field struct {
		Name, Label, Type, Value, Hint, Error, Autocomplete, Placeholder string
		Required, Autofocus                                              bool
	}
	// Choice is ui/select, ui/radios and ui/checks.
	Choice struct {
		Name, Label, Hint, Error string
		Options                  []Option
		Required                 bool
	}
	// Option is a value of a Choice.
	Option struct {
		Value, Text string
		Hint        string // of ui/checks
		Selected    bool
	}
	// Check is ui/check and ui/switch.
	Check struct {
		Name, Label, Hint, Error, Value string
		Checked                         bool
	}
	// Summary is ui/summary: what is wrong with a form, in one place.
	Summary struct{ Errors []FieldError }
	// FieldError is a line of it: what is wrong with a field, "" for the whole form.
	FieldError struct{ Field, Message string }
	// Badge is ui/badge.
	Badge struct{ Variant, Icon, Text string }
	// Notice is ui/notice; Kind is info, success, warn or error.
	Notice struct{ Kind, Text string }
	// Moment is ui/time: an instant as it is read now, and in full.
	Moment struct{ Datetime, Text, Full string }
	// Fact is a line of what is on record. Without a value there is nothing. Dial is
	// the link of a phone number.
	Fact struct {
		Name, Value, URL string
		Dial             template.URL
	}
	// Live is ui/live: when a region was read, and the buttons of its polls.
	Live struct {
		Time, Zone string
		Twelve     bool // by twelve hours
	}
	// Markup is HTML that a Part made, to be put into another view.
	Markup = template.HTML
)

// hiddenFields are what forms hold but nobody can see.
var hiddenFields = []string{"to", "version"}

// SummaryOf returns what err says about a form. An error that names no field
// to go to is a line of its own.
func (v *Views) SummaryOf(err error) (s Summary) {
	for _, f := range clinic.FieldsOf(err) {
		line := FieldError{f.Field, v.Message(f.Message)}
		if slices.Contains(hiddenFields, f.Field) {
			line.Field = ""
		}
		s.Errors = append(s.Errors, line)
	}
	if err != nil && len(s.Errors) == 0 {
		s.Errors = []FieldError{{Message: v.ErrorText(err)}}
	}
	return s
}

// MessageFor returns what err says about one field, "" for nothing.
func (v *Views) MessageFor(err error, field string) string {
	for _, f := range clinic.FieldsOf(err) {
		if f.Field == field {
			return v.Message(f.Message)
		}
	}
	return ""
}

// MomentOf returns t as it is read at now by someone in zone.
func (v *Views) MomentOf(t, now time.Time, zone *time.Location) Moment {
	return Moment{t.UTC().Format(time.RFC3339), v.Relative(t, now), v.Date(t.In(zone), "2 Jan 2006, 15:04 MST")}
}

// Choose selects the option of that value. When there is none, a first option
// asks to choose.
func (c *Choice) Choose(value, ask string) {
	for i := range c.Options {
		if c.Options[i].Value == value {
			c.Options[i].Selected = true
			return
		}
	}
	c.Options = append([]Option{{Text: ask, Selected: true}}, c.Options...)
}
