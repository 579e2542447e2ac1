package db

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/pressly/goose/v3"
)

// migrationFiles returns the migrations that an engine takes: those of all, and of
// its own folder, which come in place of others of the same number. A file
// <number>_base.sql there is all that came up to this number; none of that is
// taken beside it, and base is the number, else 0.
func migrationFiles(all fs.FS, e engine) (files fs.FS, base int64, err error) {
	_, folder := e.schema()
	own, err := readMigrations(all, folder)
	if err != nil {
		return nil, 0, err
	}
	shared, err := readMigrations(all, ".")
	if err != nil {
		return nil, 0, err
	}
	taken := memoryFS{}
	for number, f := range own {
		taken[f.name] = memoryFile{f.name, e.adapt(f.text)}
		if strings.HasSuffix(f.name, "_base.sql") {
			base = number
		}
	}
	for number, f := range shared {
		if _, replaced := own[number]; !replaced && number > base {
			taken[f.name] = memoryFile{f.name, e.adapt(f.text)}
		}
	}
	return taken, base, nil
}

// readMigrations returns the numbered files of a folder, none where there is no such
// folder.
func readMigrations(all fs.FS, folder string) (map[int64]memoryFile, error) {
	entries, err := fs.ReadDir(all, folder)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	numbered := map[int64]memoryFile{}
	for _, entry := range entries {
		number, odd := goose.NumericComponent(entry.Name())
		if odd != nil || entry.IsDir() || path.Ext(entry.Name()) != ".sql" {
			continue
		}
		text, err := fs.ReadFile(all, path.Join(folder, entry.Name()))
		if err != nil {
			return nil, err
		}
		if other, twice := numbered[number]; twice {
			return nil, fmt.Errorf("two migrations have the number %d: %s and %s", number, other.name, entry.Name())
		}
		numbered[number] = memoryFile{entry.Name(), string(text)}
	}
	return numbered, nil
}

// A memoryFS is a folder of files in memory, by name.
type memoryFS map[string]memoryFile

// A memoryFile is a file in memory.
type memoryFile struct{ name, text string }

// Open opens a file, or the folder ".".
func (m memoryFS) Open(name string) (fs.File, error) {
	f, ok := m[name]
	if !ok {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &openFile{f, bytes.NewReader([]byte(f.text))}, nil
}

// ReadDir returns all files by name.
func (m memoryFS) ReadDir(string) (all []fs.DirEntry, err error) {
	for _, f := range m {
		all = append(all, fs.FileInfoToDirEntry(f))
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

type openFile struct {
	memoryFile
	io.Reader
}

func (f *openFile) Stat() (fs.FileInfo, error) { return f.memoryFile, nil }
func (f *openFile) Close() error               { return nil }

func (f memoryFile) Name() string       { return f.name }
func (f memoryFile) Size() int64        { return int64(len(f.text)) }
func (f memoryFile) Mode() fs.FileMode  { return 0o444 }
func (f memoryFile) ModTime() time.Time { return time.Time{} }
func (f memoryFile) IsDir() bool        { return false }
func (f memoryFile) Sys() any           { return nil }
