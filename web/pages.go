package web

import (
	"html/template"
	"io/fs"

	"televisit/clinic"
	"televisit/web/assets"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// Files are what the pages are made of. The first three are needed.
type Files struct {
	Templates fs.FS
	Static    fs.FS
	Locales   fs.FS                    // a catalogue a language
	Used      i18n.Used                // hears which messages are shown; for tests
	Parsed    func(*template.Template) // sees the templates before they are executed; for tests
}

// Pages are the files, read: the templates in every language and what they link
// to. Sites can share them.
type Pages struct {
	files     *assets.Site
	languages *i18n.Languages
	views     map[string]*ui.Views // by what they are read by
}

// Load reads the files for sites below prefix, which is "" or e.g. "/televisit".
// It fails when an asset, a catalogue or a template is broken.
func Load(prefix string, f Files) (*Pages, error) {
	files, err := assets.New(prefix, f.Static)
	if err != nil {
		return nil, err
	}
	all, err := i18n.Load(f.Locales, f.Used)
	if err != nil {
		return nil, err
	}
	p := &Pages{files, i18n.NewLanguages(all), map[string]*ui.Views{}}
	for _, catalogue := range all {
		views, err := ui.NewViews(f.Templates, files, catalogue, f.Parsed)
		if err != nil {
			return nil, err
		}
		for _, clock := range []clinic.Clock{clinic.TwelveHours, clinic.AllHours} {
			for _, unitedStates := range []bool{true, false} {
				read := views.In(catalogue.With(clock, unitedStates))
				p.views[read.Reading()] = read
			}
		}
	}
	return p, nil
}

// Prefix is what every path begins with: "" or e.g. "/televisit".
func (p *Pages) Prefix() string { return p.files.Prefix() }
