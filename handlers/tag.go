package handlers

import (
	"hash/maphash"
	"net/http"
	"strconv"
	"strings"

	"televisit/store"
)

// tagSeed makes tags of one run of the program unlike those of another.
var tagSeed = maphash.MakeSeed()

// tagHeader is HX-PTag as net/http keeps it: with a tag the page asks for what
// is new, with another one it is told.
const tagHeader = "Hx-Ptag"

// tagOf names what the reader of org sees, at a version of it, of the view that
// parts say. It is the same only for the same org, rights, reader, language,
// version and view, as long as the program runs.
func (p *pages) tagOf(version int64, org *store.Org, parts ...string) string {
	return string(p.appendTag(nil, version, org, parts...))
}

// isTag reports whether tag is tagOf the rest.
func (p *pages) isTag(tag string, version int64, org *store.Org, parts ...string) bool {
	var b [64]byte
	return string(p.appendTag(b[:0], version, org, parts...)) == tag
}

func (p *pages) appendTag(b []byte, version int64, org *store.Org, parts ...string) []byte {
	b = append(strconv.AppendInt(b, version, 10), '-')
	b = append(strconv.AppendUint(b, orgTag(org), 36), '-')
	var sum maphash.Hash
	sum.SetSeed(tagSeed)
	add := func(text string) {
		_, _ = sum.WriteString(text) // never fails
		_ = sum.WriteByte(0)         // never fails
	}
	for _, part := range parts {
		add(part)
	}
	add(p.lang)
	add(org.Class())
	add(string(org.User()))
	return strconv.AppendUint(b, sum.Sum64(), 36)
}

// orgTag is the part of a tag that tells the org.
func orgTag(org *store.Org) uint64 { return maphash.String(tagSeed, string(org.ID())) }

// ofAnotherOrg reports whether a tag was made in another org than the one its
// reader is in by now.
func ofAnotherOrg(tag string, org *store.Org) bool {
	parts := strings.Split(tag, "-")
	return len(parts) == 3 && parts[1] != strconv.FormatUint(orgTag(org), 36)
}

// reload lets the browser load its page, at path, again: another tab went on
// to another organization, whose figures must not stand under the name of this
// one.
func (p *pages) reload(w http.ResponseWriter, r *http.Request, path string) error {
	target := localPath(here(r.Header.Get("HX-Current-URL")))
	if target == "" {
		target = p.views.links.path(path)
	}
	w.Header().Set("HX-Redirect", target)
	w.WriteHeader(http.StatusConflict)
	return nil
}
