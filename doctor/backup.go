package doctor

import (
	"errors"
	"io/fs"
	"time"

	"televisit/backup"
	"televisit/clinic"
)

const (
	lookIntoLog = "Look into the server's log for what keeps it from making one, or make one with televisit backup."
	makeAnother = "Make another one with televisit backup."
)

// backup looks whether the latest backup is new enough, and still what its manifest says. Each was opened in
// another place and looked through before it had its name.
func (p Patient) backup(look costly) Check {
	const name = "Backup"
	switch {
	case p.File == "":
		return ok(name, "A database server is backed up by its own means: this program does not see whether.")
	case p.BackupDir == "":
		return warn(name, "This program does not know where backups are made.",
			"Start the server with --backup-dir: it then makes one every day. Tell televisit doctor too.")
	}
	path, made, err := backup.Latest(p.BackupDir)
	tried := backup.State{}
	if p.Schedule != nil {
		tried = p.Schedule.State()
	}
	switch {
	case tried.Err != nil:
		return failed(name, tried)
	case errors.Is(err, fs.ErrNotExist) || err == nil && path == "":
		if p.Schedule != nil && tried.Tried.IsZero() {
			return unseen(name, "The first one is made within a minute.")
		}
		return wrong(name, "There is no backup.", "Start the server with --backup-dir, or make one with televisit backup.").of(p.BackupDir)
	case err != nil:
		return wrong(name, "The directory of backups cannot be read.", asServer).because(err)
	}
	c := p.latest(name, path, made, look)
	c.At = made
	return c
}

// failed says that the latest try made none.
func failed(name string, tried backup.State) Check {
	c := wrong(name, "The latest try, at %s, failed.", lookIntoLog).with(moment(tried.Tried)).because(tried.Err)
	if !tried.Last.IsZero() {
		c.What = clinic.Msg("The latest try, at %s, failed. The latest good one was made at %s.", moment(tried.Tried), moment(tried.Last))
	}
	c.At = tried.Tried
	return c
}

// latest looks at the latest backup itself.
func (p Patient) latest(name, path string, made time.Time, look costly) Check {
	seen, err := look.compare(path)
	switch {
	case err != nil:
		return wrong(name, "The latest was made at %s, and cannot be trusted.", makeAnother).with(moment(made)).because(err)
	case p.Now().Sub(made) > 2*p.BackupEvery:
		return wrong(name, "The latest was made at %s, which is too long ago.", lookIntoLog).with(moment(made)).of(path)
	case !seen:
		return unseen(name, "The latest was made at %s, restored in another place and looked through. Its checksum is looked at within a minute.",
			moment(made))
	}
	return ok(name, "The latest was made at %s, restored in another place and looked through, and is what its manifest says.",
		moment(made)).of(path)
}
