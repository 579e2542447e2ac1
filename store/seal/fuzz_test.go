package seal

import (
	"os"
	"path/filepath"
	"testing"
)

// A key file is read, or said to be damaged; what it seals it opens, at its place alone, and nothing else.
func FuzzKeyFile(f *testing.F) {
	dir := f.TempDir()
	made, err := Create(filepath.Join(dir, "made.key"))
	if err != nil {
		f.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "made.key"))
	if err != nil {
		f.Fatal(err)
	}
	sealed, _, err := made.Seal(Place{"org", "id"}, "a secret")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(text), sealed)
	f.Add("# nothing\n", ".")
	f.Add("\xff=\n", made.all[0].id+".AAAA")
	f.Add(string(text)+"\n \n"+string(text), "x."+sealed)
	f.Fuzz(func(t *testing.T, file, damaged string) {
		path := filepath.Join(t.TempDir(), "secrets.key")
		if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		if keys, err := Open(path); err == nil {
			sealed, id, err := keys.Seal(Place{"org", "id"}, damaged)
			if err != nil || keys.Has(id) != nil {
				t.Fatalf("%q seals nothing: %v", file, err)
			}
			if got, err := keys.Open(Place{"org", "id"}, sealed); err != nil || got != damaged {
				t.Errorf("%q is opened as %q: %v", damaged, got, err)
			}
			if _, err := keys.Open(Place{"other", "id"}, sealed); err == nil {
				t.Errorf("%q opens elsewhere", sealed)
			}
		}
		if got, err := made.Open(Place{"org", "id"}, damaged); err == nil && got != "a secret" {
			t.Errorf("%q is opened as %q", damaged, got)
		}
	})
}
