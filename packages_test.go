package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// release is the directory of what make release made: those packages are installed and removed.
var release = flag.String("release", "", "directory with packages to try")

// A machine is a directory that packages take for the whole system.
type machine struct {
	t    *testing.T
	root string
	who  *syscall.Credential // nil: who runs the test, who is not root
}

// newMachine returns an empty machine. What is done to it is done by a user who could do nothing to the real one.
func newMachine(t *testing.T) machine {
	t.Helper()
	for _, tool := range []string{"fakeroot", "systemd-sysusers", "systemd-tmpfiles", "systemctl", "dpkg"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skip(err)
		}
	}
	m := machine{t: t, root: t.TempDir()}
	if os.Getuid() != 0 {
		return m
	}
	nobody, err := user.Lookup("nobody")
	if err != nil {
		t.Skip(err)
	}
	uid, _ := strconv.Atoi(nobody.Uid)
	gid, _ := strconv.Atoi(nobody.Gid)
	m.who = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	if err := os.Chmod(filepath.Dir(m.root), 0o755); err != nil {
		t.Fatal(err)
	}
	return m
}

// own gives everything in the machine to whom its root is played by.
func (m machine) own() {
	m.t.Helper()
	if m.who == nil {
		return
	}
	err := filepath.WalkDir(m.root, func(path string, _ fs.DirEntry, err error) error {
		return errors.Join(err, os.Lchown(path, int(m.who.Uid), int(m.who.Gid)))
	})
	if err != nil {
		m.t.Fatal(err)
	}
}

// do runs a script as the machine's root and returns what it prints to its standard output. $R is the machine.
func (m machine) do(script string) string {
	m.t.Helper()
	c := exec.CommandContext(m.t.Context(), "fakeroot", "--", "sh", "-euc", script)
	c.Env = []string{"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/", "R=" + m.root, "DPKG_ROOT=" + m.root, "LC_ALL=C"}
	c.SysProcAttr = &syscall.SysProcAttr{Credential: m.who}
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		m.t.Fatalf("%v\n%s%s", err, out, stderr.String())
	}
	return string(out)
}

// A life is how packages come, stay and go: the commands of each step.
type life struct{ install, upgrade, remove, purge string }

// script lives it and prints what becomes of the user, the data, the settings and the unit.
func (l life) script() string {
	const wants = "$R/etc/systemd/system/multi-user.target.wants/televisit.service"
	return `id() { sed -n 's/^televisit:x:\([0-9]*\):.*/\1/p' $R/etc/$1; }
facts() {
	sed -n 's/^\(televisit:.*\):[0-9]*:[0-9]*:/\1:/p' $R/etc/passwd
	test "$(stat -c '%a %u %g' $R/var/lib/televisit)" = "700 $(id passwd) $(id group)" && echo "the data are its own"
	test "$(stat -c '%a %u %g' $R/etc/televisit.env)" = "640 0 $(id group)" && echo "it may read the settings"
	readlink ` + wants + ` || echo disabled
}
` + l.install + `
echo "# installed"; facts
rm ` + wants + `
echo "# mine" >>$R/etc/televisit.env
echo "a practice" >$R/var/lib/televisit/televisit.db
` + l.upgrade + `
echo "# upgraded"; facts; tail -n 1 $R/etc/televisit.env
` + l.remove + `
echo "# removed"; cat $R/var/lib/televisit/televisit.db; id passwd | grep -c .
` + l.purge + `
echo "# purged"; cat $R/var/lib/televisit/televisit.db; test -e $R/etc/televisit.env || echo "no settings"
`
}

const lived = `# installed
televisit:x:Televisit:/var/lib/televisit:/usr/sbin/nologin
the data are its own
it may read the settings
/usr/lib/systemd/system/televisit.service
# upgraded
televisit:x:Televisit:/var/lib/televisit:/usr/sbin/nologin
the data are its own
it may read the settings
disabled
# mine
# removed
a practice
1
# purged
a practice
no settings
`

// The scripts of the packages make a user, a data directory and a service that starts with the machine; an upgrade
// leaves what was decided since; nothing, a purge neither, deletes what patients stderr.
func TestPackageScripts(t *testing.T) {
	t.Parallel()
	for name, l := range map[string]life{
		"deb": {"sh $R/postinst.sh configure ''", "sh $R/prerm.sh upgrade 2; sh $R/postrm.sh upgrade 2; sh $R/postinst.sh configure 1",
			"sh $R/prerm.sh remove; sh $R/postrm.sh remove", "rm $R/etc/televisit.env; sh $R/postrm.sh purge >&2"},
		"rpm": {"sh $R/postinst.sh 1", "sh $R/postinst.sh 2; sh $R/prerm.sh 1; sh $R/postrm.sh 1",
			"sh $R/prerm.sh 0", "rm $R/etc/televisit.env; sh $R/postrm.sh 0 >&2"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMachine(t)
			for to, from := range map[string]string{"etc/televisit.env": "televisit.env", "postinst.sh": "postinst.sh", "prerm.sh": "prerm.sh",
				"postrm.sh": "postrm.sh", "usr/lib/systemd/system/televisit.service": "televisit.service",
				"usr/lib/sysusers.d/televisit.conf": "sysusers.conf", "usr/lib/tmpfiles.d/televisit.conf": "tmpfiles.conf"} {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(m.root, to)), 0o755); err != nil {
					t.Fatal(err)
				}
				writeFile(t, filepath.Join(m.root, to), read(t, "packaging/"+from))
			}
			m.own()
			if got := m.do("chown -R 0:0 $R; chmod 640 $R/etc/televisit.env\n" + l.script()); got != lived {
				t.Errorf("%s\nwant %s", got, lived)
			}
		})
	}
}

