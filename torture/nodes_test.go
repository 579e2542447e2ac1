package torture

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"televisit/store/db/dbtest"
)

// nodes are three servers of one database, behind what stands in for a load balancer: who gets no answer
// from one asks the next.
type nodes struct {
	*practice
	args   []string
	mu     sync.RWMutex
	all    [3]*process
	broken atomic.Int64 // connections of killed nodes, on which no answer came
}

func (n *nodes) at(i int) string {
	n.mu.RLock()
	defer n.mu.RUnlock()
	return n.all[i%len(n.all)].url
}

// replace kills node i, and starts another one in its place a moment later.
func (n *nodes) replace(t *testing.T, i int) {
	t.Helper()
	if err := n.all[i].kill(); err != nil {
		t.Fatal(err)
	}
	s := serve(t, n.args...)
	n.mu.Lock()
	n.all[i] = s
	n.mu.Unlock()
}

// writes lets w write until ctx ends, at first over node i, and over the next one where that is gone.
func (n *nodes) writes(ctx context.Context, t *testing.T, d *sql.DB, w *writer, i int) {
	for ctx.Err() == nil {
		err := w.move(n.at(i))
		if errors.Is(err, errUnanswered) {
			n.broken.Add(1)
			i++
		} else if wrong, ok := errors.AsType[wrongAnswer](err); ok && wrong.status == http.StatusConflict && w.unsure {
			err = nil // what had no answer was committed after all
		} else if err == nil {
			w.unsure = false
			continue
		} else {
			t.Error(err)
			return
		}
		if err := n.lookAgain(w, d); err != nil {
			t.Error(err)
			return
		}
	}
}

// lookAgain lets w go on from where its visit stands, as somebody does whose page had no answer.
func (n *nodes) lookAgain(w *writer, d *sql.DB) error {
	acked := w.version.Load()
	if err := w.resume(d); err != nil {
		return err
	}
	w.unsure = true // the killed node's change may still be on its way
	if now := w.version.Load(); now < acked {
		return fmt.Errorf("visit %s has version %d, and %d was acknowledged", w.id, now, acked)
	}
	return nil
}

// Three nodes of one database are under load, and one after the other is killed and started again. Nobody
// gets a wrong answer, all that was acknowledged is there, and all show the same list.
func TestNodes(t *testing.T) {
	alone(t)
	where := dbtest.FreshServer(t)
	args := []string{"--database", where, "--key-file", filepath.Join(t.TempDir(), "secrets.key")}
	seeded, err := launch(bin(t), append([]string{"demo", "--still", "--addr", "127.0.0.1:0"}, args...)...)
	if err == nil {
		err = seeded.end()
	}
	if err != nil {
		t.Fatal(err)
	}
	n := &nodes{args: args}
	for i := range n.all {
		n.all[i] = serve(t, args...)
	}
	d := dbtest.Beside(t, where)
	n.practice = gather(t, n.at(0), func(*testing.T) (*sql.DB, func()) { return d, func() {} })
	kills, lasted := n.underLoad(t, d)

	lost, err := n.check(d, n.versions(), n.versions())
	if err != nil {
		t.Error(err)
	}
	same := n.sameLists(t)
	figure(t, "three nodes on one PostgreSQL under 16 writers, one killed with -9 every 3 s", fmt.Sprintf("%d kills in %s, %d writes "+
		"acknowledged, %d of them lost; no answer of 5xx, %d connections of killed nodes broke; lists of all nodes equal at the end: %t",
		kills, lasted.Round(time.Second), n.acked(), lost, n.broken.Load(), same))
	if lost > 0 || n.acked() == 0 || !same {
		t.Errorf("lost %d of %d, lists equal: %t", lost, n.acked(), same)
	}
}

// underLoad kills one node after the other while everybody writes.
func (n *nodes) underLoad(t *testing.T, d *sql.DB) (kills int, lasted time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var wait sync.WaitGroup
	for i, w := range n.writers {
		wait.Go(func() { n.writes(ctx, t, d, w, i) })
	}
	every := 3 * time.Second
	if !*full {
		every = 300 * time.Millisecond
	}
	begun, next := time.Now(), time.NewTicker(every)
	defer next.Stop()
	for kills = range cycles(3, 40) {
		<-next.C
		n.replace(t, kills%len(n.all))
	}
	<-next.C
	lasted = time.Since(begun)
	cancel()
	wait.Wait()
	return kills + 1, lasted
}

// sameLists reports whether all nodes show the same list, as a poll or two later they have to.
func (n *nodes) sameLists(t *testing.T) bool {
	t.Helper()
	for range 20 {
		var lists [3]string
		for i := range n.all {
			lists[i] = n.list(t, n.at(i))
		}
		if lists[0] == lists[1] && lists[1] == lists[2] {
			return true
		}
		<-time.After(100 * time.Millisecond) // a minute may have passed between them, or a note be on its way
	}
	return false
}

func (n *nodes) list(t *testing.T, at string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+"/pm/telehealth/sessions", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Cookie", cookie(at, n.writers[0].token))
	res, err := lone().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("the list is answered %s, %v", res.Status, err)
	}
	return string(body)
}
