package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"github.com/alecthomas/kong"

	"televisit/clinic"
	"televisit/store"
)

type adminCommands struct {
	Create        createCommand   `cmd:"" help:"Make somebody a member of an organization, which is made when it is new."`
	ResetPassword resetCommand    `cmd:"" name:"reset-password" help:"Give somebody a new password and end their logins."`
	ResetSecond   reset2FACommand `cmd:"" name:"reset-2fa" help:"Take away somebody's second factor and end their logins."`
	SignOutAll    signOutCommand  `cmd:"" name:"sign-out-all" help:"End every login, or every login of one person."`
}

// passwordFlag names where a password is read from: it is no argument, for
// those are seen by every user of the machine.
type passwordFlag struct {
	PasswordFile string `placeholder:"FILE" help:"File with the password, - for standard input."`
}

type createCommand struct {
	dataFlags
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
	at, err := c.home()
	if err != nil {
		return err
	}
	return at.withKeys(ctx, func(s *store.Store) error {
		m := store.NewMember{Name: c.Name, Email: c.Email, Password: password, Roles: c.Role}
		if err := s.UnscopedEnrol(ctx, store.Invitation{Org: c.Org, TimeZone: c.TimeZone, Member: m}); err != nil {
			return err
		}
		_, err := fmt.Fprintf(k.Stdout, "%s is a member of %s.\n", c.Email, c.Org)
		return err
	})
}

type resetCommand struct {
	dataFlags
	passwordFlag
	Email string `required:"" help:"Email address they sign in with."`
}

// Run sets the password.
func (c *resetCommand) Run(ctx context.Context, k *kong.Kong) error {
	password, err := c.read()
	if err != nil {
		return err
	}
	return c.withPractice(ctx, func(s *store.Store) error {
		if err := s.UnscopedResetPassword(ctx, c.Email, password); err != nil {
			return err
		}
		_, err := fmt.Fprintf(k.Stdout, "%s has a new password and is signed out everywhere.\n", c.Email)
		return err
	})
}

type reset2FACommand struct {
	dataFlags
	Email string `required:"" help:"Email address they sign in with."`
}

// Run takes the second factor away.
func (c *reset2FACommand) Run(ctx context.Context, k *kong.Kong) error {
	return c.withPractice(ctx, func(s *store.Store) error {
		if err := s.UnscopedResetSecondFactor(ctx, c.Email); err != nil {
			return err
		}
		_, err := fmt.Fprintf(k.Stdout, "%s signs in with the password alone, and is signed out everywhere.\n", c.Email)
		return err
	})
}

type signOutCommand struct {
	dataFlags
	Email string `help:"Only the person with this email address."`
}

// Run ends the logins.
func (c *signOutCommand) Run(ctx context.Context, k *kong.Kong) error {
	return c.withPractice(ctx, func(s *store.Store) error {
		n, err := s.UnscopedSignOutAll(ctx, c.Email)
		if err == nil {
			_, err = fmt.Fprintf(k.Stdout, "Logins ended: %d.\n", n)
		}
		return err
	})
}

// withPractice runs do, which may change something, where there is a database already.
func (f dataFlags) withPractice(ctx context.Context, do func(*store.Store) error) error {
	at, err := f.practice()
	if err != nil {
		return err
	}
	return at.withKeys(ctx, do)
}

// practice returns the home, in which there has to be a database already.
func (f dataFlags) practice() (home, error) {
	at, err := f.home()
	if err == nil && at.server == "" {
		if _, err := os.Stat(at.file()); err != nil {
			return at, fmt.Errorf("there is no database in %s: name the data directory with --data", at.dir)
		}
	}
	return at, err
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
