package handlers

import (
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"televisit/clinic"
)

// words say everything in one language, with numbers as they are written in the
// United States. The id of a message is its English text, a format of fmt; what
// follows a bar in it tells two meanings of the same English apart and is never
// shown.
type words struct {
	lang    string // BCP 47, e.g. "es"
	texts   map[string]string
	plural  *i18n.Localizer
	numbers *message.Printer

	months, shortMonths, weekdays, shortWeekdays []string

	phrases sync.Map // relative times by span, made when first read

	asked func(id string) // for tests that ask which messages are used; else nil
}

// english is the language that the messages' ids are written in.
const english = "en"

// newWords reads the catalogues, one JSON file a language, and returns English
// first.
func newWords(files fs.FS, asked func(id string)) ([]*words, error) {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("json", json.Unmarshal)
	names, err := fs.Glob(files, "*.json")
	if err != nil {
		return nil, err
	}
	var all []*words
	for _, name := range names {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		file, err := bundle.ParseMessageFileBytes(text, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		w := &words{lang: strings.TrimSuffix(path.Base(name), ".json"), texts: map[string]string{}, asked: asked}
		for _, m := range file.Messages {
			w.texts[m.ID] = m.Other
		}
		w.plural, w.numbers = i18n.NewLocalizer(bundle, w.lang), message.NewPrinter(language.Make(w.lang+"-US"))
		w.months, w.shortMonths = strings.Fields(w.t(months)), strings.Fields(w.t(shortMonths))
		w.weekdays, w.shortWeekdays = strings.Fields(w.t(weekdays)), strings.Fields(w.t(shortWeekdays))
		all = append(all, w)
	}
	slices.SortStableFunc(all, func(a, b *words) int {
		return strings.Compare(strings.TrimPrefix(a.lang, english), strings.TrimPrefix(b.lang, english))
	})
	if len(all) == 0 || all[0].lang != english {
		return nil, fmt.Errorf("there is no catalogue %s.json", english)
	}
	return all, nil
}

// t returns the message with that id. Arguments that are themselves said in a
// language, as texts, statuses and days are, are said in this one.
func (w *words) t(id string, args ...any) string {
	return w.say(w.text(id), args)
}

func (w *words) say(text string, args []any) string {
	if len(args) == 0 {
		return text
	}
	said := make([]any, len(args))
	for i, a := range args {
		said[i] = w.arg(a)
	}
	return w.numbers.Sprintf(text, said...)
}

// fixed is a message in a template that nothing is put into.
var fixed = regexp.MustCompile(`\{\{t "([^"]+)"\}\}`)

// parse adds a file to t. Messages that are always the same become text before
// the template is parsed, so that they cost nothing when it is executed.
func (w *words) parse(t *template.Template, files fs.FS, names ...string) error {
	for _, name := range names {
		source, err := fs.ReadFile(files, name)
		if err != nil {
			return err
		}
		_, err = t.Parse(fixed.ReplaceAllStringFunc(string(source), func(call string) string {
			return html.EscapeString(w.t(fixed.FindStringSubmatch(call)[1]))
		}))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// n returns the message in the form for a number of things. The number is its
// first argument.
func (w *words) n(id string, n int, args ...any) string {
	return w.say(w.form(id, n), append([]any{n}, args...))
}

// text returns the message as it is in the catalogue, and English for one that
// is not.
func (w *words) text(id string) string {
	if w.asked != nil {
		w.asked(id)
	}
	if text, ok := w.texts[id]; ok && text != "" {
		return text
	}
	text, _, _ := strings.Cut(id, "|")
	return text
}

func (w *words) arg(a any) any {
	switch a := a.(type) {
	case clinic.Translatable:
		return w.t(string(a))
	case clinic.Status:
		return w.status(a)
	case clinic.Message:
		return w.show(a)
	case clinic.Day:
		return w.day(a, "2 Jan 2006")
	case clinic.LocalTime:
		return w.date(a.At, a.Layout)
	case clinic.Wait:
		n, minutes := a.Count()
		if minutes {
			return w.n("%d minutes", n)
		}
		return w.n("%d seconds", n)
	}
	return a
}

// message returns what a person may read about err.
func (w *words) message(err error) string { return w.show(clinic.MessageOf(err)) }

// show returns a message as text.
func (w *words) show(m clinic.Message) string { return w.t(m.Format, m.Args...) }

// number returns n with its thousands grouped.
func (w *words) number(n int64) string { return w.numbers.Sprint(n) }
