// Package e2e is the product in a real browser: what a person sees, presses
// and reads, with and without JavaScript.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// A browser is a running Chromium. One test at a time uses it; each person of
// the test gets a profile and a window of their own in it.
type browser struct {
	ctx  context.Context
	quit context.CancelFunc
}

// browsers are the browsers of the suite. As many tests run at once as there
// are cores (TestMain), so there are never more browsers than that.
var browsers struct {
	sync.Mutex
	idle []*browser
	used map[*testing.T]*browser
}

// browserOf returns the browser of the test, which keeps it until it ends.
func browserOf(t *testing.T) *browser {
	t.Helper()
	browsers.Lock()
	defer browsers.Unlock()
	if b := browsers.used[t]; b != nil {
		return b
	}
	var b *browser
	if n := len(browsers.idle); n > 0 {
		b, browsers.idle = browsers.idle[n-1], browsers.idle[:n-1]
	} else {
		var err error
		if b, err = launch(); err != nil {
			t.Fatal(err)
		}
	}
	browsers.used[t] = b
	t.Cleanup(func() { giveBack(t) })
	return b
}

// giveBack leaves the browser of the test to the next one, unless the test
// failed: then nobody knows what state it is in.
func giveBack(t *testing.T) {
	browsers.Lock()
	defer browsers.Unlock()
	b := browsers.used[t]
	delete(browsers.used, t)
	if t.Failed() {
		b.quit()
		return
	}
	browsers.idle = append(browsers.idle, b)
}

// launch starts Chromium with a fresh profile.
func launch() (*browser, error) {
	path, err := chromiumPath()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		// A page that is not painted yet gets what is pressed all the same.
		chromedp.Flag("allow-pre-commit-input", true),
		// No page fades in, however late its tab hears what its reader asks for (look): one that breaks off a fade complains.
		chromedp.Flag("force-prefers-reduced-motion", true),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-features", "Translate,WebUIOmniboxPopup,WebUIOmniboxAimPopup"), chromedp.Flag("lang", "en-US"))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	quit := func() { closeBrowser(); end() }
	if err := chromedp.Do(ctx); err != nil {
		quit()
		return nil, fmt.Errorf("chromium at %s does not start: %w", path, err)
	}
	return &browser{ctx, quit}, nil
}

// chromiumPath returns the browser to use: TELEVISIT_CHROMIUM, or what the
// system has. The one without a window comes first: it takes a third less of the
// processor for the same pages.
func chromiumPath() (string, error) {
	if path := os.Getenv("TELEVISIT_CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium-headless-shell", "/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in TELEVISIT_CHROMIUM")
}

func TestMain(m *testing.M) {
	flag.Parse()
	browsers.used = map[*testing.T]*browser{}
	if err := flag.Set("test.parallel", strconv.Itoa(runtime.GOMAXPROCS(0))); err != nil {
		panic(err)
	}
	code := m.Run()
	for _, b := range browsers.idle {
		b.quit()
	}
	os.Exit(code)
}
