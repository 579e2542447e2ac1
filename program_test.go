package main

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// asProgram makes the test binary be the program: what is tested is the whole
// of it, from its arguments to its exit code.
const asProgram = "TELEVISIT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
	_ = os.Setenv("PEBBLE_VA_NOSLEEP", "1") // the ACME server of the tests would wait for seconds before it looks
	os.Exit(m.Run())
}

// program returns the program with these arguments, and a home of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(self, args...)
	c.Env = append(os.Environ(), asProgram+"=1", "HOME="+t.TempDir(), "XDG_DATA_HOME=", "TMPDIR="+t.TempDir(), "GORACE=atexit_sleep_ms=0")
	return c
}

// run runs the program to its end.
func run(t *testing.T, stdin string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	c := program(t, args...)
	var out, err bytes.Buffer
	c.Stdin, c.Stdout, c.Stderr = strings.NewReader(stdin), &out, &err
	if e := c.Run(); e != nil && c.ProcessState == nil {
		t.Fatal(e)
	}
	return out.String(), err.String(), c.ProcessState.ExitCode()
}

// A served program runs until it is stopped.
type served struct {
	t      *testing.T
	cmd    *exec.Cmd
	url    string
	stderr string      // a file
	stdout chan string // what follows the first line, when it has ended

	patients storetest.Private // of its practice, that its log must not tell of
}

// log returns what was written to stderr so far. That is a file, so what came
// before a line on stdout is in it once that line is read.
func (s *served) log() string {
	s.t.Helper()
	text, err := os.ReadFile(s.stderr)
	if err != nil {
		s.t.Fatal(err)
	}
	return string(text)
}

// start starts a command that serves and waits until it says that it listens.
func start(t *testing.T, args ...string) *served {
	t.Helper()
	return startCommand(t, program(t, args...))
}

func startCommand(t *testing.T, c *exec.Cmd) *served {
	t.Helper()
	s := &served{t: t, cmd: c, stdout: make(chan string, 1)}
	s.stderr = filepath.Join(t.TempDir(), "stderr")
	file, err := os.Create(s.stderr)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	s.cmd.Stderr = file
	out, err := s.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd.ProcessState == nil {
			s.meetPatients()
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
		}
		for _, private := range s.patients.In(s.log()) {
			t.Errorf("the log says %q, which is a patient's: %s", private, s.log())
		}
	})
	lines := bufio.NewReader(out)
	first, err := lines.ReadString('\n')
	url, ok := strings.CutPrefix(first, "listening on ")
	if err != nil || !ok {
		t.Fatalf("%q %v\n%s", first, err, s.log())
	}
	s.url = strings.TrimSpace(url)
	go func() {
		rest, _ := io.ReadAll(lines)
		s.stdout <- string(rest)
	}()
	return s
}

// dataPath is where the log says that the data are.
var dataPath = regexp.MustCompile(`"data":"([^"]*)`)

// meetPatients notes the patients of a program that still runs: a demo takes them with it.
func (s *served) meetPatients() {
	s.t.Helper()
	shown := dataPath.FindStringSubmatch(s.log())
	if shown == nil { // on a server
		return
	}
	beside := dbtest.Beside(s.t, filepath.Join(shown[1], "televisit.db"))
	s.patients, _ = storetest.PrivateIn(beside) // a test may have taken them away
	_ = beside.Close()
}

// stop asks the program to end and checks that it does, well and in time.
func (s *served) stop() {
	s.t.Helper()
	s.meetPatients()
	began := time.Now()
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		s.t.Fatal(err)
	}
	if rest := <-s.stdout; rest != "" {
		s.t.Errorf("more than one line on stdout: %q", rest)
	}
	if err := s.cmd.Wait(); err != nil {
		s.t.Errorf("%v\n%s", err, s.log())
	}
	if took := time.Since(began); took > 10*time.Second {
		s.t.Errorf("it took %v to stop", took)
	}
}

var setupLink = regexp.MustCompile(`http://[^" ]*/setup/[\w-]{43}`)

// founded makes a practice in a data directory, with Ann, who may do all.
func founded(t *testing.T, data string) {
	t.Helper()
	if _, stderr, code := run(t, "a long password", "admin", "create", "--data", data, "--org", "Lakeside", "--time-zone", "UTC", "--name",
		"Ann Lee", "--email", "ann@lakeside.example", "--role", "org_admin", "--role", "provider", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
}

// ann signs Ann in.
func (s *served) ann() *http.Client {
	s.t.Helper()
	c := browse(s.t)
	if code, path, text := fill(s.t, c, s.url+"/login", "email", "ann@lakeside.example", "password", "a long password"); path != "/" {
		s.t.Fatal(code, path, text)
	}
	return c
}

// addPatient registers a patient, whom the practice knows by a number, and returns how that is answered.
func (s *served) addPatient(c *http.Client, mrn string) (code int, text string) {
	s.t.Helper()
	code, _, text = fill(s.t, c, s.url+"/pm/patients/new", "given", "Pat", "family", "Pond of "+mrn, "mrn", mrn, "born", "1980-05-17",
		"payer_class", "other")
	return code, text
}

// browse returns a client that keeps cookies and follows redirects.
func browse(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 30 * time.Second}
}

// fill sends a form of name, value, name, value and returns where it led to.
func fill(t *testing.T, c *http.Client, address string, fields ...string) (code int, path, text string) {
	t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		f.Set(fields[i], fields[i+1])
	}
	res, err := c.PostForm(address, f)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, res.Request.URL.Path, string(body)
}
