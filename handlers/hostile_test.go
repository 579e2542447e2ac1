package handlers

import (
	"cmp"
	"flag"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"televisit/handlers/route"
)

var allHostile = flag.Bool("hostile", false, "send every hostile request, not some to each route")

// TestHostileRequests sends what no page of the site would to every route, as an administrator and
// as nobody. None is answered by a fault of the program or by its words, none that is refused has saved
// anything, nor has one that only asks; and each answer is whole.
func TestHostileRequests(t *testing.T) {
	t.Parallel()
	d := newDefence(t)
	for _, rt := range new(areas).routes() {
		t.Run(rt.Method+" "+rt.Path, func(t *testing.T) {
			d.renew(t, rt)
			for _, h := range d.requests(t, rt) {
				d.hold(t, rt, h)
			}
		})
	}
	t.Logf("%d requests, %d saved", d.sent, d.saved)
	if !*allHostile && (d.sent < 1000 || d.saved < 20) {
		t.Errorf("got %d requests, of which %d saved something, want some thousand and some tens", d.sent, d.saved)
	}
}

// A hostileRequest says what it is, and makes itself as often as it is wanted.
type hostileRequest struct {
	name      string
	anonymous bool
	make      func() *http.Request
}

// requests returns what is sent to rt: everything, or of each kind some that differ from route to
// route.
func (d *defence) requests(t *testing.T, rt route.Route) (all []hostileRequest) {
	t.Helper()
	fields, each := d.fields(rt), len(hostileValues)
	pick := func(what string, n, of int) []int { return chosen(rt.Method+rt.Path+what, n, of) }
	if !*allHostile {
		each = max(1, 3/max(1, len(fields)))
	}
	for _, field := range fields {
		for _, i := range pick(field, each, len(hostileValues)) {
			all = append(all, d.withFields(rt, field, hostileValues[i]))
		}
	}
	for _, i := range pick("all", 1, len(hostileValues)) {
		all = append(all, d.withFields(rt, "", hostileValues[i]))
	}
	for _, i := range pick("forms", 1, len(hostileForms)) {
		all = append(all, d.withForm(rt, hostileForms[i]))
	}
	for _, i := range pick("headers", 2, len(hostileHeaders)) {
		all = append(all, d.withHeader(rt, hostileHeaders[i]))
	}
	for _, i := range pick("methods", 1, len(hostileMethods)) {
		all = append(all, d.withMethod(rt, hostileMethods[i]))
	}
	if strings.Contains(rt.Path, "{") {
		for _, i := range pick("places", 2, len(hostilePlaces)) {
			all = append(all, d.withPlace(rt, hostilePlaces[i]))
		}
	}
	for _, i := range pick("anonymous", 1, len(all)) {
		nobody := all[i]
		nobody.anonymous = true
		all = append(all, nobody)
	}
	return all
}

