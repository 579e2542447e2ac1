package doctor

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"televisit/backup"
	"televisit/store"
)

// chain looks whether the audit trail is as it was written, and whether it still has what it had when
// the latest backup was made.
func (p Patient) chain(ctx context.Context) Check {
	const name = "audit chain"
	if err := p.Store.Current(ctx); err != nil {
		return warn(name, "It cannot be checked with this schema.", "See what is said of the schema.")
	}
	kept, when := p.keptHeads()
	all, err := p.Store.UnscopedVerifyChains(ctx, p.Keys, "", kept...)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return warn(name, "It cannot be checked without the key file.", "See what is said of the key file.")
	case err != nil:
		return warn(name, "It cannot be checked: "+err.Error()+".", "See what is said of the key file.")
	}
	rows := int64(0)
	for _, v := range all {
		if v.Broken != nil {
			return wrong(name, "The audit trail of "+v.Org.Name+" is "+v.String()+".", "Keep a copy of the database as it is, and find out "+
				"who could write it. After an older backup was restored, what is missing is what came after that backup.")
		}
		rows += v.Rows
	}
	return ok(name, fmt.Sprintf("%d rows of the audit trail are as they were written%s.", rows, when))
}

// keptHeads returns the heads in the manifest of the latest backup, and words for when that was made.
func (p Patient) keptHeads() (heads []store.ChainHead, when string) {
	if p.BackupDir == "" {
		return nil, ""
	}
	path, made, err := backup.Latest(p.BackupDir)
	if err != nil || path == "" {
		return nil, ""
	}
	m, err := backup.ReadManifest(path)
	if err != nil {
		return nil, "" // the check of the backup says so
	}
	for _, text := range m.AuditHeads {
		heads = append(heads, store.ParseChainHeads(text)...)
	}
	return heads, ", and none is missing that the backup of " + text(made) + " has"
}
