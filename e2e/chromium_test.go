// Package e2e is the product in a real browser: what a person sees, presses
// and reads, with and without JavaScript.
package e2e

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// chromium is the one browser of the suite. Each person gets a profile of
// their own in it.
var chromium = sync.OnceValues(launch)

// A browserProcess is a running Chromium.
type browserProcess struct {
	ctx  context.Context
	quit context.CancelFunc
}

// launch starts Chromium with a fresh profile.
func launch() (*browserProcess, error) {
	path, err := chromiumPath()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("lang", "en-US"))
	allocator, end := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(allocator)
	quit := func() { closeBrowser(); end() }
	if err := chromedp.Do(ctx); err != nil {
		quit()
		return nil, fmt.Errorf("chromium at %s does not start: %w", path, err)
	}
	return &browserProcess{ctx, quit}, nil
}

// chromiumPath returns the browser to use: TELEVISIT_CHROMIUM, or what the
// system has.
func chromiumPath() (string, error) {
	if path := os.Getenv("TELEVISIT_CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("the browser tests need Chromium: install it (Debian: apt-get install chromium) or name it in TELEVISIT_CHROMIUM")
}

func TestMain(m *testing.M) {
	flag.Parse()
	// The tests wait for polls most of the time, not for processors.
	if err := flag.Set("test.parallel", "6"); err != nil {
		panic(err)
	}
	browser, err := chromium()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	browser.quit()
	os.Exit(code)
}
