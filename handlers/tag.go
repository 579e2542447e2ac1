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

// tagOf names what the reader of org sees, at a version of it, of the view that
// parts say. It is the same only for the same org, rights, reader, language,
// version and view, as long as the program runs.
func (p *pages) tagOf(version int64, org *store.Org, parts ...string) string {
	view := tagSum(append(parts, p.class(org), string(org.User()))...)
	return strconv.FormatInt(version, 10) + "-" + orgTag(org) + "-" + view
}

// orgTag is the part of a tag that tells the org.
func orgTag(org *store.Org) string { return tagSum(string(org.ID())) }

// ofAnotherOrg reports whether a tag was made in another org than the one its
// reader is in by now.
func ofAnotherOrg(tag string, org *store.Org) bool {
	parts := strings.Split(tag, "-")
	return len(parts) == 3 && parts[1] != orgTag(org)
}

func tagSum(texts ...string) string {
	var sum maphash.Hash
	sum.SetSeed(tagSeed)
	for _, text := range texts {
		_, _ = sum.WriteString(text) // never fails
		_ = sum.WriteByte(0)         // never fails
	}
	return strconv.FormatUint(sum.Sum64(), 36)
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
