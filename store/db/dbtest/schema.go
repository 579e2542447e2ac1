package dbtest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Schema returns what the schema of the database at where is made of, in the same
// words whichever kind it is: a line for each column, key, reference, index and
// trigger.
func Schema(t testing.TB, where string) (all []string) {
	t.Helper()
	d := Beside(t, where)
	for _, query := range kindOf(where).schema() {
		rows, err := d.Query(query)
		if err != nil {
			t.Fatal(query, err)
		}
		for rows.Next() {
			var part string
			if err := rows.Scan(&part); err != nil {
				t.Fatal(query, err)
			}
			all = append(all, normal(part))
		}
		if err := rows.Err(); err != nil {
			t.Fatal(query, err)
		}
		_ = rows.Close()
	}
	slices.Sort(all)
	return all
}

// What is said in one way here and in another there, and means the same.
var equivalents = []struct {
	in  *regexp.Regexp
	out string
}{
	{regexp.MustCompile(`COALESCE\((\w+), ''::text\)`), "$1"},
	{regexp.MustCompile(`::text|::bigint|[()]| COLLATE "C"`), " "},
	{regexp.MustCompile(`(?i)\bCREATE( UNIQUE)? INDEX (\w+) ON (public\.)?(\w+)( USING btree)?`), "index$1 $2 of $4:"},
	{regexp.MustCompile(`<>`), "!="},
	{regexp.MustCompile(`\s*([=,<>!]+)\s*`), "$1"},
	{regexp.MustCompile(`\s+`), " "},
}

func normal(part string) string {
	for _, s := range equivalents {
		part = s.in.ReplaceAllString(part, s.out)
	}
	return strings.TrimSpace(part)
}
