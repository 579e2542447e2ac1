package doctor

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"televisit/backup"
	"televisit/store"
)

// chain looks whether the audit trail is as it was written, and whether it still has what it had when
// the latest backup was made.
func (p Patient) chain(ctx context.Context) Check {
	const name, seeKeys = "Audit chain", "See what is said of the key file."
	if err := p.Store.Current(ctx); err != nil {
		return warn(name, "The audit trail cannot be checked with this schema.", "See what is said of the schema.").because(err)
	}
	kept, made := p.keptHeads()
	all, err := p.Store.UnscopedVerifyChains(ctx, p.Keys, "", kept...)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warn(name, "The audit trail cannot be checked without the key file.", seeKeys).of(p.Keys)
	case err != nil:
		return warn(name, "The audit trail cannot be checked.", seeKeys).because(err)
	}
	for _, v := range all {
		if v.Broken != nil {
			return wrong(name, "The audit trail of a practice was changed or cut off.",
				"Keep a copy of the database as it is. Find out who could write it, or whether an older backup was restored.").
				of(v.Org.Name + ": " + v.String())
		}
	}
	if len(kept) == 0 {
		return ok(name, "The audit trail is as it was written.")
	}
	return ok(name, "The audit trail is as it was written, and lacks nothing that the backup of %s has.", moment(made))
}

// keptHeads returns the heads in the manifest of the latest backup, and when that was made.
func (p Patient) keptHeads() (heads []store.ChainHead, made time.Time) {
	if p.BackupDir == "" {
		return nil, made
	}
	path, made, err := backup.Latest(p.BackupDir)
	if err != nil || path == "" {
		return nil, made
	}
	m, err := backup.ReadManifest(path)
	if err != nil {
		return nil, made // the check of the backup says so
	}
	for _, text := range m.AuditHeads {
		heads = append(heads, store.ParseChainHeads(text)...)
	}
	return heads, made
}
