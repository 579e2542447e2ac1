package handlers

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"televisit/store/storetest"
)

// firstView is what the first view of a page may take on the wire, with the
// files that it loads.
const firstView = 80_000

func TestFirstViewIsSmall(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := ""
	for i := range 24 {
		id = string(s.Session(t, storetest.Row{Family: "Family" + strconv.Itoa(i),
			Status: []string{"scheduled", "active", "scheduled", "completed"}[i%4], Minutes: new(20),
			URL:       "https://video.example/" + strconv.Itoa(i),
			StartsAt:  s.Clock.Now().Add(time.Duration(i-4) * 10 * time.Minute),
			CreatedAt: s.Clock.Now().Add(-time.Duration(i) * time.Hour)}))
	}
	b := s.as(t, "admin@northside.example", "")
	if n := b.get(list).Doc.Find("[data-cards] [data-version]").Length(); n != 24 {
		t.Fatal(n, "cards")
	}
	for _, at := range []string{"/login", "/", list, list + "/sessions/" + id, list + "/sessions/" + id + "/status?to=active",
		"/pm/patients", "/pm/patients/new",
		"/pm/appointments", "/pm/appointments/new", "/account", "/switch", "/nowhere"} {
		t.Run(strings.Replace(at, id, "{id}", 1), func(t *testing.T) {
			from := b
			if at == "/login" {
				from = s.anonymous(t)
			}
			a := from.get(at, "Accept-Encoding", "gzip")
			html, files := len(a.Text), 0
			for _, file := range assetsOf(unpacked(t, a)) {
				files += len(b.get(file, "Accept-Encoding", "gzip").Text)
			}
			t.Logf("%6d bytes: %6d of HTML, %d of files: %s", html+files, html, files, strings.Replace(at, id, "{id}", 1))
			if html+files >= firstView || files == 0 {
				t.Errorf("got %d bytes, %d of them files, want fewer than %d and some files", html+files, files, firstView)
			}
		})
	}
}

// assetsOf returns the static files that a browser loads for a page.
func assetsOf(doc *goquery.Document) (all []string) {
	known := map[string]bool{}
	doc.Find("link[href], script[src], use[href]").Each(func(_ int, e *goquery.Selection) {
		file, _, _ := strings.Cut(e.AttrOr("href", e.AttrOr("src", "")), "#")
		if !known[file] && strings.Contains(file, "/static/") && path.Ext(file) != "" {
			known[file], all = true, append(all, file)
		}
	})
	return all
}

// unpacked returns the document of an answer that may be compressed.
func unpacked(t *testing.T, a answer) *goquery.Document {
	t.Helper()
	if a.Header.Get("Content-Encoding") != "gzip" {
		return a.Doc
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(unzip(t, []byte(a.Text))))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// unzip fails when the sum or the length at the end is wrong.
func unzip(t *testing.T, b []byte) string {
	t.Helper()
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestCompressedPageIsThePage compares what is sent compressed with what is sent as
// it is, as time passes and sessions change.
func TestCompressedPageIsThePage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 12 { // a short page is not worth it
		s.Session(t, storetest.Row{})
	}
	v := s.Session(t, storetest.Row{})
	b := s.as(t, "provider@northside.example", "")
	for i, after := range []time.Duration{0, 7 * time.Second, 50 * time.Second, time.Second, 2 * time.Minute} {
		t.Run(fmt.Sprintf("step %d, after %v", i, after), func(t *testing.T) {
			s.Clock.Add(after)
			if i == 3 {
				b.post(pollPath+"/"+string(v)+"/status", "to", "active", "version", "1")
			}
			for range 2 {
				a := b.get(list, "Accept-Encoding", "br, gzip")
				if a.Header.Get("Content-Encoding") != "gzip" || unzip(t, []byte(a.Text)) != b.get(list).Text {
					t.Errorf("compressed as %q it is another page, want the same by gzip", a.Header.Get("Content-Encoding"))
				}
			}
		})
	}
}

// TestNothingChosenIsCompressed asks for answers in which a stranger's choice could
// stand, and for polls.
func TestNothingChosenIsCompressed(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for i := range 24 {
		s.Session(t, storetest.Row{Family: "Marlow" + strconv.Itoa(i)})
	}
	b := s.as(t, "staff@northside.example", "")
	for _, at := range []string{list + "?status=scheduled", list + "?from=1980-02-03", list + "?x=y", pollPath, "/pm/patients?after=x",
		"/?moved=x"} {
		t.Run(at, func(t *testing.T) {
			if a := b.get(at, "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" || a.StatusCode != http.StatusOK {
				t.Errorf("got %d compressed as %q, want 200 as it is", a.StatusCode, a.Header.Get("Content-Encoding"))
			}
		})
	}
	if a := b.send(list+"/search", form("q", "marlow"), "Accept-Encoding", "gzip"); a.Header.Get("Content-Encoding") != "" ||
		len(a.Text) < 16<<10 {
		t.Error("a search is compressed, or short:", len(a.Text))
	}
}
