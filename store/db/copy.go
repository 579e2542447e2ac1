package db

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// copyRows is how many rows go into the target together.
const copyRows = 500

// A Copy says what is to be copied.
type Copy struct {
	Whose Owner  // Anyone: everything
	By    string // the column that says whose a row is
	// Progress is told, now and then, of a table, how many of its rows are copied and
	// how many there are; nil is nobody.
	Progress func(table string, done, all int64)
}

// Copied is what was copied of a table.
type Copied struct {
	Table string
	Rows  int64
	Kept  int64 // rows, among those, that the target had already: they are left as they are there
	Sum   Sum   // of the others, as both databases have them
}

// CopyTo copies rows into the database to, as they are at one instant, all or none.
// It refuses a target that holds anything, or, of one owner, anything of theirs. What
// it returns is equal on both sides.
//
// Of one owner it takes their rows, those rows without an owner that these refer to,
// and what belongs to those in turn. Tables that are neither are not part of it.
func (d *DB) CopyTo(ctx context.Context, to *DB, what Copy) (all []Copied, err error) {
	if err := d.ready(ctx, to, what); err != nil {
		return nil, err
	}
	err = d.Read(ctx, Anyone, func(from *Tx) error {
		tables, err := d.tables(ctx, from)
		if err != nil {
			return err
		}
		return to.engine.bulk(ctx, func(into *Tx) error {
			there, err := to.tables(ctx, into)
			if err != nil {
				return err
			}
			if err := checkSame(tables, there); err != nil {
				return err
			}
			all, err = (&copier{Copy: what, from: from, into: into, tables: tables, parts: partsOf(tables, what)}).run(ctx)
			return err
		})
	})
	return all, err
}

// ready brings an empty target to the schema, and refuses a source that has another
// one.
func (d *DB) ready(ctx context.Context, to *DB, what Copy) error {
	have, want, err := d.Schema(ctx)
	switch {
	case err != nil:
		return err
	case have < want:
		return fmt.Errorf("the source has schema %d, this program needs %d: start this program there once, and stop it", have, want)
	case have > want:
		return fmt.Errorf("the source has schema %d, this program knows %d: use the version that is running there", have, want)
	}
	if have, want, err = to.Schema(ctx); err != nil || have == want {
		return err
	}
	if have > 0 && what.Whose != Anyone {
		return fmt.Errorf("the target has schema %d, this program needs %d: start this program there once", have, want)
	}
	if have > 0 {
		err = to.Read(ctx, Anyone, func(tx *Tx) error {
			tables, err := to.tables(ctx, tx)
			if err != nil {
				return err
			}
			return checkEmpty(ctx, tx, tables)
		})
	}
	if err == nil {
		_, err = to.Migrate(ctx)
	}
	return err
}

// checkEmpty returns an error when there is a row.
func checkEmpty(ctx context.Context, tx *Tx, tables []*table) error {
	for _, t := range tables {
		_, err := One(ctx, tx, Int, `SELECT 1 FROM `+t.name+` LIMIT 1`)
		if err == nil {
			return fmt.Errorf("the target is not empty: there are rows in %s; name a new one", t.name)
		}
		if !errors.Is(err, ErrNone) {
			return err
		}
	}
	return nil
}

// A copier is one copy under way.
type copier struct {
	Copy
	from, into *Tx
	tables     []*table
	parts      map[string]part
}

func (c *copier) run(ctx context.Context) (all []Copied, err error) {
	again, err := c.clear(ctx)
	if err != nil {
		return nil, err
	}
	for _, t := range c.tables {
		if p, in := c.parts[t.name]; in {
			copied, err := c.copy(ctx, t, p)
			if err != nil {
				return nil, explained(t, err)
			}
			all = append(all, copied)
		}
	}
	for _, text := range again {
		if _, err := c.into.Exec(ctx, text); err != nil {
			return nil, err
		}
	}
	if err := c.into.run.checkReferences(ctx, c.into); err != nil {
		return nil, err
	}
	return all, c.compare(ctx, all)
}

