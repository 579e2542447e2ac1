// Package i18n holds what people read, one catalogue a language, and writes
// messages, dates, numbers and distances in time in that language.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"televisit/clinic"
)

// A Catalogue has the texts of one language, with numbers as they are written in
// the United States. The id of a message is its English text, a format of fmt.
// What follows a bar in an id tells two meanings of the same English apart and is
// never shown.
type Catalogue struct {
	lang    string // BCP 47, e.g. "es"
	texts   map[string]string
	plural  *i18n.Localizer
	numbers *message.Printer

	twelve     bool // times are read by twelve hours
	monthFirst bool // dates are written as in the United States

	months, shortMonths, weekdays, shortWeekdays []string

	used Used
}

// Used hears which message is shown with which arguments. Tests look with it for
// what a catalogue lacks; it may be nil.
type Used func(id string, args []any)

// English is the language that the messages' ids are written in.
const English = "en"

// Load reads the catalogues, one JSON file a language, and returns English
// first.
func Load(files fs.FS, used Used) ([]*Catalogue, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	var all []*Catalogue
	for _, name := range names {
		c, err := load(bundle, files, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		c.used = used
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b *Catalogue) int {
		return strings.Compare(strings.TrimPrefix(a.lang, English), strings.TrimPrefix(b.lang, English))
	})
	if len(all) == 0 || all[0].lang != English {
		return nil, fmt.Errorf("there is no catalogue %s.json", English)
	}
	return all, nil
}

func load(bundle *i18n.Bundle, files fs.FS, name string) (*Catalogue, error) {
	text, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	file, err := bundle.ParseMessageFileBytes(text, name)
	if err != nil {
		return nil, err
	}
	c := &Catalogue{lang: strings.TrimSuffix(path.Base(name), ".json"), texts: map[string]string{}}
	for _, m := range file.Messages {
		c.texts[m.ID] = m.Other
	}
	c.plural, c.numbers = i18n.NewLocalizer(bundle, c.lang), message.NewPrinter(language.Make(c.lang+"-US"))
	c.months, c.shortMonths = strings.Fields(c.text(months)), strings.Fields(c.text(shortMonths))
	c.twelve = slices.Contains(twelveHours, c.lang)
	c.weekdays, c.shortWeekdays = strings.Fields(c.text(weekdays)), strings.Fields(c.text(shortWeekdays))
	return c, nil
}

// Lang returns the language as a BCP 47 tag, e.g. "es".
func (c *Catalogue) Lang() string { return c.lang }

// Has reports whether the catalogue has a text of its own for a message.
func (c *Catalogue) Has(id string) bool { return c.texts[id] != "" }

// T returns the message with that id. Arguments that have a language of their own
// (see clinic.Message) are translated too.
func (c *Catalogue) T(id string, args ...any) string {
	c.note(id, args)
	return c.format(c.text(id), args)
}

// N returns the message in the form for a number of things. The number is its
// first argument.
func (c *Catalogue) N(id string, n int, args ...any) string {
	args = append([]any{n}, args...)
	c.note(id, args)
	return c.format(c.form(id, n), args)
}

// Message returns m as text.
func (c *Catalogue) Message(m clinic.Message) string { return c.T(m.Format, m.Args...) }

// ErrorText returns what a person may read about err.
func (c *Catalogue) ErrorText(err error) string { return c.Message(clinic.MessageOf(err)) }

// Number returns n with its thousands grouped.
func (c *Catalogue) Number(n int64) string { return c.numbers.Sprint(n) }

func (c *Catalogue) note(id string, args []any) {
	if c.used != nil {
		c.used(id, args)
	}
}

// text returns the message as it is in the catalogue, and English for one that
// is not.
func (c *Catalogue) text(id string) string {
	if text := c.texts[id]; text != "" {
		return text
	}
	text, _, _ := strings.Cut(id, "|")
	return text
}

// form returns the form of a message for n things, before anything is put in.
func (c *Catalogue) form(id string, n int) string {
	form, err := c.plural.Localize(&i18n.LocalizeConfig{DefaultMessage: &i18n.Message{ID: id, Other: id}, PluralCount: n})
	if err != nil {
		return id
	}
	return form
}

func (c *Catalogue) format(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	translated := make([]any, len(args))
	for i, a := range args {
		translated[i] = c.argument(a)
	}
	return c.numbers.Sprintf(text, translated...)
}

func (c *Catalogue) argument(a any) any {
	switch a := a.(type) {
	case clinic.Message:
		return c.Message(a)
	case clinic.Translatable:
		return c.T(string(a))
	case clinic.Status:
		return c.statusInText(a)
	case clinic.Day:
		return c.Day(a, "2 Jan 2006")
	case clinic.LocalTime:
		return c.Date(a.At, a.Layout) + a.Zone()
	case clinic.Wait:
		n, minutes := a.Count()
		if minutes {
			return c.N("%d minutes", n)
		}
		return c.N("%d seconds", n)
	case string:
		return Isolated(a)
	}
	return a
}
