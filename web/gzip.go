package web

import (
	"compress/gzip"
	"net/http"
	"strconv"
	"sync"
)

// compressFrom is the length from which compressing a page pays.
const compressFrom = 8 << 10

// mayCompress reports whether the answer to r may be sent compressed: only a page,
// never a poll, and only where the address has no query. What a stranger could
// choose would stand in it beside what is confidential, and the length would tell
// how alike they are (docs/decisions/0011-pages-compressed.md).
func (r *Request) mayCompress() bool {
	return r.Method == http.MethodGet && r.URL.RawQuery == "" && !r.poll
}

var gzipPool = sync.Pool{New: func() any {
	z, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // fails only for a level that there is not
	return z
}}

// A gzipWriter compresses a page that is written in one go and is long enough.
type gzipWriter struct {
	http.ResponseWriter
	accepted bool // the browser reads gzip
	compress bool
}

func (g *gzipWriter) WriteHeader(code int) {
	h := g.Header()
	h.Set("Vary", "HX-Request, Accept-Encoding")
	length, err := strconv.Atoi(h.Get("Content-Length"))
	if g.compress = g.accepted && err == nil && length >= compressFrom; g.compress {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
	}
	g.ResponseWriter.WriteHeader(code)
}

func (g *gzipWriter) Write(page []byte) (int, error) {
	if !g.compress {
		return g.ResponseWriter.Write(page)
	}
	z := gzipPool.Get().(*gzip.Writer)
	defer gzipPool.Put(z)
	z.Reset(g.ResponseWriter)
	if _, err := z.Write(page); err != nil {
		return 0, err
	}
	return len(page), z.Close()
}

func (g *gzipWriter) Unwrap() http.ResponseWriter { return g.ResponseWriter }
