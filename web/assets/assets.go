// Package assets makes the addresses of the site and serves its static files.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"regexp"
	"strings"
	"sync"
)

// A Site makes every address below the base URL and serves the static files. All
// of them lie under one hash of their contents, so browsers may keep them for ever.
type Site struct {
	prefix string // of the base URL, "" or "/televisit"
	hash   string
	files  map[string]file
}

type file struct {
	kind string
	body []byte
	gzip func() []byte // made when first asked for; nil when it would not be smaller
}

// New returns the site below prefix, "" or e.g. "/televisit", with these static
// files.
func New(prefix string, static fs.FS) (*Site, error) {
	s := &Site{prefix: prefix, files: map[string]file{}}
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
		s.files[name] = file{kindOf(name), body, sync.OnceValue(func() []byte { return compressed(body) })}
		return nil
	})
	s.hash = hex.EncodeToString(sum.Sum(nil))[:8]
	return s, err
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

// compressed returns body as gzip, and nil when that is no smaller.
func compressed(body []byte) []byte {
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

// Prefix is the path of the base URL, "" or e.g. "/televisit".
func (s *Site) Prefix() string { return s.prefix }

// Path returns the address of a page of the site.
func (s *Site) Path(p string) string { return s.prefix + p }

// Asset returns the address of a static file, and an error for one there is
// not.
func (s *Site) Asset(name string) (string, error) {
	if _, ok := s.files[name]; !ok {
		return "", fmt.Errorf("there is no static file %s", name)
	}
	return s.prefix + "/static/" + s.hash + "/" + name, nil
}

// spriteName is the file of the icons.
const spriteName = "icons.svg"

var symbol = regexp.MustCompile(`<symbol id="([^"]+)"`)

// Sprite returns the names of the icons and the address of their file.
func (s *Site) Sprite() (names []string, address string, err error) {
	for _, m := range symbol.FindAllSubmatch(s.files[spriteName].body, -1) {
		names = append(names, string(m[1]))
	}
	address, err = s.Asset(spriteName)
	return names, address, err
}

// Serve answers GET /static/{hash}/{name}.
func (s *Site) Serve(w http.ResponseWriter, r *http.Request) {
	hash, name, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, s.prefix+"/static/"), "/")
	f, ok := s.files[name]
	if !ok || hash != s.hash {
		http.Error(w, "There is no such file.", http.StatusNotFound)
		return
	}
	h := w.Header()
	h.Set("Content-Type", f.kind)
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	body := f.body
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		if small := f.gzip(); small != nil {
			h.Set("Content-Encoding", "gzip")
			body = small
		}
	}
	h.Set("Content-Length", fmt.Sprint(len(body)))
	_, _ = w.Write(body) // the reader is gone; there is nobody to tell
}
