package db_test

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/pressly/goose/v3"

	"televisit/store/db"
	"televisit/store/db/dbtest"
)

// The schema after up, down, up is what it was at first.
func TestMigrateUpDownUp(t *testing.T) {
	t.Parallel()
	where := dbtest.Fresh(t)
	d, err := db.Open(where, os.DirFS(dbtest.Migrations()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	var first []string
	err = d.Goose(t.Context(), func(p *goose.Provider) error {
		if _, err := p.Up(t.Context()); err != nil {
			return err
		}
		first = dbtest.Schema(t, where)
		if _, err := p.DownTo(t.Context(), 0); err != nil {
			return err
		}
		if left := dbtest.Schema(t, where); len(left) > 0 {
			t.Errorf("after down there is still %q", left)
		}
		_, err := p.Up(t.Context())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(first, dbtest.Schema(t, where)); diff != "" || len(first) < 100 {
		t.Errorf("%d parts; (-first +after up, down, up):\n%s", len(first), diff)
	}
}

// A folder of a kind's own comes in place of what is shared, and its base in place
// of all before it.
func TestMigrationsOfOneKind(t *testing.T) {
	t.Parallel()
	table := func(name string) *fstest.MapFile {
		return &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE " + name + " (a TEXT);\n-- +goose Down\nDROP TABLE " + name + ";\n")}
	}
	files := fstest.MapFS{"00001_a.sql": table("a"), "00002_b.sql": table("b"), "00003_c.sql": table("c"), "00004_d.sql": table("d"),
		"sqlite/00003_c.sql": table("c_of_files"), "postgres/00002_base.sql": table("base"), "postgres/00004_d.sql": table("d_of_servers")}
	for _, c := range []struct {
		name, where string
		want        []string
	}{
		{"a file", t.TempDir() + "/t.db", []string{"a", "b", "c_of_files", "d"}},
		{"a server", dbtest.FreshServer(t), []string{"base", "c", "d_of_servers"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, err := db.Open(c.where, files)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = d.Close() })
			if v, err := d.Migrate(t.Context()); err != nil || v != 4 {
				t.Fatal(v, err)
			}
			var tables []string
			for _, part := range dbtest.Schema(t, c.where) {
				if name, _, ok := strings.Cut(part, ".a "); ok {
					tables = append(tables, name)
				}
			}
			if slices.Sort(tables); !slices.Equal(tables, c.want) {
				t.Errorf("tables: got %q, want %q", tables, c.want)
			}
		})
	}
}

// Two migrations of one number are a mistake of ours.
func TestMigrationsOfOneNumber(t *testing.T) {
	t.Parallel()
	text := &fstest.MapFile{Data: []byte("-- +goose Up\nSELECT 1;\n")}
	d, err := db.Open(dbtest.Fresh(t), fstest.MapFS{"00001_a.sql": text, "00001_b.sql": text})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	if _, err := d.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "number 1: 00001_a.sql and 00001_b.sql") {
		t.Error("got", err)
	}
}
