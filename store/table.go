package store

import (
	"context"
	"database/sql/driver"
	"slices"
	"strconv"
	"strings"
)

// A column is one column of a table, and where a noun keeps its value.
type column struct {
	name  string
	value any // a pointer: database/sql scans into it and stores what it points to
}

// A Table is a table of rows that belong to orgs. Its SQL and the arguments of
// whole rows derive from one list of columns, so a new column is named once.
// The list is without org_id, which is $1 of every statement.
type Table[T any] struct {
	Name    string
	columns func(*T) []column // in the order of every statement
	names   []string
	changes []int // indexes of the columns that an update writes
	insert  string
	update  string // "" when the table has no version
}

// tableOf builds the statements of a table. An update leaves the id and the
// columns of neverChange as they are, and counts the version itself.
func tableOf[T any](name string, columns func(*T) []column, neverChange ...string) *Table[T] {
	t := &Table[T]{Name: name, columns: columns}
	kept := append(neverChange, "id", "version")
	for i, c := range columns(new(T)) {
		t.names = append(t.names, c.name)
		if !slices.Contains(kept, c.name) {
			t.changes = append(t.changes, i)
		}
	}
	t.insert = t.insertSQL()
	if slices.Contains(t.names, "version") {
		t.update = t.updateSQL()
	}
	return t
}

// insertSQL takes the org and then every column.
func (t *Table[T]) insertSQL() string {
	values := "$1"
	for i := range t.names {
		values += ", $" + strconv.Itoa(i+2)
	}
	return "INSERT INTO " + t.Name + " (org_id, " + strings.Join(t.names, ", ") + ") VALUES (" + values + ")"
}

// updateSQL takes the org, the id, the version that was seen, and then every
// column that changes.
func (t *Table[T]) updateSQL() string {
	var set strings.Builder
	for n, i := range t.changes {
		set.WriteString(t.names[i] + " = $" + strconv.Itoa(n+4) + ", ")
	}
	return "UPDATE " + t.Name + " SET " + set.String() + "version = version + 1 WHERE org_id = $1 AND id = $2 AND version = $3"
}

// selected returns the columns as a query names them, each after prefix, such
// as "s.".
func (t *Table[T]) selected(prefix string) string {
	return prefix + strings.Join(t.names, ", "+prefix)
}

// into returns where a row of selected goes to, followed by the places for
// what the query selects after it.
func (t *Table[T]) into(v *T, joined ...any) []any {
	columns := t.columns(v)
	places := make([]any, 0, len(columns)+len(joined))
	for _, c := range columns {
		places = append(places, c.value)
	}
	return append(places, joined...)
}

// changed returns the names of the columns that an update of old to v writes
// anew.
func (t *Table[T]) changed(old, v *T) (names []string) {
	before, after := t.columns(old), t.columns(v)
	for _, i := range t.changes {
		was, err1 := driver.DefaultParameterConverter.ConvertValue(before[i].value)
		is, err2 := driver.DefaultParameterConverter.ConvertValue(after[i].value)
		if err1 != nil || err2 != nil || was != is {
			names = append(names, t.names[i])
		}
	}
	return names
}

// Names returns the columns in order, without org_id.
func (t *Table[T]) Names() []string { return slices.Clone(t.names) }

// Values returns what a row of v holds, in the order of Names, for the arguments
// of a statement. They are good as long as v does not change.
func (t *Table[T]) Values(v *T) []any { return t.into(v) }

// insertRow saves v as a new row.
func insertRow[T any](ctx context.Context, c scope, t *Table[T], v *T) error {
	_, err := c.exec(ctx, t.insert, t.into(v)...)
	return err
}

// updateRow saves v over the row of that id. It returns Conflict when the row
// is no longer at the version that was seen.
func updateRow[T any](ctx context.Context, c scope, t *Table[T], v *T, id any, seen int64) error {
	columns := t.columns(v)
	args := append(make([]any, 0, len(t.changes)+2), id, seen)
	for _, i := range t.changes {
		args = append(args, columns[i].value)
	}
	n, err := c.exec(ctx, t.update, args...)
	if err == nil && n == 0 {
		err = errFaster
	}
	return err
}
