package doctor

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const (
	mib = 1 << 20

	longLog   = 64 * mib   // a log is emptied at 4 MiB, unless somebody reads for very long
	lowSpace  = 1024 * mib // and at least twice the database: a backup needs that for a moment
	lastSpace = 100 * mib
)

// others are the permissions that nobody but the owner is to have.
const others fs.FileMode = 0o077

// permissions looks whether other users of the machine could read the data directory. What lies open in a
// directory that is not is only a warning: nobody gets there.
func (p Patient) permissions() Check {
	const name = "permissions"
	dir := filepath.Dir(p.File)
	owner, mode, err := ownerOf(dir)
	if err != nil {
		return wrong(name, err.Error()+".", "Run this as the user who runs the server.")
	}
	open, strange, err := badFiles(dir, owner)
	switch {
	case err != nil:
		return wrong(name, err.Error()+".", "Run this as the user who runs the server.")
	case open != "" && mode&others != 0:
		return wrong(name, "Other users of this machine may read "+open+".", "chmod -R go= "+dir)
	case open != "" || mode&others != 0:
		return warn(name, "Other users of this machine may look into "+dir+", or could if that were open.", "chmod -R go= "+dir)
	case strange != "":
		return warn(name, strange+" belongs to another user than its directory: the server may not be able to write it.",
			"Give it to the user who runs the server, with chown.")
	}
	return ok(name, "Nobody else may read "+dir+".")
}

// badFiles returns a file below dir that others may read, and one that is not its owner's, "" for none.
func badFiles(dir string, owner uint32) (open, strange string, err error) {
	err = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || d.Type()&fs.ModeSymlink != 0 {
			return gone(err)
		}
		whose, mode, err := ownerOf(path)
		if err != nil {
			return gone(err)
		}
		if mode&others != 0 {
			open = path
		}
		if whose != owner {
			strange = path
		}
		return nil
	})
	return open, strange, err
}

// gone takes it as no error that a file is not there any more: a server is at work.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func ownerOf(path string) (owner uint32, mode fs.FileMode, err error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, 0, err
	}
	if s, known := info.Sys().(*syscall.Stat_t); known {
		owner = s.Uid
	}
	return owner, info.Mode().Perm(), nil
}

// keys looks whether the key file is there and nobody else's.
func (p Patient) keys() Check {
	const name = "key file"
	_, mode, err := ownerOf(p.Keys)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warn(name, "There is none at "+p.Keys+": what is sealed in the database cannot be opened.",
			"Put it back, or name it with --key-file. Before the first start there is none.")
	case err != nil:
		return wrong(name, err.Error()+".", "Run this as the user who runs the server.")
	case mode&others != 0:
		return wrong(name, "Others than its owner may read or write "+p.Keys+".", "chmod 600 "+p.Keys)
	}
	return ok(name, "It is there, and nobody else may read it.")
}

// log looks whether the log of the database is emptied.
func (p Patient) log() Check {
	const name = "log"
	n := sizeOf(p.File + "-wal")
	if n > longLog {
		return warn(name, fmt.Sprintf("The database's log has %d MiB.", n/mib),
			"Something reads the database for very long: look for other programs that have it open, or start the server anew.")
	}
	return ok(name, fmt.Sprintf("The database's log has %d MiB.", n/mib))
}

// sizeOf returns how many bytes a file has, 0 if it is not there.
func sizeOf(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}

// space looks at the disks of the database and of its backups, and reports the fuller one.
func (p Patient) space() Check {
	worst := p.spaceOf(filepath.Dir(p.File))
	if p.BackupDir != "" {
		if c := p.spaceOf(p.BackupDir); c.State > worst.State {
			return c
		}
	}
	return worst
}

func (p Patient) spaceOf(dir string) Check {
	const name, do = "disk space", "Make room, or move it to a larger disk."
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return warn(name, fmt.Sprintf("The disk of %s cannot be looked at: %v.", dir, err), "See that the directory is there.")
	}
	left := disk.Bavail * uint64(disk.Bsize) // #nosec G115 -- no block has a negative size
	what := fmt.Sprintf("%d MiB are left for %s.", left/mib, dir)
	switch {
	case left < lastSpace:
		return wrong(name, what, do)
	case left < max(lowSpace, 2*uint64(sizeOf(p.File))): // #nosec G115 -- nor has a file
		return warn(name, what, do)
	}
	return ok(name, what)
}
