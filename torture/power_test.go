package torture

import (
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// TestPower cuts the power at some moment of a recording, again and again: of what the program wrote and had
// not synced, some is on disk and some is not. The database that is found is sound, and has all that was
// acknowledged before.
func TestPower(t *testing.T) {
	alone(t)
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("strace is not installed (on Debian: sudo apt-get install strace)")
	}
	total := cycles(30, 10_000)
	recordings := max(1, total/2000)
	var sum outcome
	for i := range recordings {
		r := newRecording(t, cycles(100, 1000))
		if i == 0 {
			r.leavesOutSyncs(t)
		}
		seed := uint64(time.Now().UnixNano())
		o := r.cutPower(t, r.events, seed, total/recordings)
		if o.lost > 0 || o.broken > 0 {
			t.Errorf("recording %d, chance %d: %d writes lost, %d databases broken, such as %v", i+1, seed, o.lost, o.broken, o.example)
		}
		sum.add(o)
	}
	figure(t, "power cut under 16 writers, rebuilt from a recording of writes and syncs", fmt.Sprintf("%d cuts in %d recordings, %d of them "+
		"with something not synced; %d databases broken; of the writes acknowledged before each cut, %d in sum, %d lost", sum.cuts,
		recordings, sum.open, sum.broken, sum.acked, sum.lost))
	if sum.acked == 0 || sum.open == 0 {
		t.Error("there was nothing to lose")
	}
}

// An outcome is what was found after so many cuts.
type outcome struct {
	cuts   int
	open   int   // with something that was not synced
	broken int   // databases
	lost   int64 // acknowledged writes, of all that had to be there
	acked  int64
	// example is what one of the broken ones is like.
	example error
}

func (o *outcome) add(more outcome) {
	o.cuts += more.cuts
	o.open += more.open
	o.broken += more.broken
	o.lost += more.lost
	o.acked += more.acked
}

// leavesOutSyncs shows that cuts find what is lost: the same recording loses writes where the program does not
// wait for the disk.
func (r *recording) leavesOutSyncs(t *testing.T) {
	t.Helper()
	hasty := slices.DeleteFunc(slices.Clone(r.events), func(e event) bool { return e.op.call == "fsync" && e.op.file != "." })
	if o := r.cutPower(t, hasty, 1, 40); o.lost == 0 && o.broken == 0 {
		t.Errorf("without syncs nothing is lost in %d cuts: nobody looked", o.cuts)
	}
}

// cutPower cuts the power so often while events happen.
func (r *recording) cutPower(t *testing.T, events []event, seed uint64, cuts int) (o outcome) {
	t.Helper()
	rng := rand.New(rand.NewPCG(seed, 0))
	moments := make([]int, cuts)
	for i := range moments {
		moments[i] = rng.IntN(len(events))
	}
	slices.Sort(moments)
	d, at, dir := newDisk(r.before), 0, inMemory(t)
	last := r.versions()
	for _, moment := range moments {
		for ; at < moment; at++ {
			d.play(events[at])
		}
		floor := r.ackedBefore(events[at].at)
		for i, w := range r.writers {
			o.acked += floor[i] - w.base
		}
		o.cuts++
		if d.waits() {
			o.open++
		}
		lost, err := r.afterCut(t, dir, d.torn(rng), floor, last)
		o.lost += lost
		if err != nil {
			o.broken++
			o.example = fmt.Errorf("cut before event %d of %d: %w", moment, len(events), err)
		}
	}
	return o
}

// inMemory returns a directory whose files need no disk, where there is such a place.
func inMemory(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "televisit-torture-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// ackedBefore returns which version each writer knew of at a time.
func (r *recording) ackedBefore(at time.Time) (all []int64) {
	for _, w := range r.writers {
		n, _ := slices.BinarySearchFunc(w.acks, at, func(a ack, at time.Time) int { return a.at.Compare(at) })
		all = append(all, w.base+int64(n))
	}
	return all
}

// afterCut opens what a cut left, and returns how much is missing of what was acknowledged up to floor. What is broken is an error.
func (r *recording) afterCut(t *testing.T, dir string, files map[string][]byte, floor, last []int64) (lost int64, err error) {
	t.Helper()
	old, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return 0, err
	}
	for _, path := range old {
		if err := os.Remove(path); err != nil {
			return 0, err
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return 0, err
		}
	}
	d, done := openFile(t, dir)
	defer done()
	if err := sound(d); err != nil {
		return 0, err
	}
	return r.check(d, floor, last)
}
