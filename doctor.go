package main

import (
	"context"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"televisit/doctor"
)

type doctorCommand struct {
	dataFlags
	tlsFlags
	BackupDir    string         `env:"TELEVISIT_BACKUP_DIR" placeholder:"DIR" help:"Directory of the server's backups."`
	BackupEvery  time.Duration  `default:"24h" env:"TELEVISIT_BACKUP_EVERY" placeholder:"TIME" help:"How often one is made (24h)."`
	Addr         string         `default:"127.0.0.1:8080" env:"TELEVISIT_ADDR" placeholder:"HOST:PORT" help:"Address the server listens on."`
	BaseURL      *url.URL       `name:"base-url" env:"TELEVISIT_BASE_URL" placeholder:"URL" help:"${help_base}"`
	TrustedProxy []netip.Prefix `env:"TELEVISIT_TRUSTED_PROXY" placeholder:"CIDR" help:"Network of the server's proxies."`
}

// Help says what the exit code tells a script.
func (*doctorCommand) Help() string {
	return "Prints a line for each thing that it looks at. The exit code is 0 when all is well, 1 when something is wrong, and 2 when there " +
		"are only warnings. Give it the flags of serve, or the same --config. It changes nothing."
}

// unwell says that the doctor found something; the lines are printed already.
type unwell struct{ worst doctor.State }

func (u unwell) Error() string { return "not all is well: see the lines above" }

// ExitCode is what the program ends with.
func (u unwell) ExitCode() int {
	if u.worst == doctor.Wrong {
		return 1
	}
	return 2
}

// Run looks at everything, also beside a running server, and changes nothing.
func (c *doctorCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, err := c.known()
	if err != nil {
		return err
	}
	p := c.patient(at)
	if p.Store, p.Unopened = at.open(); p.Store != nil {
		defer func() { _ = p.Store.Close() }() // nothing was written
	}
	all := p.Checks(ctx)
	for _, check := range all {
		line := check.What.String()
		if check.Detail != "" {
			line += " (" + check.Detail + ")"
		}
		if do := check.Do.String(); do != "" {
			line += " → " + do
		}
		if _, err := fmt.Fprintf(k.Stdout, "%-5s  %-11s  %s\n", check.State, strings.ToLower(check.Name), line); err != nil {
			return err
		}
	}
	if worst := doctor.Worst(all); worst != doctor.OK {
		return unwell{worst}
	}
	return nil
}

// known returns the home if there is one. The doctor makes none.
func (c *doctorCommand) known() (home, error) {
	isFile := c.Database == "" && c.DatabaseFile == ""
	if isFile {
		if _, err := os.Stat(c.Data); err != nil {
			return home{}, fmt.Errorf("there is no practice in %q: name its directory with --data", c.Data)
		}
	}
	at, err := c.home()
	if err != nil || !isFile {
		return at, err
	}
	if _, err := os.Stat(at.file()); err != nil {
		return home{}, fmt.Errorf("there is no database in %s: name another directory with --data, or start the server once", c.Data)
	}
	return at, nil
}

func (c *doctorCommand) patient(at home) doctor.Patient {
	p := at.patient()
	p.BackupDir, p.BackupEvery = c.BackupDir, c.BackupEvery
	p.Site = doctor.Site{Addr: c.Addr, Base: c.BaseURL, Proxied: len(c.TrustedProxy) > 0}
	c.place(&p.Site, acmeDir(c.Data))
	return p
}

// patient is what the doctor looks at in this home.
func (h home) patient() doctor.Patient {
	p := doctor.Patient{Keys: h.keys, Built: built(), Now: time.Now}
	if h.server == "" {
		p.File = h.file()
	}
	return p
}

// built returns when the source of this program was committed, zero if the build does not know.
func built() time.Time {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return time.Time{}
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.time" {
			at, _ := time.Parse(time.RFC3339, s.Value) // zero if it is none
			return at
		}
	}
	return time.Time{}
}
