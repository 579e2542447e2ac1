package doctor

import (
	"context"
	"time"
)

// behind is how far the clock may lie behind the latest change: several servers do not agree to the second.
const behind = time.Minute

// database looks whether it answers, and if so, at what it says.
func (p Patient) database(ctx context.Context, look costly) []Check {
	const name = "Database"
	engine, err := "", p.Unopened
	if err == nil {
		engine, err = p.Store.Engine(ctx)
	}
	if err == nil {
		return []Check{ok(name, "The database answers.").of(engine), p.clock(ctx), p.schema(ctx), look.integrity(ctx), look.chain(ctx)}
	}
	do := "Look at permissions and disk space first. If the file is damaged, restore the latest backup."
	if p.File == "" {
		do = "See that the server runs, and that its address and password are right."
	}
	return []Check{wrong(name, "The database does not answer.", do).because(err)}
}

// clock looks whether the time goes on from what happened already.
func (p Patient) clock(ctx context.Context) Check {
	const name, do = "Clock", "Set the clock of this machine, and let it be kept right by a time service."
	now := p.Now()
	if now.Before(p.Built) {
		return wrong(name, "The clock shows %s, before this program was built.", do).with(moment(now)).of(moment(p.Built).String())
	}
	last, err := p.Store.UnscopedLastChange(ctx)
	if err != nil {
		return wrong(name, "When the latest change was made cannot be read.", "See what is said of the schema.").because(err)
	}
	if now.Add(behind).Before(last) {
		return wrong(name, "The clock shows %s, before the latest change in the database.", do).with(moment(now)).of(moment(last).String())
	}
	return ok(name, "The clock shows %s.", moment(now))
}

// schema compares what the database has with what the program needs.
func (p Patient) schema(ctx context.Context) Check {
	const name = "Schema"
	have, want, err := p.Store.Schema(ctx)
	switch {
	case err != nil:
		return wrong(name, "The schema cannot be read.", "Restore the latest backup if this does not go away.").because(err)
	case have == 0:
		return wrong(name, "The database is empty.", "Start the server once, or see that this is the right place.")
	case have > want:
		return wrong(name, "The database has schema %d, and this program knows %d.", "Use the newer program that made it.").with(have, want)
	case have < want:
		return warn(name, "The database has schema %d, and this program needs %d.",
			"Start the server of this version: it brings the database there.").with(have, want)
	}
	return ok(name, "The database has schema %d, which this program needs.", have)
}

// integrity looks through the whole database.
func (p Patient) integrity(ctx context.Context) Check {
	const name = "Integrity"
	if p.File == "" {
		return ok(name, "A database server looks after that by itself.")
	}
	if _, err := p.Store.UnscopedContents(ctx); err != nil {
		return wrong(name, "The database is damaged, or could not be looked through.",
			"Stop the server and restore the latest backup; keep the file that is there.").because(err)
	}
	return ok(name, "Every page and every reference was looked at.")
}