// clear takes away what would change rows that are copied, or slow the copy of whole
// tables down, and looks that nothing is there that would be mixed with them. It
// returns what brings it back.
func (c *copier) clear(ctx context.Context) (again []string, err error) {
	var names []string
	for _, t := range c.tables {
		names = append(names, t.name)
	}
	if again, err = c.into.run.silence(ctx, c.into, names); err != nil {
		return nil, err
	}
	if c.Whose != Anyone {
		return again, c.checkNoneOf(ctx)
	}
	indexes, err := c.into.DropIndexes(ctx, "", names...)
	if err != nil {
		return nil, err
	}
	return append(indexes, again...), checkEmpty(ctx, c.into, c.tables)
}

// checkNoneOf returns an error when the target has a row of the owner.
func (c *copier) checkNoneOf(ctx context.Context) error {
	for _, t := range c.tables {
		if !t.has(c.By) {
			continue
		}
		n, err := One(ctx, c.into, Int, `SELECT count(*) FROM `+t.name+` WHERE `+c.By+` = $1`, string(c.Whose))
		if err != nil {
			return err
		}
		if n > 0 {
			return fmt.Errorf("the target has it already: there are rows of it in %s", t.name)
		}
	}
	return nil
}

// copy copies the rows of t that are part of it.
func (c *copier) copy(ctx context.Context, t *table, p part) (done Copied, err error) {
	done.Table = t.name
	var total int64
	if c.Progress != nil {
		if total, err = One(ctx, c.from, Int, `SELECT count(*) FROM `+t.name+p.where, p.args...); err != nil {
			return done, err
		}
		c.Progress(t.name, 0, total)
	}
	var batch []any
	flush := func() error {
		if len(batch) == 0 {
			return nil
		}
		err := c.into.Load(ctx, t.name, t.names(), batch)
		batch = batch[:0]
		if c.Progress != nil {
			c.Progress(t.name, done.Rows, total)
		}
		return err
	}
	err = c.rows(ctx, c.from, t, p, func(row []any) error {
		done.Rows++
		if there, err := c.noteExisting(ctx, t, p, row); err != nil || there {
			done.Kept++
			return err
		}
		done.Sum.add(row)
		batch = append(batch, row...)
		if len(batch) < copyRows*len(t.columns) {
			return nil
		}
		return flush()
	})
	return done, errors.Join(err, flush())
}

// rows calls do with each row of t that is part of it, its values as they are in every
// database.
func (c *copier) rows(ctx context.Context, tx *Tx, t *table, p part, do func(row []any) error) error {
	row, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range row {
		into[i] = &row[i]
	}
	return Each(ctx, tx, func(r Row) error {
		if err := errors.Join(ctx.Err(), r.Scan(into...)); err != nil {
			return err
		}
		if err := t.content(row); err != nil {
			return err
		}
		return do(row)
	}, `SELECT `+strings.Join(t.names(), ", ")+` FROM `+t.name+p.where, p.args...)
}

// compare reads all that was copied from the target, and returns an error unless it is
// what was read from the source.
func (c *copier) compare(ctx context.Context, all []Copied) error {
	for i, t := 0, 0; i < len(all); t++ {
		if c.tables[t].name != all[i].Table {
			continue
		}
		p := c.parts[all[i].Table]
		got := Copied{Table: all[i].Table, Kept: all[i].Kept, Rows: all[i].Kept}
		err := c.rows(ctx, c.into, c.tables[t], p, func(row []any) error {
			if !p.left(c.tables[t], row) {
				got.Rows++
				got.Sum.add(row)
			}
			return nil
		})
		if err != nil {
			return err
		}
		if got != all[i] {
			return fmt.Errorf("%s: %d rows of the sum %v were copied, and %d of the sum %v are there", got.Table,
				all[i].Rows, all[i].Sum, got.Rows, got.Sum)
		}
		i++
	}
	return nil
}

// explained says of which table an error is, and what a person can do about it.
func explained(t *table, err error) error {
	if IsTaken(err) {
		return fmt.Errorf("%s: the target has what only one row may have, such as an email address, in another one: %w", t.name, err)
	}
	return fmt.Errorf("%s: %w", t.name, err)
}
