package doctor

import (
	"errors"
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

// groupAndWorld are the permissions that nobody but the owner is to have.
const groupAndWorld fs.FileMode = 0o077

// asServer is what to do where something may not be read.
const asServer = "Run this as the user who runs the server."

// permissions looks whether other users of the machine could read the data directory. What lies open in a
// directory that is not is only a warning: nobody gets there.
func (p Patient) permissions() Check {
	const name, chmod = "Permissions", "Run chmod -R go= on the data directory."
	dir := filepath.Dir(p.File)
	owner, mode, err := ownerOf(dir)
	open, strange := "", ""
	if err == nil {
		open, strange, err = badFiles(dir, owner)
	}
	switch {
	case err != nil:
		return wrong(name, "The data directory cannot be looked at.", asServer).because(err)
	case open != "" && mode&groupAndWorld != 0:
		return wrong(name, "Other users of this machine may read what is in the data directory.", chmod).of(open)
	case open != "" || mode&groupAndWorld != 0:
		return warn(name, "Other users of this machine may look into the data directory, or could if it were open.", chmod).of(dir)
	case strange != "":
		return warn(name, "A file belongs to another user than its directory: the server may not be able to write it.",
			"Give it to the user who runs the server, with chown.").of(strange)
	}
	return ok(name, "Nobody else may read the data directory.").of(dir)
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
		if mode&groupAndWorld != 0 {
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
	const name = "Key file"
	_, mode, err := ownerOf(p.Keys)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warn(name, "There is no key file: what is sealed in the database cannot be opened.",
			"Put it back, or name it with --key-file. Before the first start there is none.").of(p.Keys)
	case err != nil:
		return wrong(name, "The key file cannot be looked at.", asServer).because(err)
	case mode&groupAndWorld != 0:
		return wrong(name, "Others than its owner may read or write the key file.", "Run chmod 600 on it.").of(p.Keys)
	}
	return ok(name, "The key file is there, and nobody else may read it.").of(p.Keys)
}

// log looks whether the log of the database is emptied.
func (p Patient) log() Check {
	const name, what = "Log", "The database's log has %d MiB."
	n := sizeOf(p.File + "-wal")
	if n > longLog {
		return warn(name, what,
			"Something reads the database for very long: look for other programs that have it open, or start the server anew.").with(n / mib)
	}
	return ok(name, what, n/mib)
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
	worst := p.spaceOf(filepath.Dir(p.File), "%d MiB are left on the disk of the database.")
	if p.BackupDir != "" {
		if c := p.spaceOf(p.BackupDir, "%d MiB are left on the disk of the backups."); c.State > worst.State {
			return c
		}
	}
	return worst
}

func (p Patient) spaceOf(dir, what string) Check {
	const name, do = "Disk space", "Make room, or move it to a larger disk."
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return warn(name, "A disk cannot be looked at.", "See that the directories of the database and its backups are there.").because(err)
	}
	left := disk.Bavail * uint64(disk.Bsize) // #nosec G115 -- no block has a negative size
	c := ok(name, what, left/mib).of(dir)
	switch {
	case left < lastSpace:
		c.State, c.Do.Format = Wrong, do
	case left < max(lowSpace, 2*uint64(sizeOf(p.File))): // #nosec G115 -- nor has a file
		c.State, c.Do.Format = Warn, do
	}
	return c
}
