package handlers

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"strings"
	"sync"
	"unicode"
)

// links makes every address of the site and serves its static files. All of
// them lie under one hash of their contents, so they may be kept for ever.
type links struct {
	prefix string // of the base URL, "" or "/televisit"
	hash   string
	files  map[string]asset
}

type asset struct {
	kind string
	body []byte
	gzip func() []byte // made when first asked for; nil when it would not be smaller
}

func newLinks(base *url.URL, static fs.FS) (*links, error) {
	l := &links{prefix: strings.TrimSuffix(base.Path, "/"), files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(static, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		body, err := fs.ReadFile(static, name)
		if err != nil {
			return err
		}
		fmt.Fprintf(sum, "%s %d\n%s", name, len(body), body)
		l.files[name] = asset{kindOf(name), body, sync.OnceValue(func() []byte { return squeeze(body) })}
		return nil
	})
	l.hash = hex.EncodeToString(sum.Sum(nil))[:8]
	return l, err
}

// kindOf does not ask the machine, which may have other ideas.
func kindOf(name string) string {
	switch path.Ext(name) {
	case ".css":
		return "text/css; charset=utf-8"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".md", ".txt":
		return "text/plain; charset=utf-8"
	}
	return mime.TypeByExtension(path.Ext(name))
}

func squeeze(body []byte) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := z.Write(body); err != nil || z.Close() != nil || b.Len() >= len(body) {
		return nil
	}
	return b.Bytes()
}

// path returns the address of a page of the site.
func (l *links) path(p string) string { return l.prefix + p }

// localPath returns address when it is a path, with or without a query, of the
// host that is asked, and "" for anything else: what it returns can be
// redirected to. Browsers read "\" as "/" and skip control characters, and
// "//" begins another host; so none of them may stand there, not even encoded.
func localPath(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" {
		return ""
	}
	if !strings.HasPrefix(address, "/") || !strings.HasPrefix(u.Path, "/") || strings.Contains(u.Path, "//") || strings.ContainsFunc(address+u.Path, isNoPath) {
		return ""
	}
	return (&url.URL{Path: u.Path, RawPath: u.RawPath, RawQuery: u.RawQuery}).String()
}

func isNoPath(c rune) bool { return c == '\\' || unicode.IsControl(c) || unicode.IsSpace(c) }

// asset returns the address of a static file, and an error for one there is
// not.
func (l *links) asset(name string) (string, error) {
	if _, ok := l.files[name]; !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return l.prefix + "/static/" + l.hash + "/" + name, nil
}

// spriteName is the file of the icons.
const spriteName = "icons.svg"

var symbol = regexp.MustCompile(`<symbol id="([^"]+)"`)

// sprite returns the names of the icons and the address of their file.
func (l *links) sprite() (names []string, address string, err error) {
	for _, m := range symbol.FindAllSubmatch(l.files[spriteName].body, -1) {
		names = append(names, string(m[1]))
	}
	address, err = l.asset(spriteName)
	return names, address, err
}

// GET /static/{hash}/{name}
func (l *links) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, l.prefix+"/static/"), "/")
	file, ok := l.files[name]
	if !ok || hash != l.hash {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", file.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := file.body
	if wantsGzip(r) {
		if small := file.gzip(); small != nil {
			h.Set("Content-Encoding", "gzip")
			body = small
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) // the reader is gone; there is nobody to tell
}
