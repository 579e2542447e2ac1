package db_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// schema is one table, which a server protects as it does all others.
var schema = fstest.MapFS{"postgres/protect.sql": protection(), "00001_t.sql": {Data: []byte(`-- +goose Up
CREATE TABLE t (name TEXT NOT NULL);
CREATE INDEX t_name ON t (name);
-- +goose Down
DROP TABLE t;
`)}}

const insert = `INSERT INTO t (name) VALUES ($1)`

func protection() *fstest.MapFile {
	text, err := os.ReadFile(filepath.Join(dbtest.Migrations(), "postgres", "protect.sql"))
	if err != nil {
		panic(err)
	}
	return &fstest.MapFile{Data: text}
}

// open returns a database of its own with an empty table t.
func open(t *testing.T) (d *db.DB, where string) {
	t.Helper()
	where = dbtest.Fresh(t)
	return openAt(t, where), where
}

func openAt(t *testing.T, where string) *db.DB {
	t.Helper()
	d, err := db.Open(where, schema)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return d
}

func write(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, insert, "n")
		return err
	})
}

func count(t *testing.T, d *db.DB) int64 {
	t.Helper()
	n, err := db.One(t.Context(), d, db.Int, `SELECT count(*) FROM t`)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// A database works wherever its file is.
func TestOpen(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "a path")
	for _, c := range []struct {
		name string
		path func(t *testing.T, dir string) string
	}{
		{"a path with signs in it", func(t *testing.T, dir string) string {
			if err := os.Mkdir(filepath.Join(dir, "sub dir?#%"), 0o700); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(dir, "sub dir?#%", "t.db")
		}},
		{"a symbolic link", func(t *testing.T, dir string) string {
			openAt(t, filepath.Join(dir, "real.db"))
			if err := os.Symlink(filepath.Join(dir, "real.db"), filepath.Join(dir, "link.db")); err != nil {
				t.Fatal(err)
			}
			return filepath.Join(dir, "link.db")
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := c.path(t, t.TempDir())
			d := openAt(t, path)
			if err := write(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			if got := count(t, d); got != 1 {
				t.Errorf("rows: got %d, want 1", got)
			}
			if _, err := os.Stat(path); err != nil {
				t.Error("the file is another one:", err)
			}
		})
	}
}

// Writes of other processes are told from writes of this one, however those end.
func TestForeignWrites(t *testing.T) {
	t.Parallel()
	d, where := open(t)
	other := dbtest.Beside(t, where)
	foreign := func() {
		if _, err := other.ExecContext(t.Context(), insert, "foreign"); err != nil {
			t.Fatal(err)
		}
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	for _, step := range []struct {
		name string
		do   func() error
		want int64
	}{
		{"nothing", func() error { return nil }, 0},
		{"a write of ours", func() error { return write(t.Context(), d) }, 0},
		{"a write of ours that fails", func() error {
			err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
				if _, err := tx.Exec(t.Context(), insert, "n"); err != nil {
					return err
				}
				return clinic.Errorf(clinic.Invalid, "no")
			})
			if clinic.KindOf(err) != clinic.Invalid {
				return err
			}
			return nil
		}, 0},
		{"a foreign write", func() error { foreign(); return nil }, 1},
		{"a foreign write, and a look that is cancelled", func() error {
			foreign()
			if err := d.CheckForeignWrites(gone); err == nil {
				t.Error("a cancelled look: got no error")
			}
			return nil
		}, 2},
		{"a foreign write, and then one of ours", func() error { foreign(); return write(t.Context(), d) }, 3},
	} {
		if err := step.do(); err != nil {
			t.Fatal(step.name, err)
		}
		if err := d.CheckForeignWrites(t.Context()); err != nil {
			t.Fatal(step.name, err)
		}
		if got := d.ForeignWrites(); got != step.want {
			t.Errorf("after %s: got %d, want %d", step.name, got, step.want)
		}
	}
}

// $2 is the second argument wherever it stands, also when it stands twice.
func TestPlaceholdersAreBoundByNumber(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	if got, err := db.One(t.Context(), d, db.Text, `SELECT $3 || $1 || $2 || $3`, "a", "b", "c"); err != nil || got != "cabc" {
		t.Errorf("got %q, %v, want cabc", got, err)
	}
}

// A load is saved whole or not at all, and leaves the writer as it was.
func TestBulk(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "settings for a load")
	for _, c := range []struct {
		name string
		err  error
		want int64
	}{{"saved", nil, 1}, {"refused", clinic.Errorf(clinic.Invalid, "no"), 0}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, _ := open(t)
			settings := func() (all [5]string) {
				err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) (err error) {
					for i, name := range []string{"foreign_keys", "cache_size", "temp_store", "journal_mode", "synchronous"} {
						if all[i], err = db.One(t.Context(), tx, db.Text, "PRAGMA "+name); err != nil {
							return err
						}
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				return all
			}
			before := settings()
			err := d.Bulk(t.Context(), func(tx *db.Tx) error {
				again, err := tx.DropIndexes(t.Context(), "", "t")
				if err != nil {
					return err
				}
				if _, err := tx.Exec(t.Context(), insert, "n"); err != nil {
					return err
				}
				for _, text := range again {
					if _, err := tx.Exec(t.Context(), text); err != nil {
						return err
					}
				}
				return c.err
			})
			if clinic.KindOf(err) != clinic.KindOf(c.err) {
				t.Errorf("got %v, want %v", err, c.err)
			}
			if got := count(t, d); got != c.want {
				t.Errorf("rows: got %d, want %d", got, c.want)
			}
			if after := settings(); after != before {
				t.Errorf("settings: got %v, want %v", after, before)
			}
			const indexes = `SELECT count(*) FROM sqlite_schema WHERE name = 't_name'`
			if got, err := db.One(t.Context(), d, db.Int, indexes); err != nil || got != 1 {
				t.Errorf("indexes: got %d, %v, want 1", got, err)
			}
		})
	}
}

// Changes are counted when they are on disk, and as under way before that.
func TestChangesAreCounted(t *testing.T) {
	t.Parallel()
	d, _ := open(t)
	saved := d.Saved()
	err := d.Write(t.Context(), db.Anyone, func(tx *db.Tx) error {
		if d.UnderWay() != 1 || d.Saved() != saved {
			t.Errorf("within a change: %d under way, %d saved", d.UnderWay(), d.Saved()-saved)
		}
		_, err := tx.Exec(t.Context(), insert, "n")
		return err
	})
	if err != nil || d.UnderWay() != 0 || d.Saved() != saved+1 {
		t.Errorf("after it: %d under way, %d saved, %v", d.UnderWay(), d.Saved()-saved, err)
	}
	if err := d.Write(t.Context(), db.Anyone, func(*db.Tx) error { return os.ErrInvalid }); err == nil || d.Saved() != saved+1 {
		t.Errorf("one that was refused is counted: %d, %v", d.Saved()-saved, err)
	}
}
