package handlers

import (
	"bytes"
	"net/http"
	"time"
)

// A listPage is the page of the list, to be sent.
type listPage struct {
	heldPage
	list heldList
	tag  string
	now  time.Time // in the zone of the org
}

// send answers with the page. Compressed it is held until something in it but
// the clock reads differently.
func (p listPage) send(w http.ResponseWriter, code int) error {
	if !packs(w, code == http.StatusOK) {
		return sendMarkup(w, code, p.write)
	}
	list := p.list.at(p.now)
	held := p.packed.Load()
	if held == nil || held.of != list {
		held = &packedList{p.pack(), list}
		p.packed.Store(held)
	}
	return sendMarkup(w, code, func(b *bytes.Buffer) { held.write(b, p.clock()) })
}

func (p listPage) clock() string { return p.now.Format("15:04:05") }

func (p listPage) write(b *bytes.Buffer) {
	for _, piece := range p.pieces {
		b.Write(piece.text)
		p.fill(b, piece.gap)
	}
}

func (p listPage) fill(b *bytes.Buffer, gap string) {
	switch gap {
	case "list":
		b.Write(p.list.at(p.now).text)
	case "total":
		b.WriteString(p.list.total)
	case "tag":
		b.WriteString(p.tag)
	case "clock":
		b.WriteString(p.clock())
	}
}

// pack returns the page compressed, the clock left out.
func (p listPage) pack() packed {
	var before, after bytes.Buffer
	b := &before
	for _, piece := range p.pieces {
		b.Write(piece.text)
		if piece.gap == "clock" {
			b = &after
			continue
		}
		p.fill(b, piece.gap)
	}
	return pack(before.Bytes(), after.Bytes(), len(p.clock()))
}

// sendList answers with the polled region alone. Most lists are served once
// before the next change; one that is asked for again is put together once for
// all who come.
func sendList(w http.ResponseWriter, list heldList, now time.Time) error {
	if list.asked.CompareAndSwap(false, true) {
		return sendMarkup(w, http.StatusOK, func(b *bytes.Buffer) { list.write(b, now) })
	}
	return sendHTML(w, http.StatusOK, list.at(now).text)
}
