package handlers

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

	"github.com/Masterminds/sprig/v3"
)

// page is a whole page whose view is a T. Its name is its template's path.
type page[T any] struct{ name string }

// part is a piece of a page that is also answered alone.
type part[T any] struct{ name string }

// sheet is what the layout is executed with.
type sheet[T any] struct {
	Frame frame
	V     T
}

type views struct {
	links *links
	words *words
	gaps  gaps
	pages map[string]*template.Template
	parts *template.Template
	down  []byte // the 500 page, made at the start so that it cannot itself fail
}

// functions are the sprig functions that templates use, picked by name: the
// whole map also holds some that make keys or end the program.
var functions = []string{"default"}

// newViews parses all templates: each */page.html and each */*-page.html with
// its own content, every other file for all. probe is for tests that ask which
// templates are executed; else nil.
func newViews(files fs.FS, l *links, w *words, probe func(template string) string) (*views, error) {
	all := sprig.HermeticHtmlFuncMap()
	names, sprite, err := l.sprite()
	if err != nil {
		return nil, err
	}
	funcs := template.FuncMap{"path": l.path, "asset": l.asset, "icon": icons(names, sprite), "t": w.t, "n": w.n, "forscript": w.forScript}
	if probe != nil {
		funcs["probe"] = probe
	}
	for _, name := range functions {
		funcs[name] = all[name]
	}
	v := &views{links: l, words: w, gaps: newGaps(), pages: map[string]*template.Template{}, parts: template.New("").Funcs(funcs).Option("missingkey=error")}
	var pageFiles []string
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() || path.Ext(name) != ".html":
			return err
		case strings.HasSuffix(name, "page.html"):
			pageFiles = append(pageFiles, name)
			return nil
		}
		return w.parse(v.parts, files, name)
	})
	if err != nil {
		return nil, err
	}
	for _, name := range pageFiles {
		t, err := v.parts.Clone()
		if err == nil {
			err = w.parse(t, files, name)
		}
		if err != nil {
			return nil, err
		}
		v.pages[strings.TrimSuffix(name, ".html")] = t
	}
	return v, v.makeDown()
}

func (v *views) makeDown() (err error) {
	if v.pages[errorPage.name] == nil {
		return fmt.Errorf("template %s is missing", errorPage.name)
	}
	view := errorView{Code: 500, Heading: v.words.t("Something went wrong"),
		Message: v.words.t("The fault is ours and was written to the log. Nothing was saved. Try again.")}
	v.down, err = errorPage.markup(v, frame{Lang: v.words.lang, Title: view.Heading}, view)
	return err
}

// broken answers with the 500 page.
func (v *views) broken(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusInternalServerError)
	_, _ = w.Write(v.down) // the reader is gone; there is nobody to tell
}

// render answers with the page. Nothing is sent when the template fails.
func (p page[T]) render(w http.ResponseWriter, v *views, code int, f frame, view T) error {
	html, err := p.markup(v, f, view)
	if err != nil {
		return err
	}
	return sendPage(w, code, html)
}

// render answers with the part alone.
func (p part[T]) render(w http.ResponseWriter, v *views, code int, view T) error {
	return send(w, v.parts, p.name, code, view)
}

// markup returns the part rendered.
func (p part[T]) markup(v *views, view T) ([]byte, error) { return execute(v.parts, p.name, view) }

// markup returns the page rendered.
func (p page[T]) markup(v *views, f frame, view T) ([]byte, error) {
	return execute(v.pages[p.name], "layout", sheet[T]{f, view})
}

func execute(t *template.Template, name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return b.Bytes(), nil
}

// buffers are for putting answers together.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func send(w http.ResponseWriter, t *template.Template, name string, code int, data any) error {
	html, err := execute(t, name, data)
	if err != nil {
		return err
	}
	return sendMarkup(w, code, func(b *bytes.Buffer) { b.Write(html) })
}

// sendMarkup answers with what write puts together.
func sendMarkup(w http.ResponseWriter, code int, write func(b *bytes.Buffer)) error {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	b.Reset()
	write(b)
	return sendHTML(w, code, b.Bytes())
}

var htmlKind = []string{"text/html; charset=utf-8"}

// sendHTML answers with html.
func sendHTML(w http.ResponseWriter, code int, html []byte) error {
	h := w.Header()
	h["Content-Type"], h["Content-Length"] = htmlKind, []string{strconv.Itoa(len(html))}
	w.WriteHeader(code)
	_, _ = w.Write(html) // the reader is gone; there is nobody to tell
	return nil
}
