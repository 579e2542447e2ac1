package e2e

import (
	"bufio"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
)

var (
	shots   = flag.Bool("shots", false, "take the pictures of the README anew")
	contact = flag.String("contact", "", "directory for pictures of every page that is looked at")
)

// shoot writes a picture of the window.
func (p *person) shoot(path string) { p.save(path, chromedp.CaptureScreenshot()) }

func (p *person) save(path string, picture chromedp.Action[[]byte]) {
	p.t.Helper()
	png, err := chromedp.Run(p.ctx, picture)
	if err == nil {
		err = os.WriteFile(path, png, 0o644)
	}
	if err != nil {
		p.t.Fatal(err)
	}
}

// demo builds the program, serves its demo, and returns where.
func demo(t *testing.T) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "televisit")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "..").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	c := exec.Command(program, "demo", "--still", "--addr", "127.0.0.1:0")
	c.Env = append(os.Environ(), "HOME="+t.TempDir(), "TMPDIR="+t.TempDir())
	out, err := c.StdoutPipe()
	if err == nil {
		err = c.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Process.Signal(syscall.SIGTERM); err != nil {
			t.Error(err)
		}
		if err := c.Wait(); err != nil {
			t.Error("the demo ends with", err)
		}
	})
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at, found := strings.CutPrefix(lines.Text(), "listening on "); found {
			return strings.TrimSuffix(at, "/")
		}
	}
	t.Fatal("the demo does not say where it listens")
	return ""
}

// The built program shows its demo in the browser, and poses for the README.
func TestScreens(t *testing.T) {
	t.Parallel()
	p := newPerson(t, demo(t))
	p.password = "televisit-demo"
	p.signIn(provider)
	p.reach(".banner")
	if n := read[int](p, `document.querySelectorAll("#sessions .card").length`); n != 24 {
		t.Errorf("the first page of the demo has %d cards", n)
	}
	for _, theme := range []string{"light", "dark"} {
		p.look(theme, 1280, 800)
		if *shots {
			p.shoot(filepath.Join("..", "docs", "screens", "list-"+theme+".png"))
		}
	}
	p.audits("demo-list", sights)
	p.open("/styleguide") // no page of the practice: see TestPagesAreAccessible for those
	p.audits("demo-styleguide", sights)
}
