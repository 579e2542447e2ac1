package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"televisit/clinic"
	"televisit/store"
)

type adminCommands struct {
	Create        createCommand  `cmd:"" help:"Make somebody a member of an organization, which is made when it is new."`
	ResetPassword resetCommand   `cmd:"" name:"reset-password" help:"Give somebody a new password and end their logins."`
	SignOutAll    signOutCommand `cmd:"" name:"sign-out-all" help:"End every login, or every login of one person."`
}

// passwordFlag names where a password is read from: it is no argument, for
// those are seen by every user of the machine.
type passwordFlag struct {
	PasswordFile string `placeholder:"FILE" help:"File with the password, - for standard input."`
}

type createCommand struct {
	dataFlag
	passwordFlag
	Org      string          `required:"" help:"Name of the organization."`
	TimeZone string          `placeholder:"ZONE" help:"Time zone of a new organization, like America/New_York."`
	Name     string          `required:"" help:"Name of the person."`
	Email    string          `required:"" help:"Email address they sign in with. Who has an account keeps its name and password."`
	Role     []clinic.RoleID `required:"" help:"org_admin, manager, provider, staff, biller or readonly; may be repeated."`
}

// Run makes the member.
func (c *createCommand) Run(ctx context.Context, k *kong.Kong) error {
	password, err := c.read()
	if err != nil {
		return err
	}
	if err := makeData(c.Data); err != nil {
		return err
	}
	return withStore(ctx, c.Data, func(s *store.Store) error {
		m := store.NewMember{Name: c.Name, Email: c.Email, Password: password, Roles: c.Role}
		if err := s.UnscopedEnrol(ctx, store.Invitation{Org: c.Org, TimeZone: c.TimeZone, Member: m}); err != nil {
			return err
		}
		_, err := fmt.Fprintf(k.Stdout, "%s is a member of %s.\n", c.Email, c.Org)
		return err
	})
}

type resetCommand struct {
	dataFlag
	passwordFlag
	Email string `required:"" help:"Email address they sign in with."`
}

// Run sets the password.
func (c *resetCommand) Run(ctx context.Context, k *kong.Kong) error {
	password, err := c.read()
	if err != nil {
		return err
	}
	return withPractice(ctx, c.Data, func(s *store.Store) error {
		if err := s.UnscopedResetPassword(ctx, c.Email, password); err != nil {
			return err
		}
		_, err := fmt.Fprintf(k.Stdout, "%s has a new password and is signed out everywhere.\n", c.Email)
		return err
	})
}

type signOutCommand struct {
	dataFlag
	Email string `help:"Only the person with this email address."`
}

// Run ends the logins.
func (c *signOutCommand) Run(ctx context.Context, k *kong.Kong) error {
	return withPractice(ctx, c.Data, func(s *store.Store) error {
		n, err := s.UnscopedSignOutAll(ctx, c.Email)
		if err == nil {
			_, err = fmt.Fprintf(k.Stdout, "Logins ended: %d.\n", n)
		}
		return err
	})
}

// withPractice runs do on a directory that has a database already.
func withPractice(ctx context.Context, dir string, do func(*store.Store) error) error {
	if _, err := os.Stat(filepath.Join(dir, "televisit.db")); err != nil {
		return fmt.Errorf("there is no database in %s: name the data directory with --data", dir)
	}
	return withStore(ctx, dir, do)
}

// withStore runs do on the database of a directory, also beside a running
// server. Only without one the schema may be changed.
func withStore(ctx context.Context, dir string, do func(*store.Store) error) error {
	s, err := openFile(dir)
	if err != nil {
		return err
	}
	if err = settle(ctx, s, dir); err == nil {
		err = do(s)
	}
	return errors.Join(err, s.Close())
}

// settle makes sure that the schema is the one this program needs.
func settle(ctx context.Context, s *store.Store, dir string) error {
	release, err := lockData(dir)
	if _, locked := errors.AsType[heldError](err); locked {
		return s.Current(ctx)
	}
	if err != nil {
		return err
	}
	defer release()
	_, err = s.Migrate(ctx)
	return err
}

// read returns the password, without the newline that editors and echo put
// after it; "" when no file is named.
func (f passwordFlag) read() (string, error) {
	var in io.Reader = os.Stdin
	switch f.PasswordFile {
	case "":
		return "", nil
	case "-":
	default:
		file, err := os.Open(f.PasswordFile)
		if err != nil {
			return "", err
		}
		defer file.Close()
		in = file
	}
	text, err := io.ReadAll(io.LimitReader(in, 8<<10))
	if err != nil {
		return "", err
	}
	password := strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")
	if !utf8.ValidString(password) || strings.ContainsRune(password, 0) {
		return "", errors.New("the password holds characters that are not text, so no form could send it")
	}
	return password, nil
}
