package e2e

import (
	"flag"
	"os"

	"github.com/chromedp/chromedp"
)

var shots = flag.String("shots", "", "directory for pictures of every page")

// shoot writes a picture of the window.
func (p *person) shoot(path string) {
	p.t.Helper()
	picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(path, picture, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}
