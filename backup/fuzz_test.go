package backup

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// Whatever stands beside a file, it is that file's manifest only when it has its hash.
func FuzzManifest(f *testing.F) {
	const hash = "2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae" // of "foo"
	f.Add(`{"file":"a.db","sha256":"` + hash + `","rows":{"x":1},"made_at":"2026-03-02T14:00:00Z"}`)
	f.Add(`{"sha256":null,"schema":1e400}`)
	f.Add("[]")
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "a.db")
		for name, content := range map[string]string{path: "foo", path + ".json": text} {
			if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := Compare(path); err == nil && m.SHA256 != hash {
			t.Errorf("%q is taken for the manifest: %+v", text, m)
		}
	})
}

// Of any backups the latest is kept, no more than the periods ask for, and none of these is dropped later.
func FuzzSurplus(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 250, 9}, int64(1_772_000_000))
	f.Add([]byte{255, 255, 255, 0, 0, 7, 90, 31}, int64(951_782_400))
	f.Fuzz(func(t *testing.T, hours []byte, start int64) {
		if start < 0 || start > 1<<36 {
			return
		}
		var all []kept
		at := time.Unix(start, 0).UTC()
		for _, h := range hours {
			at = at.Add(time.Duration(1+3*int(h)) * time.Hour)
			all = append(all, kept{Maker{}.Name(at), at})
		}
		slices.Reverse(all)
		drop := surplus(all)
		if len(all) > 0 && slices.Contains(drop, all[0]) || len(all)-len(drop) > 7+4+12 {
			t.Errorf("of %v are dropped %v", all, drop)
		}
		left := slices.DeleteFunc(slices.Clone(all), func(k kept) bool { return slices.Contains(drop, k) })
		if again := surplus(left); len(again) > 0 {
			t.Errorf("of what was left are dropped %v", again)
		}
		for _, k := range all {
			if !named.MatchString(k.name) {
				t.Errorf("%q is the name of no backup", k.name)
			}
		}
	})
}