// chosen returns n numbers below of, the same for the same key; all of them when every one is wanted.
func chosen(key string, n, of int) (all []int) {
	if *allHostile {
		n = of
	}
	sum := fnv.New32a()
	_, _ = sum.Write([]byte(key)) // never fails
	first := int(sum.Sum32() % uint32(of))
	for i := range min(n, of) {
		all = append(all, (first+i*(1+of/max(1, n)))%of)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// inner are words of the program's inside, which no reader is to see.
var inner = regexp.MustCompile(`(?i)\b(sql|sqlite|sqlstate|postgres\w*|pgx?|pq|` +
	`panic|goroutine|runtime error|nil pointer|strconv|invalid syntax|` +
	`value out of range|unmarshal\w*|json:|parsing time|net/http|gorilla|mux|unexpected eof|constraint|foreign key|html/template|` +
	`\w+\.go:\d+|0xc0\w+)\b|%!\w?\(|<nil>`)

// withoutTags returns the text of a page as it stands there, and what is no whole tag.
func withoutTags(page string) string {
	var all strings.Builder
	for page != "" {
		text, rest, _ := strings.Cut(page, "<")
		all.WriteString(text + " ")
		if _, after, closes := strings.Cut(rest, ">"); closes {
			page = after
			continue
		}
		all.WriteString(rest)
		break
	}
	return all.String()
}

// hold sends h and looks at what comes of it.
func (d *defence) hold(t *testing.T, rt route.Route, h hostileRequest) {
	t.Helper()
	r := h.make()
	if h.anonymous {
		r.Header["Cookie"] = slices.DeleteFunc(r.Header["Cookie"], func(c string) bool { return strings.Contains(c, d.token) })
	}
	method, w := r.Method, httptest.NewRecorder()
	d.site.handler.ServeHTTP(w, r)
	d.sent++
	name, body := h.name, w.Body.String()
	if h.anonymous {
		name += ", signed out"
	}
	if w.Code >= 500 || w.Code < 200 {
		t.Errorf("%s: got %d", name, w.Code)
	}
	if found := inner.FindString(withoutTags(body)); found != "" && w.Header().Get("Content-Encoding") == "" {
		t.Errorf("%s: the answer of %d says %q", name, w.Code, found)
	}
	if problem := torn(w); problem != "" {
		t.Errorf("%s: the answer of %d %s", name, w.Code, problem)
	}
	state := d.state(t)
	if state == d.before {
		return
	}
	if d.saved++; w.Code >= 400 || method != http.MethodPost {
		t.Errorf("%s: something was saved by a %s that was answered %d", name, method, w.Code)
	}
	d.renew(t, rt)
}

// torn returns what is wrong with the body of an answer, "" for nothing.
func torn(w *httptest.ResponseRecorder) string {
	body := w.Body.String()
	if body == "" || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || w.Header().Get("Content-Encoding") != "" {
		return ""
	}
	if strings.HasPrefix(body, "<!DOCTYPE") && !strings.HasSuffix(body, "</html>\n") {
		return fmt.Sprintf("ends with %.40q", body[max(0, len(body)-40):])
	}
	return strings.Join(faults(body), "; ")
}

// withFields is a form of rt with a value in the place of one, or with "" of all fields that there are.
func (d *defence) withFields(rt route.Route, field, value string) hostileRequest {
	f := url.Values{}
	if field == "" {
		for _, name := range d.names {
			f.Set(name, value)
		}
	} else {
		for name, usual := range d.forms[rt.Method+" "+rt.Path] {
			f[name] = usual
		}
		f.Set(field, value)
	}
	return hostileRequest{name: fmt.Sprintf("%s=%.60q", cmp.Or(field, "every field"), value), make: func() *http.Request {
		return d.request(rt, d.path(rt), f.Encode())
	}}
}

func (d *defence) withForm(rt route.Route, text string) hostileRequest {
	field := append(d.fields(rt), "version")[0]
	text = strings.ReplaceAll(text, "FIELD", field)
	return hostileRequest{name: fmt.Sprintf("the form %.60q", text), make: func() *http.Request { return d.request(rt, d.path(rt), text) }}
}

func (d *defence) withHeader(rt route.Route, h [2]string) hostileRequest {
	value := strings.ReplaceAll(h[1], "COOKIE", d.site.cookie)
	return hostileRequest{name: fmt.Sprintf("%s: %.60q", h[0], value), make: func() *http.Request {
		r := d.request(rt, d.path(rt), d.forms[rt.Method+" "+rt.Path].Encode())
		switch h[0] {
		case "Host":
			r.Host = value
		case "Cookie":
			r.Header.Set(h[0], value)
		default:
			r.Header[http.CanonicalHeaderKey(h[0])] = []string{value}
		}
		return r
	}}
}

func (d *defence) withMethod(rt route.Route, method string) hostileRequest {
	return hostileRequest{name: "the method " + method, make: func() *http.Request {
		r := d.request(rt, d.path(rt), d.forms[rt.Method+" "+rt.Path].Encode())
		r.Method = method
		return r
	}}
}

func (d *defence) withPlace(rt route.Route, place string) hostileRequest {
	return hostileRequest{name: fmt.Sprintf("the place %.60q", place), make: func() *http.Request {
		text := strings.NewReplacer("HARBOR", d.foreign, "OTHER", d.ids["patients"]).Replace(place)
		return d.request(rt, inBraces.ReplaceAllLiteralString(rt.Path, text), d.forms[rt.Method+" "+rt.Path].Encode())
	}}
}
