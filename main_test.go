package main

import (
	"bufio"
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram makes the test binary be the program: what is tested is the whole
// of it, from its arguments to its exit code.
const asProgram = "TELEVISIT_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		os.Exit(0)
	}
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
	c.Env = append(os.Environ(), asProgram+"=1", "HOME="+t.TempDir(), "XDG_DATA_HOME=", "TMPDIR="+t.TempDir())
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
			_ = s.cmd.Process.Kill()
			_ = s.cmd.Wait()
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

// stop asks the program to end and checks that it does, well and in time.
func (s *served) stop() {
	s.t.Helper()
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

func TestVersion(t *testing.T) {
	t.Parallel()
	if out, _, code := run(t, "", "version"); code != 0 || !strings.HasPrefix(out, "televisit ") {
		t.Error(code, out)
	}
}

func TestFirstStart(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "new", "data")
	s := start(t, "--data", data, "--addr", "127.0.0.1:0") // serve is what happens without a command
	link := setupLink.FindString(s.log())
	if !strings.HasPrefix(link, s.url+"/setup/") || !strings.Contains(s.log(), data) {
		t.Fatal(s.url, s.log())
	}
	code, path, text := fill(t, browse(t), link, "org", "Lakeside", "time_zone", "America/Chicago", "name", "Ann", "email", "ann@lakeside.example",
		"password", "a long password", "repeat", "a long password")
	if code != http.StatusOK || path != "/pm/telehealth" || !strings.Contains(text, "Lakeside") {
		t.Fatal(code, path, text)
	}
	s.stop()
	for name, want := range map[string]os.FileMode{"": 0o700, "televisit.db": 0o600, "televisit.lock": 0o600} {
		if i, err := os.Stat(filepath.Join(data, name)); err != nil || i.Mode().Perm() != want {
			t.Error(name, i.Mode(), err)
		}
	}
	for _, secret := range []string{"ann@lakeside", "a long password", "Ann"} {
		if strings.Contains(s.log(), secret) {
			t.Error("logged:", secret)
		}
	}
	s = start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if link := setupLink.FindString(s.log()); link != "" {
		t.Error("a practice that is set up got a link")
	}
	s.stop()
}

func TestSecondServerIsRefused(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	first := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	out, stderr, code := run(t, "", "serve", "--data", data, "--addr", "127.0.0.1:0")
	if code == 0 || out != "" || !strings.Contains(stderr, "another server (process ") || !strings.Contains(stderr, data) {
		t.Error(code, out, stderr)
	}
	if err := first.cmd.Process.Kill(); err != nil { // leaves its lock file behind
		t.Fatal(err)
	}
	_ = first.cmd.Wait()
	start(t, "serve", "--data", data, "--addr", "127.0.0.1:0").stop()
}

func TestAdmin(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	admin := func(stdin string, args ...string) string {
		t.Helper()
		out, stderr, code := run(t, stdin, append([]string{"admin"}, args...)...)
		if code != 0 {
			t.Fatal(args, code, stderr)
		}
		return out
	}
	create := []string{"create", "--data", data, "--org", "Lakeside", "--time-zone", "America/Chicago", "--name", "Ann Lee", "--email", "ann@lakeside.example",
		"--role", "org_admin", "--role", "provider", "--password-file", "-"}
	admin("a long password\n", create...)
	s := start(t, "serve", "--data", data, "--addr", "127.0.0.1:0")
	if setupLink.MatchString(s.log()) {
		t.Error("there is a user and a set-up link")
	}
	ann := browse(t)
	if code, path, text := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password", "a long password"); code != http.StatusOK || path != "/pm/telehealth" || !strings.Contains(text, "Lakeside") {
		t.Fatal(code, path, text)
	}
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("another password"), 0o600); err != nil {
		t.Fatal(err)
	}
	admin("", "reset-password", "--data", data, "--email", "ann@lakeside.example", "--password-file", file)
	if code, path, _ := fill(t, ann, s.url+"/orgs"); path != "/login" {
		t.Error("she is still signed in:", code, path)
	}
	if code, path, _ := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password", "another password"); path != "/pm/telehealth" {
		t.Error(code, path)
	}
	admin("", "create", "--data", data, "--org", "Hilltop", "--time-zone", "UTC", "--name", "x", "--email", "ann@lakeside.example", "--role", "staff")
	if out := admin("", "sign-out-all", "--data", data); !strings.Contains(out, "ended: 1") {
		t.Error(out)
	}
	if code, path, _ := fill(t, ann, s.url+"/login", "email", "ann@lakeside.example", "password", "another password"); path != "/orgs" {
		t.Error("a member of two organizations does not choose:", code, path)
	}
	s.stop()
}

func TestAdminRefuses(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	for want, args := range map[string][]string{
		"no database":             {"reset-password", "--data", t.TempDir(), "--email", "a@b.example"},
		"no role":                 {"create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A", "--email", "a@b.example", "--role", "boss", "--password-file", "-"},
		"at least 12":             {"create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A", "--email", "a@b.example", "--role", "staff"},
		"time zone":               {"create", "--data", data, "--org", "L", "--name", "A", "--email", "a@b.example", "--role", "staff", "--password-file", "-"},
		"missing flags: --email=": {"reset-password", "--data", data},
	} {
		if _, stderr, code := run(t, "a long password", append([]string{"admin"}, args...)...); code == 0 || !strings.Contains(stderr, want) {
			t.Errorf("%s: %d %s", want, code, stderr)
		}
	}
}

