package torture

import (
	"bytes"
	"maps"
	"math/rand/v2"
	"slices"
)

// sector is how much a disk writes at once: what power is cut from may be there in parts of it.
const sector = 512

// A disk is what may be found of the files after the power was cut.
type disk struct {
	files   map[string]*content
	pending map[string][]*waiting // by file, in the order in which they began
	syncs   map[*op][]*waiting    // of one that has begun: what it brings to disk
	created map[string]bool       // files whose names are not on disk
	entries map[*op][]string      // of the directory's sync that has begun: the names it brings there
}

// A content is what of a file is on disk for certain.
type content struct{ data []byte }

// A waiting op may or may not be on disk.
type waiting struct {
	*op
	over bool // it came back, so that a sync that begins now is one of it too
}

func newDisk(files map[string][]byte) *disk {
	d := &disk{files: map[string]*content{}, pending: map[string][]*waiting{}, syncs: map[*op][]*waiting{}, created: map[string]bool{},
		entries: map[*op][]string{}}
	for name, data := range files {
		d.files[name] = &content{bytes.Clone(data)}
	}
	return d
}

// play lets an event happen.
func (d *disk) play(e event) {
	o := e.op
	switch {
	case o.call == "fsync" && !e.over:
		for _, w := range d.pending[o.file] {
			if w.over {
				d.syncs[o] = append(d.syncs[o], w)
			}
		}
		if o.file == "." {
			d.entries[o] = slices.Collect(maps.Keys(d.created))
		}
	case o.call == "fsync":
		d.sync(o)
	case o.call == "open" && !e.over:
		d.files[o.file], d.created[o.file] = &content{}, true
	case o.call == "unlink" && e.over: // the program ends; what it removes is empty
		delete(d.files, o.file)
		delete(d.pending, o.file)
	case o.call == "pwrite64" && !e.over, o.call == "ftruncate" && !e.over:
		d.pending[o.file] = append(d.pending[o.file], &waiting{op: o})
	case o.call == "pwrite64", o.call == "ftruncate":
		for _, w := range d.pending[o.file] {
			w.over = w.over || w.op == o
		}
	}
}

// sync brings to disk what o is a sync of.
func (d *disk) sync(o *op) {
	for _, w := range d.syncs[o] {
		d.files[o.file].apply(w.op, nil)
	}
	done := d.syncs[o]
	d.pending[o.file] = slices.DeleteFunc(d.pending[o.file], func(w *waiting) bool { return slices.Contains(done, w) })
	for _, name := range d.entries[o] {
		delete(d.created, name)
	}
	delete(d.syncs, o)
	delete(d.entries, o)
}

// apply does o; of a write only the sectors that survive, where that is not nil.
func (c *content) apply(o *op, survives func() bool) {
	if o.call == "ftruncate" {
		c.data = append(c.data, make([]byte, max(0, o.at-int64(len(c.data))))...)[:o.at]
		return
	}
	for from := 0; from < len(o.data); {
		to := min(len(o.data), from+sector-int((o.at+int64(from))%sector))
		if survives == nil || survives() {
			at, end := o.at+int64(from), o.at+int64(to)
			c.data = append(c.data, make([]byte, max(0, end-int64(len(c.data))))...)
			copy(c.data[at:end], o.data[from:to])
		}
		from = to
	}
}

// cut returns what files there are after the power was cut now. What was not synced is there or not, as
// chance has it: nothing, all, all up to some op, some ops, or some sectors of each.
func (d *disk) torn(rng *rand.Rand) map[string][]byte {
	found, mode := map[string][]byte{}, rng.IntN(5)
	for _, name := range slices.Sorted(maps.Keys(d.files)) { // in an order that the same chance repeats
		if d.created[name] && rng.IntN(2) == 0 {
			continue
		}
		c, waiting := &content{bytes.Clone(d.files[name].data)}, d.pending[name]
		upTo := rng.IntN(len(waiting) + 1)
		for i, w := range waiting {
			switch mode {
			case 0:
			case 1:
				c.apply(w.op, nil)
			case 2:
				if i < upTo {
					c.apply(w.op, nil)
				}
			case 3:
				if rng.IntN(2) == 0 {
					c.apply(w.op, nil)
				}
			case 4:
				if w.call != "ftruncate" || rng.IntN(2) == 0 {
					c.apply(w.op, func() bool { return rng.IntN(2) == 0 })
				}
			}
		}
		found[name] = c.data
	}
	return found
}

// waits reports whether something was written and not synced.
func (d *disk) waits() bool {
	for _, waiting := range d.pending {
		if len(waiting) > 0 {
			return true
		}
	}
	return false
}
