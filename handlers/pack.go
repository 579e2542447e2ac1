package handlers

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strings"
	"sync"
)

// Only a page is ever sent compressed, never a poll, and only one whose address
// has no query: what a stranger could choose would stand in it beside what is
// confidential, and the length would tell how alike they are.

// packFrom is the length from which compressing pays.
const packFrom = 16 << 10

// mayPack reports whether the answer to r, a page, may be sent compressed.
func mayPack(r *http.Request) bool { return r.Method == http.MethodGet && r.URL.RawQuery == "" }

// wantsGzip reports whether who sent r reads gzip.
func wantsGzip(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept-Encoding"), "gzip")
}

// packed is markup as gzip, with a gap that is filled at each serving.
type packed struct {
	before, after []byte // ending and beginning at a whole byte
	sum, sumAfter uint32 // CRC-32 of what they hold
	shift         uint32 // of a sum, by the length of what after holds
	length        int    // of all but the gap
}

// deflaters take most of a MiB each.
var deflaters = sync.Pool{New: func() any {
	z, _ := flate.NewWriter(nil, flate.BestSpeed) // fails only for a level there is not
	return z
}}

// pack compresses markup around a gap of so many bytes. Matches behind the gap
// reach before it, never into it: no markup has the byte that stands there
// meanwhile.
func pack(before, after []byte, gap int) packed {
	z := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(z)
	var b bytes.Buffer
	b.Grow((len(before) + len(after)) / 6)
	b.Write([]byte{0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255}) // gzip, deflate, no name, no time, no system
	z.Reset(&b)
	_, _ = z.Write(before) // a Buffer takes all
	_ = z.Flush()
	end := b.Len()
	_, _ = z.Write(make([]byte, gap))
	_ = z.Flush()
	begin := b.Len()
	_, _ = z.Write(after)
	_ = z.Close()
	return packed{before: b.Bytes()[:end:end], after: b.Bytes()[begin:], sum: crc32.ChecksumIEEE(before), sumAfter: crc32.ChecksumIEEE(after),
		shift: shiftOf(len(after)), length: len(before) + len(after)}
}

// write appends the whole, with gap as it is.
func (p packed) write(b *bytes.Buffer, gap string) {
	n := byte(len(gap))
	b.Write(p.before)
	b.Write([]byte{0, n, 0, ^n, 0xff}) // a block that is stored
	b.WriteString(gap)
	b.Write(p.after)
	sum := crc32.Update(p.sum, crc32.IEEETable, []byte(gap))
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), product(p.shift, sum)^p.sumAfter))
	b.Write(binary.LittleEndian.AppendUint32(b.AvailableBuffer(), uint32(p.length+len(gap))))
}

// A CRC-32 is the remainder of a polynomial over two elements, its highest
// power in the lowest bit. The sum of one text behind another is that of the
// first, shifted by the length of the second, and that of the second.

// shiftOf returns x to the power of 8n.
func shiftOf(n int) uint32 {
	all, by := uint32(1)<<31, uint32(1)<<23 // 1 and x^8
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			all = product(all, by)
		}
		by = product(by, by)
	}
	return all
}

// product multiplies two remainders.
func product(a, b uint32) (sum uint32) {
	for ; a != 0; a <<= 1 {
		if a>>31 == 1 {
			sum ^= b
		}
		b = b>>1 ^ crc32.IEEE&-(b&1)
	}
	return sum
}

// packs reports whether the page that w answers with is sent compressed, if that
// is worth it, and says so in its headers.
func packs(w http.ResponseWriter, worth bool) bool {
	rec, ok := w.(*recorder)
	if !ok || !worth || !mayPack(rec.asked) {
		return false
	}
	w.Header()["Vary"] = varyPacked
	if !wantsGzip(rec.asked) {
		return false
	}
	w.Header()["Content-Encoding"] = gzipEncoding
	return true
}

// sendPage answers with a page, compressed where it may and pays.
func sendPage(w http.ResponseWriter, code int, html []byte) error {
	if !packs(w, len(html) >= packFrom) {
		return sendHTML(w, code, html)
	}
	return sendMarkup(w, code, func(b *bytes.Buffer) { pack(html, nil, 0).write(b, "") })
}

// Values of headers that every such answer shares.
var (
	varyPacked   = []string{"HX-Request, Accept-Encoding"}
	gzipEncoding = []string{"gzip"}
)
