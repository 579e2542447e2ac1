package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A table is one that migrations made, as the database has it.
type table struct {
	name    string
	columns []column // by name
	key     []string // the columns of its primary key
	refs    []reference
}

type column struct{ name, kind string }

// A reference is what a table's rows refer to: columns of another one.
type reference struct {
	from  []string
	table string
	to    []string
}

// A catalogue is the queries for what tables there are but that of the migrations.
type catalogue struct {
	columns string // table, column, type, and whether it is part of the key
	refs    string // table, which reference of it, column, other table, its column; in the order of the columns
}

// tables returns all tables, each after those that it refers to.
func (d *DB) tables(ctx context.Context, tx *Tx) ([]*table, error) {
	all := map[string]*table{}
	c := d.engine.catalogue()
	err := Each(ctx, tx, func(r Row) error {
		var name string
		var col column
		var inKey bool
		if err := r.Scan(&name, &col.name, &col.kind, &inKey); err != nil {
			return err
		}
		if all[name] == nil {
			all[name] = &table{name: name}
		}
		t := all[name]
		t.columns = append(t.columns, col)
		if inKey {
			t.key = append(t.key, col.name)
		}
		return nil
	}, c.columns)
	if err != nil {
		return nil, err
	}
	last := ""
	err = Each(ctx, tx, func(r Row) error {
		var name, number, from, other, to string
		if err := r.Scan(&name, &number, &from, &other, &to); err != nil {
			return err
		}
		t := all[name]
		if name+" "+number != last {
			t.refs = append(t.refs, reference{table: other})
		}
		last = name + " " + number
		ref := &t.refs[len(t.refs)-1]
		ref.from, ref.to = append(ref.from, from), append(ref.to, to)
		return nil
	}, c.refs)
	if err != nil {
		return nil, err
	}
	return inOrder(all)
}

// inOrder returns tables by name, but each after those that it refers to.
func inOrder(all map[string]*table) (order []*table, err error) {
	const begun, done = 1, 2
	state := map[string]int{}
	var add func(t *table) error
	add = func(t *table) error {
		switch state[t.name] {
		case done:
			return nil
		case begun:
			return fmt.Errorf("the table %s refers to itself by way of others, so no order is right", t.name)
		}
		state[t.name] = begun
		for _, ref := range t.refs {
			if ref.table != t.name {
				if err := add(all[ref.table]); err != nil {
					return err
				}
			}
		}
		state[t.name] = done
		order = append(order, t)
		return nil
	}
	for _, t := range all {
		slices.SortFunc(t.columns, func(a, b column) int { return strings.Compare(a.name, b.name) })
		slices.Sort(t.key)
		slices.SortStableFunc(t.refs, func(a, b reference) int { return strings.Compare(a.table, b.table) })
	}
	for _, name := range sorted(all) {
		if err := add(all[name]); err != nil {
			return nil, err
		}
	}
	return order, nil
}

func sorted[V any](m map[string]V) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// has reports whether t has a column.
func (t *table) has(name string) bool {
	return slices.ContainsFunc(t.columns, func(c column) bool { return c.name == name })
}

// names returns the columns of t.
func (t *table) names() (all []string) {
	for _, c := range t.columns {
		all = append(all, c.name)
	}
	return all
}

// checkSame returns an error unless the tables of both databases have the same
// columns, of kinds that a copy knows.
func checkSame(from, to []*table) error {
	there := map[string]*table{}
	for _, t := range to {
		there[t.name] = t
	}
	for _, t := range from {
		other := there[t.name]
		if other == nil {
			return fmt.Errorf("the target has no table %s: no migration of this program made it", t.name)
		}
		delete(there, t.name)
		if !slices.Equal(t.columns, other.columns) {
			return fmt.Errorf("the table %s has other columns in the target", t.name)
		}
		for _, c := range t.columns {
			if _, known := kinds[c.kind]; !known {
				return fmt.Errorf("the column %s.%s is of the type %s, which cannot be copied", t.name, c.name, c.kind)
			}
		}
	}
	for _, name := range sorted(there) {
		return fmt.Errorf("the source has no table %s, which the target has", name)
	}
	return nil
}
