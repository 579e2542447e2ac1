package torture

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// A process is the program, serving.
type process struct {
	cmd  *exec.Cmd
	url  string       // where it listens
	log  bytes.Buffer // good once it has ended
	over bool
}

// launch runs a program until it says that it listens.
func launch(name string, args ...string) (*process, error) {
	p := &process{cmd: exec.Command(name, args...)}
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	url, ok := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !ok {
		err = errors.Join(err, p.kill())
		return nil, fmt.Errorf("%s did not start: %w\n%s", p.cmd, err, p.log.String())
	}
	p.url = url
	return p, nil
}

// serve starts the program on what args name, and ends it with the test.
func serve(t *testing.T, args ...string) *process {
	t.Helper()
	p, err := launch(bin(t), append([]string{"serve", "--addr", "127.0.0.1:0"}, args...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.kill() })
	return p
}

// kill ends the process at once, wherever it is. It returns nil where it had ended.
func (p *process) kill() error {
	if p.over {
		return nil
	}
	p.over = true
	err := p.cmd.Process.Signal(syscall.SIGKILL)
	_ = p.cmd.Wait() // it was killed, which is an error
	if errors.Is(err, os.ErrProcessDone) {
		return nil
	}
	return err
}

// end asks the process to end and waits until it has.
func (p *process) end() error {
	p.over = true
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return p.cmd.Wait()
}

// run runs the program to its end, which must be a good one, and returns what it says.
func run(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.Command(bin(t), args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, out)
	}
	return string(out)
}
