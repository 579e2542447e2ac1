package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/css"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"televisit/store/storetest"
)

// patience is how long something may take before it counts as missing: two
// intervals of the poll and a slow machine.
const patience = 20 * time.Second

// A person sits before one tab of a browser.
type person struct {
	t    *testing.T
	ctx  context.Context
	site string

	email    string                                           // who signed in, if by become
	login    func(t *testing.T, email string) (c http.Cookie) // makes a login, nil where only the form does
	password string
	plain    bool // runs no scripts
	pages    int  // left so far

	mu         sync.Mutex
	complaints []string // what the browser complained of
	forgiven   []string
	answers    []answer
}

// An answer is what one request of the tab came to.
type answer struct {
	path string
	code int64
}

// person returns somebody with a browser profile of their own.
func (s *site) person(t *testing.T) *person {
	t.Helper()
	p := newPerson(t, s.at)
	p.login = s.login
	return p
}

func newPerson(t *testing.T, site string) *person {
	t.Helper()
	ctx, leave := chromedp.NewContext(browserOf(t).ctx, chromedp.WithNewBrowserContext())
	return begin(t, ctx, leave, site)
}

// plain returns somebody whose browser runs no scripts.
func (s *site) plain(t *testing.T) *person {
	t.Helper()
	p := s.person(t)
	p.plain = true
	send(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return p
}

// tab opens a second tab beside p's, in a window of its own: a tab behind
// another one would be hidden, and hidden pages wait.
func (p *person) tab() *person {
	p.t.Helper()
	ctx, leave := chromedp.NewContext(p.ctx)
	return begin(p.t, ctx, leave, p.site)
}

// part runs what p does next as a subtest, which may fail alone.
func (p *person) part(name string, do func()) {
	parent := p.t
	parent.Run(name, func(t *testing.T) {
		p.t = t
		defer func() { p.t = parent }()
		do()
	})
}

func begin(t *testing.T, ctx context.Context, leave context.CancelFunc, site string) *person {
	t.Helper()
	p := &person{t: t, ctx: ctx, site: site, password: storetest.Password}
	t.Cleanup(func() {
		leave()
		p.judge()
	})
	if err := chromedp.Listen(ctx, p.hear); err != nil {
		t.Fatal(err)
	}
	// What chromedp has asked to be told of elements and their styles, nobody here reads.
	send(p, css.Disable, cdp.Empty{})
	send(p, dom.Disable, cdp.Empty{})
	// Every tab of the suite is looked at, as far as its page can tell.
	send(p, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true})
	p.look("light", 1280, 800)
	return p
}

// hear notes complaints of the browser and answers of the server.
func (p *person) hear(event any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		p.complaints = append(p.complaints, "exception: "+e.ExceptionDetails.Text+" "+described(e.ExceptionDetails.Exception))
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning {
			text := "console:"
			for _, a := range e.Args {
				text += " " + described(a)
			}
			p.complaints = append(p.complaints, text)
		}
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			p.complaints = append(p.complaints, fmt.Sprintf("%s: %s %s", e.Entry.Source, e.Entry.Text, e.Entry.URL))
		}
	case *network.EventResponseReceived:
		path, _, _ := strings.Cut(strings.TrimPrefix(e.Response.URL, p.site), "?")
		p.answers = append(p.answers, answer{path, e.Response.Status})
	}
}

func described(o *runtime.RemoteObject) string {
	if o == nil {
		return ""
	}
	return string(o.Value) + o.Description
}

// forgive lets the browser complain with these phrases: the test brings it about.
func (p *person) forgive(phrases ...string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.forgiven = append(p.forgiven, phrases...)
}

// judge fails the test for every complaint that was not forgiven: errors and
// warnings of scripts, of the content security policy, of the network.
func (p *person) judge() {
	p.mu.Lock()
	defer p.mu.Unlock()
next:
	for _, complaint := range p.complaints {
		for _, phrases := range p.forgiven {
			if strings.Contains(complaint, phrases) {
				continue next
			}
		}
		p.t.Error("the browser says:", complaint)
	}
}

// answered returns how often path was answered with code.
func (p *person) answered(path string, code int64) (n int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.answers {
		if a == (answer{path, code}) {
			n++
		}
	}
	return n
}

// do runs actions of the browser.
func (p *person) do(actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		p.t.Fatal(err)
	}
}

// send runs a command of the browser's protocol.
func send[P, R any](p *person, command cdp.Command[P, R], params P) R {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	result, err := chromedp.Call(ctx, command, params)
	if err != nil {
		p.t.Fatal(err)
	}
	return result
}

// try returns what expression, or the promise that it is, comes to in the
// page.
func try[T any](p *person, expression string) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
}

// open goes to a path of the site.
func (p *person) open(path string) {
	p.t.Helper()
	p.leave(func() { p.do(chromedp.Navigate(p.site + path)) })
}

// look sets the theme that the reader's system asks for, and the size of the
// window. Readers of the suite ask for less motion: a page that fades in is one
// that a busy browser may hold back, and one that breaks off a fade complains.
func (p *person) look(theme string, width, height int64) {
	p.t.Helper()
	send(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme",
		Value: theme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
	p.do(chromedp.EmulateViewport(width, height))
}

// js writes a call of a JavaScript function with these arguments.
func js(function string, args ...any) string {
	var list []string
	for _, a := range args {
		b, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		list = append(list, string(b))
	}
	return "(" + function + ")(" + strings.Join(list, ", ") + ")"
}

// read is try for what cannot fail.
func read[T any](p *person, expression string) T {
	p.t.Helper()
	v, err := try[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return v
}

// run runs a statement in the page.
func (p *person) run(statement string) {
	p.t.Helper()
	p.do(chromedp.Evaluate[chromedp.Void](statement))
}

// until asks again and again until ready says yes, and fails with what it last
// said when it never does.
func (p *person) until(what string, ready func() (bool, string)) {
	p.t.Helper()
	deadline := time.NewTimer(patience)
	defer deadline.Stop()
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for {
		ok, state := ready()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-deadline.C:
			p.t.Fatalf("never came: %s (%s)\n%s", what, state, p.state())
		}
	}
}

// wait waits until expression is true in the page, whichever page that is by
// then.
func (p *person) wait(what, expression string) {
	p.t.Helper()
	p.until(what, func() (bool, string) {
		ok, err := try[bool](p, "Boolean("+expression+")")
		if err != nil {
			return false, err.Error()
		}
		return ok, expression
	})
}

// state says what is on the screen, for the message of a failure.
func (p *person) state() string {
	text, err := try[string](p, `location.href + "\n" + document.body.innerText.replace(/\s*\n\s*/g, " | ").slice(0, 1500)`)
	if err != nil {
		return err.Error()
	}
	return text
}
