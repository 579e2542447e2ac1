package storetest

import (
	"fmt"
	"strings"
	"testing"

	"televisit/clinic"
)

// Dump returns every row of org in every table that has orgs, as text that two
// states of the database can be compared by.
func (d *Desk) Dump(t testing.TB, org clinic.OrgID) string {
	t.Helper()
	db := d.beside
	tables, err := db.Query(d.kind.OrgTables())
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for tables.Next() {
		var name string
		if err := tables.Scan(&name); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	if err := tables.Close(); err != nil || len(names) < 10 {
		t.Fatal("tables with orgs:", names, err)
	}
	var all strings.Builder
	for _, name := range names {
		rows, err := db.Query(`SELECT * FROM `+name+` WHERE org_id = $1`, string(org))
		if err != nil {
			t.Fatal(name, err)
		}
		columns, err := rows.Columns()
		if err != nil {
			t.Fatal(name, err)
		}
		for rows.Next() {
			values := make([]any, len(columns))
			for i := range values {
				values[i] = new(any)
			}
			if err := rows.Scan(values...); err != nil {
				t.Fatal(name, err)
			}
			all.WriteString(name)
			for _, v := range values {
				fmt.Fprintf(&all, "|%v", *v.(*any))
			}
			all.WriteByte('\n')
		}
		if err := rows.Close(); err != nil {
			t.Fatal(name, err)
		}
	}
	return all.String()
}
