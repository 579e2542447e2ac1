package handlers

import (
	"bytes"
	"fmt"
	"html"
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
	pages map[string]parsed
	parts parsed
	down  func() []byte // the 500 page
}

// parsed returns a template, parsed by whoever is the first to want it.
type parsed func() (*template.Template, error)

// functions are the sprig functions that templates use, picked by name: the
// whole map also holds some that make keys or end the program.
var functions = []string{"default"}

// newViews returns all templates: each */page.html and each */*-page.html with
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
	v := &views{links: l, words: w, gaps: newGaps()}
	err = v.plan(files, template.New("").Funcs(funcs).Option("missingkey=error"))
	return v, err
}

// plan says how templates are parsed: when the first one is executed that
// needs them. Parsing all took longer than all else of a start, and an evening
// sees few of them. root is where the shared ones go.
func (v *views) plan(files fs.FS, root *template.Template) error {
	var shared, own []string
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || d.IsDir() || path.Ext(name) != ".html":
		case strings.HasSuffix(name, "page.html"):
			own = append(own, name)
		default:
			shared = append(shared, name)
		}
		return err
	})
	common := sync.OnceValues(func() (*template.Template, error) { return root, v.words.parse(root, files, shared...) })
	with := func(more ...string) parsed { // a template that is executed cannot be cloned any more
		return sync.OnceValues(func() (*template.Template, error) {
			t, err := common()
			if err == nil {
				t, err = t.Clone()
			}
			if err != nil {
				return nil, err
			}
			return t, v.words.parse(t, files, more...)
		})
	}
	v.parts, v.pages = with(), map[string]parsed{}
	for _, name := range own {
		v.pages[strings.TrimSuffix(name, ".html")] = with(name)
	}
	v.down = sync.OnceValue(v.makeDown)
	return err
}

// makeDown returns the 500 page, and something to read if that fails too.
func (v *views) makeDown() []byte {
	view := errorView{Code: 500, Heading: v.words.t("Something went wrong"),
		Message: v.words.t("The fault is ours and was written to the log. Nothing was saved. Try again.")}
	page, err := errorPage.markup(v, frame{Lang: v.words.lang, Title: view.Heading}, view)
	if err != nil {
		return []byte("<!doctype html><title>500</title><h1>" + html.EscapeString(view.Heading) + "</h1>\n")
	}
	return page
}

// broken answers with the 500 page.
func (v *views) broken(w http.ResponseWriter) {
	_ = sendHTML(w, http.StatusInternalServerError, v.down()) // it has no error
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

func execute(p parsed, name string, data any) ([]byte, error) {
	t, err := p()
	if err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	var b bytes.Buffer
	if err := t.ExecuteTemplate(&b, name, data); err != nil {
		return nil, fmt.Errorf("template: %w", err)
	}
	return b.Bytes(), nil
}

// buffers are for putting answers together.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func send(w http.ResponseWriter, t parsed, name string, code int, data any) error {
	html, err := execute(t, name, data)
	if err != nil {
		return err
	}
	return sendHTML(w, code, html)
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
	if c := wireOf(w); c != nil {
		c.sendPage(w, html)
	} else {
		_, _ = w.Write(html) // the reader is gone; there is nobody to tell
	}
	return nil
}
