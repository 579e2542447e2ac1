package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/alecthomas/kong"

	"televisit/store"
)

type auditCommands struct {
	Verify verifyCommand `cmd:"" help:"Look whether the audit trail is as it was written, also while a server runs."`
}

type verifyCommand struct {
	dataFlags
	Org  string   `placeholder:"NAME" help:"Only the trail of this organization."`
	Head []string `sep:"none" placeholder:"HEAD|FILE" help:"Compare with a head that was kept, or all in a file; may be repeated."`
}

// Help says what heads are for.
func (*verifyCommand) Help() string {
	return "Walks every row of the audit trail, in the order in which the rows were written, and names the first one of an organization " +
		"that is not as it was. The head that is printed stands for all rows up to the last: keep it where nobody who can write the " +
		"database can write, and with --head a trail that was cut off is found out. The server logs the heads every hour, and each " +
		"backup's manifest has them: --head takes the log and the manifest too. It changes nothing. The exit code is 1 when something " +
		"is not as it was written."
}

// Run prints what was found.
func (c *verifyCommand) Run(ctx context.Context, k *kong.Kong) error {
	kept, err := c.kept()
	if err != nil {
		return err
	}
	at, err := c.practice()
	if err != nil {
		return err
	}
	s, err := at.open()
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }() // nothing was written
	if err := s.Current(ctx); err != nil {
		return err
	}
	all, err := s.UnscopedVerifyChains(ctx, at.keys, c.Org, kept...)
	if err != nil {
		return err
	}
	return reportChains(k.Stdout, all)
}

// kept returns the heads that were named.
func (c *verifyCommand) kept() (all []store.ChainHead, err error) {
	for _, named := range c.Head {
		heads := store.ParseChainHeads(named)
		if len(heads) == 0 {
			text, err := os.ReadFile(named)
			if err != nil {
				return nil, fmt.Errorf("--head is neither a head, as audit verify prints it, nor a file: %w", err)
			}
			heads = store.ParseChainHeads(string(text))
		}
		if len(heads) == 0 {
			return nil, fmt.Errorf("--head %s: there is no head of an audit trail in it", named)
		}
		all = append(all, heads...)
	}
	return all, nil
}

// reportChains prints what was found of each organization, and returns an error if something is
// not as it was written.
func reportChains(w io.Writer, all []store.VerifiedChain) error {
	var text strings.Builder
	broken := false
	for _, v := range all {
		fmt.Fprintf(&text, "%s: %s\n", v.Org.Name, v)
		if v.Broken != nil {
			broken = true
		} else if v.Head.Seq > 0 {
			fmt.Fprintf(&text, "    head %s\n", v.Head)
		}
	}
	_, err := io.WriteString(w, text.String())
	if err == nil && broken {
		err = errors.New("the audit trail is not as it was written: see above")
	}
	return err
}
