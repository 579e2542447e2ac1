// Televisit shows a small practice its telehealth sessions: which there are,
// where each stands, and the link to join.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"
	"golang.org/x/term"

	"televisit/store"
)

type commands struct {
	Config      kong.ConfigFlag    `placeholder:"FILE" help:"${help_config}"`
	Serve       serveCommand       `cmd:"" default:"withargs" help:"Serve the practice. This is what happens without a command."`
	Demo        demoCommand        `cmd:"" help:"Look around in an invented practice, thrown away when it stops."`
	Admin       adminCommands      `cmd:"" help:"Manage people from the command line, also while a server runs."`
	Backup      backupCommand      `cmd:"" help:"Copy the database to one file, also while a server runs, and look through the copy."`
	Restore     restoreCommand     `cmd:"" help:"Put a backup in the place of the database, and keep that beside."`
	Doctor      doctorCommand      `cmd:"" help:"Look whether all is well, also while a server runs, and say what to do."`
	Audit       auditCommands      `cmd:"" help:"Check the audit trail."`
	Healthcheck healthcheckCommand `cmd:"" help:"Ask the server of this machine how it is; the exit code says it."`
	Secrets     secretsCommands    `cmd:"" help:"Manage the keys that seal secrets."`
	Copy        copyCommand        `cmd:"" help:"Move a practice: copy everything, or one organization, to another place."`
	Version     versionCommand     `cmd:"" help:"Print the version."`
}

func main() {
	syscall.Umask(0o077) // what this program writes is nobody else's to read
	defer runtime.KeepAlive(paceGarbage())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	k := kong.Parse(&commands{},
		kong.Name("televisit"),
		kong.Description("Telehealth sessions of a small practice, on one page."),
		kong.Vars{"data": defaultData()},
		flagHelp,
		kong.Configuration(readConfig),
		kong.ShortUsageOnError(),
		kong.BindTo(store.From(ctx, store.Origin{Via: store.ViaCommand}), (*context.Context)(nil)))
	if err := k.Run(); ctx.Err() == nil || !errors.Is(err, ctx.Err()) {
		k.FatalIfErrorf(err)
	}
}

// paceGarbage lets a small heap grow by 7 MiB before it is collected, and a
// large one, as with a thousand open tabs, by less than it has. What it
// returns is 32 MiB that are never touched, so they take no memory but count
// as if they did; they are to be kept as long as the program runs.
func paceGarbage() []byte {
	if os.Getenv("GOGC") != "" {
		return nil
	}
	debug.SetGCPercent(20)
	return make([]byte, 32<<20)
}

type versionCommand struct{}

func (versionCommand) Run(k *kong.Kong) error {
	_, err := fmt.Fprintf(k.Stdout, "televisit %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return err
}

// version returns what the build knows of itself.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}

// defaultData returns where this user's programs keep their data, "" when the
// user has no home.
func defaultData() string {
	if dir := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "televisit")
	}
	if home, err := os.UserHomeDir(); err == nil && runtime.GOOS != "darwin" {
		return filepath.Join(home, ".local", "share", "televisit")
	}
	if dir, err := os.UserConfigDir(); err == nil {
		return filepath.Join(dir, "televisit")
	}
	return ""
}

// newLog returns a log for people on a terminal, for programs otherwise.
func newLog(w io.Writer, format string) *slog.Logger {
	if format == "text" || format == "auto" && isTerminal(w) {
		return slog.New(slog.NewTextHandler(w, nil))
	}
	return slog.New(slog.NewJSONHandler(w, nil))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
