package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/alecthomas/kong"

	"televisit/backup"
	"televisit/store"
)

// A recipient is whom backups are encrypted to.
type recipient struct{ age.Recipient }

// UnmarshalText reads what age-keygen prints as the public key.
func (r *recipient) UnmarshalText(text []byte) (err error) {
	r.Recipient, err = age.ParseX25519Recipient(string(text))
	return err
}

type backupCommand struct {
	dataFlags
	Recipient recipient `env:"TELEVISIT_BACKUP_RECIPIENT" placeholder:"AGE1…" help:"${help_recipient}"`
	To        string    `arg:"" placeholder:"FILE|DIR" help:"New file, or a directory for one that is named after the time."`
}

// Run makes a backup, also beside a running server.
func (c *backupCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, err := c.home()
	if err != nil {
		return err
	}
	if err := at.isFile(); err != nil {
		return err
	}
	return at.withStore(ctx, func(s *store.Store) error {
		m := backup.Maker{Store: s, Open: openAt, Now: time.Now, Keys: at.keys, Recipient: c.Recipient.Recipient}
		path := c.To
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			path = filepath.Join(path, m.Name(time.Now()))
		}
		made, err := m.Make(ctx, path)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(k.Stdout, "%s: %d bytes, schema %d, opened and looked through.\n", path, made.Bytes, made.Schema)
		return errors.Join(err, printChain(k.Stdout, made.Proof))
	})
}

// printChain says what the audit trail of a backup is like.
func printChain(w io.Writer, p backup.Proof) error {
	text := "Its audit trail is as it was written.\n"
	if p.AuditChain != backup.Intact {
		text = fmt.Sprintf("Its audit trail is %s: %s\n", p.AuditChain, p.AuditFault)
	}
	_, err := io.WriteString(w, text)
	return err
}

type restoreCommand struct {
	dataFlags
	Identity string `type:"existingfile" placeholder:"FILE" help:"File with the age identity that an encrypted backup is for."`
	Newer    bool   `help:"Restore also where the database has later changes than the backup, or is damaged."`
	From     string `arg:"" type:"existingfile" placeholder:"FILE" help:"Backup."`
}

// Run puts a backup in the place of the database, which no server may use.
func (c *restoreCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, err := c.home()
	if err != nil {
		return err
	}
	if err := at.isFile(); err != nil {
		return err
	}
	release, err := at.lock()
	if err != nil {
		return err
	}
	defer release()
	r := backup.Restorer{Open: openAt, Now: time.Now, Keys: at.keys, Newer: c.Newer}
	if r.Identities, err = readIdentities(c.Identity); err != nil {
		return err
	}
	done, err := r.Restore(ctx, c.From, at.file())
	if err != nil {
		return err
	}
	if done.Companion != "" {
		_, err = fmt.Fprintf(k.Stdout, "The database that was there is now %s.\n", done.Companion)
	}
	_, out := fmt.Fprintf(k.Stdout, "%s holds the backup, with changes up to %s.\n", at.file(), done.AuditAt.Format(time.RFC3339))
	return errors.Join(err, out, printChain(k.Stdout, done.Proof))
}

func readIdentities(path string) ([]age.Identity, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return age.ParseIdentities(f)
}

// backupFlags say where serve puts a backup every so often.
type backupFlags struct {
	BackupDir       string        `env:"TELEVISIT_BACKUP_DIR" placeholder:"DIR" help:"${help_backup_dir}"`
	BackupEvery     time.Duration `default:"24h" env:"TELEVISIT_BACKUP_EVERY" placeholder:"TIME" help:"How often a backup is made (24h)."`
	BackupRecipient recipient     `env:"TELEVISIT_BACKUP_RECIPIENT" placeholder:"AGE1…" help:"${help_recipient}"`
}

// schedule returns what makes backups of s, nil for nothing.
func (f backupFlags) schedule(at home, s *store.Store) (*backup.Schedule, error) {
	if f.BackupDir == "" {
		return nil, nil
	}
	if f.BackupEvery < time.Minute {
		return nil, errors.New("--backup-every is a minute at least, like 24h or 90m")
	}
	if err := at.isFile(); err != nil {
		return nil, err
	}
	return &backup.Schedule{Dir: f.BackupDir, Every: f.BackupEvery,
		Maker: backup.Maker{Store: s, Open: openAt, Now: time.Now, Keys: at.keys, Recipient: f.BackupRecipient.Recipient}}, nil
}
