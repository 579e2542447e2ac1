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

// write appends the markup as it reads at now, in the language of w.
func (t timed) write(b *bytes.Buffer, w *words, now time.Time) {
	from := 0
	for i, at := range t.at {
		b.Write(t.text[from:at])
		b.WriteString(w.relative(t.times[i], now))
		from = at
	}
	b.Write(t.text[from:])
}
