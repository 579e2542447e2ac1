package telehealth

import (
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"

	"televisit/store"
	"televisit/web"
)

// TagHeader is HX-PTag as net/http keeps it: with a tag the page asks for what
// is new, with another one it is told.
const TagHeader = "Hx-Ptag"

// Tag names what the reader of org sees, at a version of it, of the view that
// parts say. It is the same only for the same org, rights, reader, language,
// clock, version and view. Whichever server makes it, it is the same, and unlike that
// of another version of the program, whose markup may be another.
func Tag(r *web.Request, org *store.Org, version int64, parts ...string) string {
	parts = append(parts, r.Build(), r.Locale(), org.Class(), string(org.User()), strconv.FormatInt(org.Generation(), 10))
	b := append(strconv.AppendInt(nil, version, 10), '-')
	b = append(strconv.AppendUint(b, sumOf(string(org.ID())), 36), '-')
	return string(strconv.AppendUint(b, sumOf(strings.Join(parts, "\x00")), 36))
}

// sumOf returns a sum of text that is the same on every server.
func sumOf(text string) uint64 {
	sum := fnv.New64a()
	_, _ = sum.Write([]byte(text)) // never fails
	return sum.Sum64()
}

// OfAnotherOrg reports whether a tag was made in another org than the one its
// reader is in by now.
func OfAnotherOrg(tag string, org *store.Org) bool {
	parts := strings.Split(tag, "-")
	return len(parts) == 3 && parts[1] != strconv.FormatUint(sumOf(string(org.ID())), 36)
}

// Reload lets the browser load its page, at path, again: another tab went on
// to another organization, whose figures must not stand under the name of this
// one.
func Reload(w http.ResponseWriter, r *web.Request, path string) error {
	target := r.HTMXPage()
	if target == "" {
		target = r.Path(path)
	}
	w.Header().Set("HX-Redirect", target)
	w.WriteHeader(http.StatusConflict)
	return nil
}