func TestExposure(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", ":0", "[::]:0"} {
		if _, stderr, code := run(t, "", "serve", "--data", t.TempDir(), "--addr", addr); code == 0 || !strings.Contains(stderr, "--allow-plain-http") {
			t.Error(addr, code, stderr)
		}
	}
	for _, flag := range []string{"--allow-plain-http", "--base-url=https://desk.example", "--trusted-proxy=10.0.0.0/8"} {
		start(t, "serve", "--data", t.TempDir(), "--addr", "0.0.0.0:0", flag).stop()
	}
	for _, base := range []string{"ftp://x", "desk.example", "https://", "https://u:p@desk.example", "https://desk.example?x=1"} {
		if _, stderr, code := run(t, "", "serve", "--data", t.TempDir(), "--base-url", base, "--addr", "127.0.0.1:0"); code == 0 || !strings.Contains(stderr, "base-url") {
			t.Error(base, code, stderr)
		}
	}
}

func TestSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(lines string) string {
		t.Helper()
		path := filepath.Join(t.TempDir(), "televisit.conf")
		if err := os.WriteFile(path, []byte(lines), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	conf := file("# the desk\n\nTELEVISIT_ADDR = 0.0.0.0:0\nTELEVISIT_DATA=\"" + dir + "/file\"\nTELEVISIT_BASE_URL=http://127.0.0.1/file\nTELEVISIT_ALLOW_PLAIN_HTTP=true\n")
	c := program(t, "serve", "--config", conf, "--base-url", "http://127.0.0.1/flag")
	c.Env = append(c.Env, "TELEVISIT_DATA="+dir+"/env", "TELEVISIT_BASE_URL=http://127.0.0.1/env")
	s := startCommand(t, c)
	if u, err := url.Parse(s.url); err != nil || u.Hostname() != "localhost" || u.Path != "/flag" {
		t.Error(s.url, err)
	}
	res, err := http.Get(s.url + "/healthz")
	if err != nil || res.StatusCode != http.StatusOK {
		t.Error(res, err)
	}
	s.stop()
	if _, err := os.Stat(filepath.Join(dir, "env", "televisit.db")); err != nil {
		t.Error(err)
	}
	for want, lines := range map[string]string{"no setting TELEVISIT_ADR": "TELEVISIT_ADR=x", "line 2": "\nADDR", "set twice": "TELEVISIT_ADDR=x\nTELEVISIT_ADDR=y"} {
		if _, stderr, code := run(t, "", "serve", "--data", dir, "--config", file(lines)); code == 0 || !strings.Contains(stderr, want) {
			t.Error(want, code, stderr)
		}
	}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	s := start(t, "demo", "--addr", "127.0.0.1:0", "--still")
	for _, want := range []string{"admin@northside.example", "readonly@harbor.example", "solo@northside.example", "televisit-demo", s.url} {
		if !strings.Contains(s.log(), want) {
			t.Errorf("%s is not told", want)
		}
	}
	c := browse(t)
	code, path, text := fill(t, c, s.url+"/login", "email", "staff@northside.example", "password", "televisit-demo")
	if code != http.StatusOK || path != "/pm/telehealth" || !strings.Contains(text, `class="banner"`) {
		t.Error(code, path, text)
	}
	s.stop()
	dir, _ := strings.CutPrefix(regexp.MustCompile(`"data":"[^"]*`).FindString(s.log()), `"data":"`)
	if _, err := os.Stat(dir); dir == "" || !os.IsNotExist(err) {
		t.Errorf("the demo left %q behind: %v", dir, err)
	}
}

func TestDemoIsKept(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	start(t, "demo", "--addr", "127.0.0.1:0", "--data", data).stop()
	start(t, "demo", "--addr", "127.0.0.1:0", "--data", data).stop()
	s := start(t, "serve", "--addr", "127.0.0.1:0", "--data", data)
	if !strings.Contains(s.log(), "everybody knows") {
		t.Error("a demo is served as if it were none")
	}
	s.stop()
}

func TestDemoKeepsOutOfPractices(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	if _, stderr, code := run(t, "a long password", "admin", "create", "--data", data, "--org", "L", "--time-zone", "UTC", "--name", "A", "--email", "a@b.example",
		"--role", "staff", "--password-file", "-"); code != 0 {
		t.Fatal(stderr)
	}
	out, stderr, code := run(t, "", "demo", "--addr", "127.0.0.1:0", "--data", data)
	if code == 0 || out != "" || !strings.Contains(stderr, "real practice") {
		t.Error(code, out, stderr)
	}
}

func TestAddressInUse(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, command := range []string{"serve", "demo"} {
		if out, stderr, code := run(t, "", command, "--addr", l.Addr().String(), "--data", t.TempDir()); code == 0 || out != "" || !strings.Contains(stderr, "in use") {
			t.Error(command, code, out, stderr)
		}
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	issuer := httptest.NewTLSServer(http.NotFoundHandler()) // for its certificate, which its client trusts
	defer issuer.Close()
	pair := issuer.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, block := range map[string]*pem.Block{"cert": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]}, "key": {Type: "PRIVATE KEY", Bytes: key}} {
		if err := os.WriteFile(filepath.Join(dir, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := start(t, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--tls-cert", filepath.Join(dir, "cert"), "--tls-key", filepath.Join(dir, "key"))
	res, err := issuer.Client().Get(s.url + "/healthz")
	if err != nil || !strings.HasPrefix(s.url, "https://") || res.Header.Get("Strict-Transport-Security") == "" {
		t.Error(s.url, res, err)
	}
	s.stop()
	if _, stderr, code := run(t, "", "serve", "--data", dir, "--tls-cert", filepath.Join(dir, "cert")); code == 0 || !strings.Contains(stderr, "tls-key") {
		t.Error(code, stderr)
	}
}
