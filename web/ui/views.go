// Package ui turns views into pages: templates, the layout around every page, and
// the components that pages share.
package ui

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"text/template/parse"

	"github.com/Masterminds/sprig/v3"

	"televisit/web/assets"
	"televisit/web/i18n"
)

// A Page is a whole page whose view is a T. Its name is its template's path.
type Page[T any] struct{ name string }

// NewPage returns the page of the template at that path, e.g. "patients/page".
func NewPage[T any](name string) Page[T] { return Page[T]{name} }

// A Part is a piece of a page that is also answered alone.
type Part[T any] struct{ name string }

// NewPart returns the part of the template of that name, e.g. "patients/found".
func NewPart[T any](name string) Part[T] { return Part[T]{name} }

// layoutData is what the layout is executed with.
type layoutData[T any] struct {
	Frame Frame
	V     T
}

// Views are all templates in one language.
type Views struct {
	*i18n.Catalogue
	*assets.Site
	templates    *template.Template
	errorPage500 []byte
}

// functions are the sprig functions that templates use, picked by name: the
// whole map also holds some that make keys or end the program.
var functions = []string{"default"}

// NewViews parses all templates in the language of c. It fails when one is broken, so
// that a broken template cannot be served.
//
// parsed sees the templates before any is executed; it is for tests, else nil.
func NewViews(files fs.FS, site *assets.Site, c *i18n.Catalogue, parsed func(*template.Template)) (*Views, error) {
	names, sprite, err := site.Sprite()
	if err != nil {
		return nil, err
	}
	funcs := template.FuncMap{"path": site.Path, "asset": site.Asset, "icon": icons(names, sprite), "t": c.T, "n": c.N,
		"forscript": forScript(c)}
	all := sprig.HermeticHtmlFuncMap()
	for _, name := range functions {
		funcs[name] = all[name]
	}
	v := &Views{Catalogue: c, Site: site, templates: template.New("").Funcs(funcs).Option("missingkey=error")}
	if err := parseAll(v.templates, files); err != nil {
		return nil, err
	}
	if parsed != nil {
		parsed(v.templates)
	}
	v.errorPage500, err = v.makeErrorPage500()
	return v, err
}

// In returns the views with another catalogue of the same language: what handlers
// write by it, its dates above all, reads in another way.
func (v *Views) In(c *i18n.Catalogue) *Views {
	other := *v
	other.Catalogue = c
	return &other
}

// parseAll adds all files to set, and a layout around each */page.html and each
// */*-page.html.
func parseAll(set *template.Template, files fs.FS) error {
	var pages []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".html" {
			return err
		}
		if strings.HasSuffix(name, "page.html") {
			pages = append(pages, strings.TrimSuffix(name, ".html"))
		}
		return parseFile(set, files, name)
	})
	if err != nil {
		return err
	}
	layout := set.Lookup("layout").Tree
	for _, page := range pages {
		if _, err := set.AddParseTree(layoutName(page), layoutAround(page, layout)); err != nil {
			return err
		}
	}
	return nil
}

// parseFile adds what a file defines to set. Errors name it by its path.
func parseFile(set *template.Template, files fs.FS, name string) error {
	source, err := fs.ReadFile(files, name)
	if err == nil {
		_, err = set.New(name).Parse(string(source))
	}
	return err
}

// layoutName returns the name of the layout around a page.
func layoutName(page string) string { return "layout " + page }

// layoutAround returns a copy of the layout with a page in the place of its content.
// All pages are of one set, because a set of its own for each would hold all that
// pages share once more.
func layoutAround(page string, layout *parse.Tree) *parse.Tree {
	around := layout.Copy()
	for _, node := range around.Root.Nodes {
		if t, ok := node.(*parse.TemplateNode); ok && t.Name == "content" {
			t.Name = page
		}
	}
	return around
}

// makeErrorPage500 returns the page of a failure that is ours. It is made at the
// start, so that it needs nothing when something has failed.
func (v *Views) makeErrorPage500() ([]byte, error) {
	view := ErrorView{Code: http.StatusInternalServerError, Heading: v.T("Something went wrong"),
		Message: v.T("The fault is ours and was written to the log. Nothing was saved. Try again.")}
	return ErrorPage.markup(v, Frame{Lang: v.Lang(), Title: view.Heading}, view)
}

// RenderError500 answers with the page of a failure that is ours.
func (v *Views) RenderError500(w http.ResponseWriter) {
	Send(w, http.StatusInternalServerError, v.errorPage500)
}

// ErrorView is what an error page says.
type ErrorView struct {
	Code    int
	Heading string
	Message string
	Home    string // where to go on, "" when there is nothing better
}

// ErrorPage tells of an error, FaultPart does so beside what stays on the page.
var (
	ErrorPage = NewPage[ErrorView]("error/page")
	FaultPart = NewPart[string]("error/fault")
)

// Name returns the path of the template.
func (p Page[T]) Name() string { return p.name }

// Template returns what a page is executed by, nil when there is none, and with a
// value of which type.
func (p Page[T]) Template(v *Views) (*template.Template, any) {
	return v.templates.Lookup(layoutName(p.name)), layoutData[T]{}
}

// Render answers with the page. Nothing is sent when the template fails.
func (p Page[T]) Render(w http.ResponseWriter, v *Views, code int, f Frame, view T) error {
	page, err := p.markup(v, f, view)
	if err == nil {
		Send(w, code, page)
	}
	return err
}

func (p Page[T]) markup(v *Views, f Frame, view T) ([]byte, error) {
	return execute(v.templates, layoutName(p.name), layoutData[T]{f, view})
}

// Name returns the name of the template.
func (p Part[T]) Name() string { return p.name }

// Template returns what a part is executed by, nil when there is none, and with a
// value of which type.
func (p Part[T]) Template(v *Views) (*template.Template, any) {
	var view T
	return v.templates.Lookup(p.name), view
}

// Render answers with the part alone. Nothing is sent when the template fails.
func (p Part[T]) Render(w http.ResponseWriter, v *Views, code int, view T) error {
	part, err := p.Markup(v, view)
	if err == nil {
		Send(w, code, part)
	}
	return err
}

// Markup returns the part as HTML.
func (p Part[T]) Markup(v *Views, view T) ([]byte, error) { return execute(v.templates, p.name, view) }

// buffers are where templates are executed. A page or a part is copied out of its buffer: some are held
// for long, and are then as large as they have to be.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func execute(t *template.Template, name string, data any) ([]byte, error) {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	if err := t.ExecuteTemplate(b, name, data); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return bytes.Clone(b.Bytes()), nil
}

// Send answers with HTML.
func Send(w http.ResponseWriter, code int, page []byte) {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(page)))
	w.WriteHeader(code)
	_, _ = w.Write(page) // the reader is gone; there is nobody to tell
}
