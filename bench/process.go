package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// A process is a server that this run started, and ends.
type process struct {
	ctx context.Context // ends it
	cmd *exec.Cmd
	in  io.WriteCloser
	out *bufio.Reader
	url string // where it listens
}

// start runs a program until it says that it is listening. It is told to stop
// when ctx ends. What it logs goes nowhere.
func start(ctx context.Context, name string, args ...string) (*process, error) {
	p := &process{ctx: ctx, cmd: exec.CommandContext(ctx, name, args...)}
	p.cmd.Cancel = func() error { return p.cmd.Process.Signal(syscall.SIGTERM) }
	p.cmd.WaitDelay = 15 * time.Second
	in, err := p.cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	p.in, p.out = in, bufio.NewReader(out)
	if err = p.cmd.Start(); err != nil {
		return nil, err
	}
	line, err := p.out.ReadString('\n')
	url, listening := strings.CutPrefix(strings.TrimSpace(line), "listening on ")
	if err != nil || !listening {
		return nil, errors.Join(fmt.Errorf("%s did not start; see why with: %s", name, p.cmd), err, p.stop())
	}
	p.url = url
	return p, nil
}

// stop ends the process, by force when it does not listen.
func (p *process) stop() error {
	_ = p.in.Close()
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may be over already
	force := time.AfterFunc(15*time.Second, func() { _ = p.cmd.Process.Kill() })
	defer force.Stop()
	err := p.cmd.Wait()
	if p.ctx.Err() != nil {
		return nil // whoever ended that knows why
	}
	if e, ok := errors.AsType[*exec.ExitError](err); ok && e.Sys().(syscall.WaitStatus).Signaled() {
		return nil // most know no other way to end
	}
	return err
}

// ask sends a line and returns the line that answers it.
func (p *process) ask(question string) (string, error) {
	if _, err := fmt.Fprintln(p.in, question); err != nil {
		return "", err
	}
	line, err := p.out.ReadString('\n')
	line = strings.TrimSpace(line)
	if fault, failed := strings.CutPrefix(line, "error "); failed {
		err = errors.New(fault)
	}
	return line, err
}

// ticks is how many of the kernel's units of CPU time make a second.
const ticks = 100

// cpu returns the CPU time that p has used, 0 when p is nil.
func (p *process) cpu() time.Duration {
	if p == nil {
		return 0
	}
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	n := parseCPU(string(stat))
	return time.Duration(n) * time.Second / ticks
}

// parseCPU returns user and system time out of a line of /proc/…/stat. The
// name in it may hold anything, so the fields count from its end.
func parseCPU(stat string) (n int64) {
	fields := strings.Fields(stat[strings.LastIndexByte(stat, ')')+1:])
	for _, i := range []int{11, 12} {
		if i < len(fields) {
			v, _ := strconv.ParseInt(fields[i], 10, 64) // the kernel wrote it
			n += v
		}
	}
	return n
}

// rss returns how much memory p holds, in MiB.
func (p *process) rss() float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	return parseRSS(string(status))
}

func parseRSS(status string) float64 {
	for line := range strings.Lines(status) {
		if kib, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			n, _ := strconv.ParseFloat(strings.Fields(kib)[0], 64) // the kernel wrote it
			return n / 1024
		}
	}
	return 0
}
