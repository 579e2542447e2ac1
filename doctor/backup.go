package doctor

import (
	"errors"
	"io/fs"

	"televisit/backup"
)

// backup looks whether the latest backup is new enough, and still what its manifest says.
func (p Patient) backup() Check {
	const name = "backup"
	switch {
	case p.File == "":
		return ok(name, "A database server is backed up by its own means: this program does not see whether.")
	case p.BackupDir == "":
		return warn(name, "This program does not know where backups are made.",
			"Name the directory with --backup-dir, here and for the server, which then makes one every day.")
	}
	path, made, err := backup.Latest(p.BackupDir)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && path == "":
		return wrong(name, "There is none in "+p.BackupDir+".", "Start the server with --backup-dir, or make one with televisit backup.")
	case err != nil:
		return wrong(name, err.Error()+".", "Run this as the user who runs the server.")
	}
	age := p.Now().Sub(made)
	what := "The latest was made at " + text(made)
	if _, err := backup.Compare(path); err != nil {
		return wrong(name, what+", and cannot be trusted: "+err.Error()+".", "Make another one with televisit backup.")
	}
	if age > 2*p.BackupEvery {
		return wrong(name, what+".", "Look into the server's log for what keeps it from making one, or make one with televisit backup.")
	}
	return ok(name, what+", and is what its manifest says.")
}
