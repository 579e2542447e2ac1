package handlers

import (
	"bytes"
	"crypto/rand"
	"time"
)

// Markup is rendered once and served often. What differs from one serving to
// the next is left out of it: a template writes a mark there, the markup is cut
// at the marks, and the gaps are filled at each serving.

// gaps makes marks that no text of a person can be taken for.
type gaps struct{ mark []byte }

func newGaps() gaps { return gaps{[]byte("gap-" + rand.Text() + "-")} }

// name returns the mark of a gap; it is the same in every context of HTML.
func (g gaps) name(gap string) string { return string(g.mark) + gap + "." }

// A piece is markup up to a gap. The last one's gap is "".
type piece struct {
	text []byte
	gap  string
}

// cut returns the pieces of markup.
func (g gaps) cut(html []byte) (all []piece) {
	for {
		before, after, found := bytes.Cut(html, g.mark)
		if !found {
			return append(all, piece{text: html})
		}
		gap, rest, _ := bytes.Cut(after, []byte("."))
		all, html = append(all, piece{before, string(gap)}), rest
	}
}

// timed is markup in which times are read as they are when it is served.
type timed struct {
	words *words
	text  []byte
	at    []int // where in text each time belongs
	times []time.Time
}

// add appends markup, and the times in it.
func (t *timed) add(other timed) {
	for i, at := range other.at {
		t.at, t.times = append(t.at, len(t.text)+at), append(t.times, other.times[i])
	}
	t.text = append(t.text, other.text...)
}

// write appends the markup as it reads at now.
func (t timed) write(b *bytes.Buffer, now time.Time) {
	from := 0
	for i, at := range t.at {
		b.Write(t.text[from:at])
		b.WriteString(t.words.relative(t.times[i], now))
		from = at
	}
	b.Write(t.text[from:])
}

// A reading is markup as it reads for a while.
type reading struct {
	text        []byte
	from, until time.Time // until is the first instant at which it reads differently
}

// goodAt reports whether r is there and good at now.
func (r *reading) goodAt(now time.Time) bool {
	return r != nil && !now.Before(r.from) && now.Before(r.until)
}

// read returns the markup as it reads at now, for at most an hour.
func (t timed) read(now time.Time) *reading {
	r := &reading{from: now, until: now.Add(time.Hour)}
	for _, at := range t.times {
		if next := rereads(at, now); next.Before(r.until) {
			r.until = next
		}
	}
	b := bytes.NewBuffer(make([]byte, 0, len(t.text)+16*len(t.at)))
	t.write(b, now)
	r.text = b.Bytes()
	return r
}
