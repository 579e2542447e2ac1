package web

import (
	"crypto/sha256"
	"encoding/hex"
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
	views     map[reader]*ui.Views
	build     string
}

// A reader is what views are chosen by.
type reader struct {
	lang         string
	clock        clinic.Clock // ByLocale when none was chosen
	unitedStates bool
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
	p := &Pages{files, i18n.NewLanguages(all), map[reader]*ui.Views{}, ""}
	if p.build, err = sumOf(f.Templates, f.Locales); err != nil {
		return nil, err
	}
	for _, catalogue := range all {
		views, err := ui.NewViews(f.Templates, files, catalogue, f.Parsed)
		if err != nil {
			return nil, err
		}
		for _, clock := range []clinic.Clock{clinic.ByLocale, clinic.TwelveHours, clinic.AllHours} {
			for _, unitedStates := range []bool{true, false} {
				p.views[reader{catalogue.Lang(), clock, unitedStates}] = views.In(catalogue.With(clock, unitedStates))
			}
		}
	}
	return p, nil
}

// sumOf returns a sum of all files: what is made of others has another.
func sumOf(all ...fs.FS) (string, error) {
	sum := sha256.New()
	for _, files := range all {
		err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			text, err := fs.ReadFile(files, name)
			_, _ = sum.Write(append([]byte(name+"\x00"), text...)) // never fails
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil)[:8]), nil
}

// Prefix is what every path begins with: "" or e.g. "/televisit".
func (p *Pages) Prefix() string { return p.files.Prefix() }
