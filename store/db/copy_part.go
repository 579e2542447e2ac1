package db

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// A part is which rows of a table are copied.
type part struct {
	where string // a condition, "" for all
	args  []any
	// kept are the keys of rows that the target had already, nil where there are none
	// to be expected. belongs says by which columns a row belongs to a row that may have
	// been kept; then it is left as well.
	kept    map[string]bool
	belongs map[string]map[string]bool
}

// partsOf returns what is copied of each table; a table that is missing has no part in
// it. Each table comes after those that it refers to.
func partsOf(tables []*table, what Copy) map[string]part {
	parts := map[string]part{}
	for _, t := range tables {
		switch {
		case what.Whose == Anyone:
			parts[t.name] = part{}
		case t.has(what.By):
			parts[t.name] = part{where: " WHERE " + what.By + " = $1", args: []any{string(what.Whose)}}
		}
	}
	if what.Whose == Anyone {
		return parts
	}
	for _, t := range tables {
		if _, owned := parts[t.name]; owned {
			continue
		}
		if p, in := t.partBeside(tables, parts, what); in {
			parts[t.name] = p
		}
	}
	return parts
}

// partBeside returns what is copied of a table whose rows have no owner: those that
// rows of the owner refer to, or those that belong to such a one.
func (t *table) partBeside(tables []*table, parts map[string]part, what Copy) (p part, in bool) {
	p = part{args: []any{string(what.Whose)}, kept: map[string]bool{}, belongs: map[string]map[string]bool{}}
	var which []string
	for _, other := range tables {
		for _, ref := range other.refs {
			if ref.table == t.name && other.has(what.By) && len(ref.from) == 1 {
				which = append(which, fmt.Sprintf("%s IN (SELECT %s FROM %s WHERE %s = $1)", ref.to[0], ref.from[0], other.name, what.By))
			}
		}
	}
	for _, ref := range t.refs {
		parent, in := parts[ref.table]
		if in && len(ref.from) == 1 && parent.kept != nil {
			which = append(which, fmt.Sprintf("%s IN (SELECT %s FROM %s%s)", ref.from[0], ref.to[0], ref.table, parent.where))
			p.belongs[ref.from[0]] = parent.kept
		}
	}
	p.where = " WHERE " + strings.Join(which, " OR ")
	return p, len(which) > 0
}

// left reports whether a row is left as the target has it.
func (p part) left(t *table, row []any) bool {
	for from, kept := range p.belongs {
		if kept[fmt.Sprint(t.value(row, from))] {
			return true
		}
	}
	return p.kept[t.keyOf(row)]
}

// noteExisting notes whether the target has the row already, or what it belongs to.
func (c *copier) noteExisting(ctx context.Context, t *table, p part, row []any) (bool, error) {
	if p.kept == nil || p.left(t, row) {
		return p.kept != nil, nil
	}
	var same []string
	var args []any
	for i, name := range t.key {
		same = append(same, fmt.Sprintf("%s = $%d", name, i+1))
		args = append(args, t.value(row, name))
	}
	n, err := One(ctx, c.into, Int, `SELECT count(*) FROM `+t.name+` WHERE `+strings.Join(same, " AND "), args...)
	if n > 0 {
		p.kept[t.keyOf(row)] = true
	}
	return n > 0, err
}

// value returns what a row has in a column.
func (t *table) value(row []any, name string) any {
	return row[slices.IndexFunc(t.columns, func(c column) bool { return c.name == name })]
}

// keyOf returns the values of a row's key as text.
func (t *table) keyOf(row []any) string {
	var all []string
	for _, name := range t.key {
		all = append(all, fmt.Sprint(t.value(row, name)))
	}
	return strings.Join(all, "\x00")
}