// The deb of a release is installed, upgraded, removed and purged by dpkg, and its program is the one of the archive.
func TestReleasedPackage(t *testing.T) {
	t.Parallel()
	debs, _ := filepath.Glob(filepath.Join(*release, "televisit_*_amd64.deb"))
	if *release == "" || len(debs) != 1 {
		t.Skip("no -release")
	}
	m := newMachine(t)
	deb, err := os.ReadFile(debs[0])
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, filepath.Join(m.root, "televisit.deb"), string(deb))
	m.own()
	const dpkg = "dpkg --root=$R --force-script-chrootless --force-depends --force-not-root --force-confold --log=/dev/null"
	install := dpkg + " -i $R/televisit.deb >/dev/null 2>&1"
	l := life{install: "mkdir -p $R/var/lib/dpkg/info $R/var/lib/dpkg/updates $R/var/log; touch $R/var/lib/dpkg/status\n" + install +
		"\ntest -x $R/usr/bin/televisit", upgrade: install, remove: dpkg + " -r televisit >/dev/null 2>&1; test ! -e $R/usr/bin/televisit",
		purge: dpkg + " -P televisit >/dev/null 2>&1"}
	if got := m.do(l.script()); got != lived {
		t.Errorf("%s\nwant %s", got, lived)
	}
}

// The program of a release needs nothing beside it: it serves, and passes its health check, where there is no other
// file, for a user without a name, as in the image.
func TestReleasedProgram(t *testing.T) {
	t.Parallel()
	archives, _ := filepath.Glob(filepath.Join(*release, "televisit_*_linux_"+runtime.GOARCH+".tar.gz"))
	if *release == "" || len(archives) != 1 || os.Getuid() != 0 {
		t.Skip("no -release, or not root")
	}
	root := t.TempDir()
	if out, err := exec.CommandContext(t.Context(), "tar", "-xzf", archives[0], "-C", root, "televisit").CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	if err := errors.Join(os.Mkdir(filepath.Join(root, "data"), 0o700), os.Chown(filepath.Join(root, "data"), 65532, 65532)); err != nil {
		t.Fatal(err)
	}
	alone := func(args ...string) *exec.Cmd {
		c := exec.CommandContext(t.Context(), "/televisit", args...)
		c.Dir, c.Env = "/", []string{"TELEVISIT_DATA=/data", "TMPDIR=/data"}
		c.SysProcAttr = &syscall.SysProcAttr{Chroot: root, Credential: &syscall.Credential{Uid: 65532, Gid: 65532}}
		return c
	}
	s := startCommand(t, alone("serve", "--addr", "127.0.0.1:0"))
	if out, err := alone("healthcheck", "--ready", "--addr", strings.TrimPrefix(s.url, "http://")).CombinedOutput(); err != nil {
		t.Errorf("%v %s", err, out)
	}
	s.stop()
}

// A bill is what of a CycloneDX document this test reads.
type bill struct {
	Format   string `json:"bomFormat"`
	Metadata struct {
		Component struct{ Name, Version string }
	}
	Components []struct{ Name, Version string }
}

// Each program of a release has a bill of the modules that are in it, and everything has a checksum.
func TestReleasedBills(t *testing.T) {
	t.Parallel()
	if *release == "" {
		t.Skip("no -release")
	}
	sums := read(t, filepath.Join(*release, "SHA256SUMS"))
	all, err := filepath.Glob(filepath.Join(*release, "televisit*"))
	if err != nil || len(all) != 10 {
		t.Errorf("%d files, want an archive and a bill for each of three, two debs and two rpms", len(all))
	}
	for _, path := range all {
		if !strings.Contains(sums, "  "+filepath.Base(path)+"\n") {
			t.Errorf("%s has no checksum", path)
		}
		if !strings.HasSuffix(path, ".cdx.json") {
			continue
		}
		var b bill
		if err := json.Unmarshal([]byte(read(t, path)), &b); err != nil || b.Format != "CycloneDX" || b.Metadata.Component.Name != "televisit" {
			t.Errorf("%s: %v %+v", path, err, b.Metadata)
		}
		for _, name := range []string{"modernc.org/sqlite", "golang.org/x/crypto", "std"} {
			if !slices.ContainsFunc(b.Components, func(c struct{ Name, Version string }) bool { return c.Name == name && c.Version != "" }) {
				t.Errorf("%s does not have %s", path, name)
			}
		}
	}
}
