package jobs

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"televisit/store"
)

// How the courier works.
const (
	atOnce     = 4                // events that are on their way to one webhook
	served     = 16               // webhooks that are sent to side by side
	lookAgain  = time.Minute      // for what a server that is gone left behind
	afterFault = 10 * time.Second // of the database

	// betweenLooks is how long the courier rests after a look. To look costs as much as a page of the list where a webhook is
	// down, and a busy practice commits many times a second; nobody at the other end misses a fifth of one.
	betweenLooks = 200 * time.Millisecond
)

// A Courier delivers events to webhooks: each at least once, and those of one session one
// after the other. Several may work on one database, also in different processes.
type Courier struct {
	store    *store.Store
	log      *slog.Logger
	client   *http.Client
	patience time.Duration // with all of one try
	slots    chan struct{} // one for each webhook that is sent to

	mu      sync.Mutex
	busy    map[store.DueWebhook]bool
	running sync.WaitGroup
	done    chan struct{} // a webhook has nothing more to come, or was given a rest
}

// NewCourier returns a courier that sends by via.
func NewCourier(s *store.Store, via http.RoundTripper, log *slog.Logger) *Courier {
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Courier{store: s, log: log, client: &http.Client{Transport: via, CheckRedirect: stay}, patience: patience,
		slots: make(chan struct{}, served), busy: map[store.DueWebhook]bool{}, done: make(chan struct{}, 1)}
}

// Run delivers until ctx ends. It is woken by what is committed here, and by the clock for
// what is to be tried again.
func (c *Courier) Run(ctx context.Context) {
	defer c.running.Wait()
	for ctx.Err() == nil {
		wait, err := c.begin(ctx)
		if err != nil {
			c.fault(ctx, err)
			wait = afterFault
		}
		if wait == 0 || wait > lookAgain {
			wait = lookAgain
		}
		select {
		case <-ctx.Done():
		case <-time.After(betweenLooks):
		}
		select {
		case <-ctx.Done():
		case <-c.store.Outgoing():
		case <-c.done:
		case <-time.After(wait):
		}
	}
}

// Once delivers what is due, and returns when that is done.
func (c *Courier) Once(ctx context.Context) error {
	_, err := c.begin(ctx)
	c.running.Wait()
	return err
}

func (c *Courier) fault(ctx context.Context, err error) {
	if ctx.Err() == nil {
		c.log.Error("webhooks were not delivered", "err", err)
	}
}

// begin lets each webhook that something is due to be served, side by side: one that
// hangs holds up no other. It returns how long it is until more is due.
func (c *Courier) begin(ctx context.Context) (next time.Duration, err error) {
	due, next, err := c.store.UnscopedDueWebhooks(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, w := range due {
		if c.busy[w] {
			continue
		}
		c.busy[w] = true
		c.running.Go(func() { c.serve(ctx, w) })
	}
	return next, err
}

// serve sends to one webhook until nothing is due.
func (c *Courier) serve(ctx context.Context, w store.DueWebhook) {
	err := c.serveAll(ctx, w)
	if err != nil {
		c.fault(ctx, err)
	}
	c.mu.Lock()
	delete(c.busy, w)
	c.mu.Unlock()
	if err != nil {
		return // until the courier looks again
	}
	select {
	case c.done <- struct{}{}:
	default: // the courier is about to look
	}
}

func (c *Courier) serveAll(ctx context.Context, w store.DueWebhook) error {
	for ctx.Err() == nil {
		c.slots <- struct{}{} // before the claim, which ends by the clock
		n, err := c.serveSome(ctx, w)
		<-c.slots
		if err != nil || n == 0 {
			return err
		}
	}
	return nil
}

// serveSome sends some of what is due, and returns how many that were.
func (c *Courier) serveSome(ctx context.Context, w store.DueWebhook) (int, error) {
	batch, err := c.store.UnscopedClaim(ctx, w, atOnce)
	var all sync.WaitGroup
	for _, d := range batch {
		all.Go(func() { c.deliver(ctx, d) })
	}
	all.Wait()
	return len(batch), err
}

// deliver tries once. A try that is broken off because the program ends is nobody's fault:
// it is made again when its claim is over.
func (c *Courier) deliver(ctx context.Context, d store.Dispatch) {
	outcome, err := c.send(ctx, d)
	if ctx.Err() != nil && outcome.Fault != "" {
		return
	}
	if err == nil {
		err = c.store.UnscopedTried(context.WithoutCancel(ctx), d, outcome)
	}
	if err != nil {
		c.fault(ctx, err)
	}
}
