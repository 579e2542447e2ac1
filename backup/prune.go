package backup

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

const stamp = "20060102T150405Z"

// named is how the backups that a schedule makes are called; no other file is ever removed.
var named = regexp.MustCompile(`^televisit-(\d{8}T\d{6}Z)\.db(\.age)?$`)

// Name returns how a backup made at that instant is called.
func (m Maker) Name(at time.Time) string {
	name := "televisit-" + at.UTC().Format(stamp) + ".db"
	if m.Recipient != nil {
		name += ".age"
	}
	return name
}

// A kept backup of a directory.
type kept struct {
	name string
	at   time.Time
}

// list returns the backups of a directory, the latest first.
func list(dir string) (all []kept, err error) {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		if m := named.FindStringSubmatch(e.Name()); m != nil {
			if at, err := time.Parse(stamp, m[1]); err == nil {
				all = append(all, kept{e.Name(), at})
			}
		}
	}
	slices.SortFunc(all, func(a, b kept) int { return strings.Compare(b.name, a.name) })
	return all, err
}

// periods are how many backups are kept of which length: the latest of each of that many.
var periods = []struct {
	count int
	of    func(time.Time) string
}{
	{7, func(t time.Time) string { return t.Format("2006-01-02") }},
	{4, func(t time.Time) string { return t.AddDate(0, 0, -(int(t.Weekday())+6)%7).Format("2006-01-02") }}, // its Monday
	{12, func(t time.Time) string { return t.Format("2006-01") }},
}

// surplus returns those of all, the latest first, that no period asks for.
func surplus(all []kept) (drop []kept) {
	wanted := map[string]bool{}
	for _, p := range periods {
		seen := map[string]bool{}
		for _, k := range all {
			if period := p.of(k.at); !seen[period] && len(seen) < p.count {
				seen[period], wanted[k.name] = true, true
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(k kept) bool { return wanted[k.name] })
}

// Prune removes the backups of a directory that are not among the latest of 7 days, 4 weeks and 12
// months, each with its manifest.
func Prune(dir string) error {
	all, err := list(dir)
	for _, k := range surplus(all) {
		path := filepath.Join(dir, k.name)
		if gone := os.Remove(path + ".json"); !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
		err = errors.Join(err, os.Remove(path))
	}
	return err
}

// Latest returns the path of the latest backup of a directory and when it was made, "" for none.
func Latest(dir string) (path string, made time.Time, err error) {
	all, err := list(dir)
	if err != nil || len(all) == 0 {
		return "", time.Time{}, err
	}
	return filepath.Join(dir, all[0].name), all[0].at, nil
}
