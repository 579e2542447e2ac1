package torture

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// The server is killed under sixteen writers, again and again. It starts again each time, the file
// is sound, and all that it acknowledged is there.
func TestKills(t *testing.T) {
	alone(t)
	dir := copyDemo(t)
	s := serve(t, "--data", dir)
	p := gather(t, s.url, func(t *testing.T) (*sql.DB, func()) { return openFile(t, dir) })
	n, lost, slowest := cycles(5, 1000), int64(0), time.Duration(0)
	for i := range n {
		if i%100 == 99 {
			p.signIn(t, s.url) // a use of a login is written now and then, which kills may prevent for long
		}
		stop := p.load(t, s.url)
		p.await(t, 1)                                // so that there is something to lose
		<-time.After(rand.N(150 * time.Millisecond)) // any moment will do
		if err := s.kill(); err != nil {
			t.Fatal(err)
		}
		stop()
		begun := time.Now()
		s = serve(t, "--data", dir)
		slowest = max(slowest, time.Since(begun))
		lost += p.afterKill(t)
		if t.Failed() {
			t.Fatalf("after %d kills", i+1)
		}
		if i%100 == 99 {
			t.Logf("%d kills, %d writes acknowledged, %d lost", i+1, p.acked(), lost)
		}
	}
	figure(t, "kill -9 of the server under 16 writers", fmt.Sprintf("%d kills, %d writes acknowledged, %d of them lost; "+
		"file sound after each; listening again within %s", n, p.acked(), lost, slowest.Round(time.Millisecond)))
	if lost > 0 || p.acked() == 0 {
		t.Errorf("%d of %d acknowledged writes are lost", lost, p.acked())
	}
}

// afterKill looks at the database of a server that was started again, and returns how many acknowledged
// writes are missing. The writers then go on from there.
func (p *practice) afterKill(t *testing.T) (lost int64) {
	t.Helper()
	d, done := p.where(t)
	defer done()
	if err := sound(d); err != nil {
		t.Error(err)
	}
	lost, err := p.check(d, p.versions(), p.versions())
	if err != nil {
		t.Error(err)
	}
	for _, w := range p.writers {
		if err := w.resume(d); err != nil {
			t.Error(err)
		}
	}
	return lost
}
