package doctor

import (
	"context"
	"fmt"
	"time"
)

// behind is how far the clock may lie behind the latest change: several servers do not agree to the second.
const behind = time.Minute

// database looks whether it answers, and if so, at what it says.
func (p Patient) database(ctx context.Context) []Check {
	const name = "database"
	engine, err := "", p.Unopened
	if err == nil {
		engine, err = p.Store.Engine(ctx)
	}
	if err == nil {
		return []Check{ok(name, engine+" answers."), p.clock(ctx), p.schema(ctx), p.contents(ctx), p.chain(ctx)}
	}
	do := "Restore the latest backup if the file is damaged; look at permissions and disk space first."
	if p.File == "" {
		do = "See that the server runs, and that its address and password are right."
	}
	return []Check{wrong(name, "It does not answer: "+err.Error()+".", do)}
}

// clock looks whether the time goes on from what happened already.
func (p Patient) clock(ctx context.Context) Check {
	const name, do = "clock", "Set the clock of this machine, and let it be kept right by a time service."
	now := p.Now()
	if now.Before(p.Built) {
		return wrong(name, fmt.Sprintf("It is %s, before this program was built, %s.", text(now), text(p.Built)), do)
	}
	last, err := p.Store.UnscopedLastChange(ctx)
	if err != nil {
		return wrong(name, "When the latest change was made cannot be read: "+err.Error()+".", "See what is said of the schema.")
	}
	if now.Add(behind).Before(last) {
		return wrong(name, fmt.Sprintf("It is %s, before the latest change in the database, %s.", text(now), text(last)), do)
	}
	return ok(name, "It is "+text(now)+".")
}

func text(t time.Time) string { return t.UTC().Format("2006-01-02 15:04:05 UTC") }

// schema compares what the database has with what the program needs.
func (p Patient) schema(ctx context.Context) Check {
	const name = "schema"
	have, want, err := p.Store.Schema(ctx)
	switch {
	case err != nil:
		return wrong(name, "It cannot be read: "+err.Error()+".", "Restore the latest backup if this does not go away.")
	case have == 0:
		return wrong(name, "The database is empty.", "Start the server once, or see that this is the right place.")
	case have > want:
		return wrong(name, fmt.Sprintf("The database has %d, this program knows %d.", have, want), "Use the newer program that made it.")
	case have < want:
		return warn(name, fmt.Sprintf("The database has %d, this program needs %d.", have, want),
			"Start the server of this version: it brings the database there.")
	}
	return ok(name, fmt.Sprintf("%d, which this program needs.", have))
}

// contents looks through the whole database.
func (p Patient) contents(ctx context.Context) Check {
	const name = "integrity"
	if p.File == "" {
		return ok(name, "A database server looks after that by itself.")
	}
	c, err := p.Store.UnscopedContents(ctx)
	if err != nil {
		return wrong(name, err.Error()+".", "Stop the server and restore the latest backup; keep the file that is there.")
	}
	rows := int64(0)
	for _, n := range c.Rows {
		rows += n
	}
	return ok(name, fmt.Sprintf("Every page and every reference was looked at, %d rows in %d tables.", rows, len(c.Rows)))
}
