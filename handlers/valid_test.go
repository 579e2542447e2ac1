package handlers

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// faults returns what is wrong with markup as it was written, before a parser
// mends it. What refers to another place is only looked for in a whole page.
func faults(markup string) []string {
	v := validator{ids: map[string]bool{}}
	z := html.NewTokenizer(strings.NewReader(markup))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return v.end(strings.HasPrefix(markup, "<!DOCTYPE html>"))
		case html.StartTagToken:
			v.open(z.Token(), false)
		case html.SelfClosingTagToken:
			v.open(z.Token(), true)
		case html.EndTagToken:
			v.close(z.Token().Data)
		}
	}
}

// A validator reads tags from the first to the last.
type validator struct {
	stack []html.Token // what is open
	ids   map[string]bool
	hrefs []reference
	found []string
}

// A reference is an attribute that names ids.
type reference struct{ tag, attribute, id string }

func (v *validator) render(format string, args ...any) {
	v.found = append(v.found, fmt.Sprintf(format, args...))
}

var (
	void     = strings.Fields("area base br col embed hr img input link meta source track wbr")
	phrasing = strings.Fields(`a abbr b bdi br button code em i input kbd label mark option s select small span strong sub sup svg textarea
		time use title rect path`)
	onlyWords  = strings.Fields("p h1 h2 h3 span button label summary small strong kbd option s time legend dt")
	references = strings.Fields("for form aria-labelledby aria-describedby aria-controls aria-owns popovertarget")
	children   = map[string][]string{"ul": {"li"}, "ol": {"li"}, "dl": {"div", "dt", "dd"}, "select": {"option"}, "thead": {"tr"},
		"tbody": {"tr"}, "tr": {"th", "td"}}
)

func (v *validator) open(t html.Token, selfClosed bool) {
	v.attributes(t)
	v.nesting(t)
	inPicture := slices.ContainsFunc(v.stack, func(o html.Token) bool { return o.Data == "svg" })
	if selfClosed && !inPicture {
		v.render("<%s/> closes itself outside of a picture", t.Data)
	}
	if !selfClosed && !slices.Contains(void, t.Data) {
		v.stack = append(v.stack, t)
	}
}

func (v *validator) attributes(t html.Token) {
	if t.Data == "button" && !slices.ContainsFunc(t.Attr, func(a html.Attribute) bool { return a.Key == "type" }) {
		v.render("<button> does not say what it does: its type")
	}
	for _, a := range t.Attr {
		switch {
		case a.Key == "id":
			if a.Val == "" || strings.ContainsAny(a.Val, " \t\n") || v.ids[a.Val] {
				v.render("<%s>: the id %q is no id or not the only one", t.Data, a.Val)
			}
			v.ids[a.Val] = true
		case slices.Contains(references, a.Key):
			for _, id := range strings.Fields(a.Val) {
				v.hrefs = append(v.hrefs, reference{t.Data, a.Key, id})
			}
		case a.Key == "href" && strings.HasPrefix(a.Val, "#") && len(a.Val) > 1:
			v.hrefs = append(v.hrefs, reference{t.Data, a.Key, a.Val[1:]})
		case (a.Key == "href" || a.Key == "class" || a.Key == "name") && a.Val == "":
			v.render("<%s> has an empty %s", t.Data, a.Key)
		}
	}
}

// nesting holds t against what it stands in.
func (v *validator) nesting(t html.Token) {
	if len(v.stack) == 0 {
		return
	}
	parent := v.stack[len(v.stack)-1].Data
	if slices.Contains(onlyWords, parent) && !slices.Contains(phrasing, t.Data) &&
		(parent != "summary" || !strings.HasPrefix(t.Data, "h")) {
		v.render("<%s> stands in <%s>", t.Data, parent)
	}
	if allowed := children[parent]; allowed != nil && !slices.Contains(allowed, t.Data) {
		v.render("<%s> stands in <%s>", t.Data, parent)
	}
	for _, o := range v.stack {
		if pressed(t) && (o.Data == "a" || o.Data == "button" || o.Data == "summary") || t.Data == o.Data &&
			(t.Data == "form" || t.Data == "label") {
			v.render("<%s> stands in <%s>, and both are for pressing", t.Data, o.Data)
		}
	}
}

// pressed reports whether t is something that a person presses or fills in.
func pressed(t html.Token) bool {
	switch t.Data {
	case "a", "button", "select", "textarea", "summary", "label":
		return true
	}
	return slices.ContainsFunc(t.Attr, func(a html.Attribute) bool {
		return a.Key == "tabindex" || t.Data == "input" && a.Key == "type" && a.Val != "hidden"
	})
}

func (v *validator) close(tag string) {
	if n := len(v.stack); n > 0 && v.stack[n-1].Data == tag {
		v.stack = v.stack[:n-1]
		return
	}
	v.render("</%s> closes nothing", tag)
}

// end returns all that was found.
func (v *validator) end(document bool) []string {
	for _, o := range v.stack {
		v.render("<%s> is never closed", o.Data)
	}
	for _, l := range v.hrefs {
		if document && !v.ids[l.id] {
			v.render("<%s %s=%q>: there is no such id", l.tag, l.attribute, l.id)
		}
	}
	return v.found
}
