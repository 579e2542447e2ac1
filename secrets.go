package main

import (
	"context"
	"fmt"

	"github.com/alecthomas/kong"

	"televisit/store"
)

type secretsCommands struct {
	Rotate      rotateCommand  `cmd:"" help:"Seal every secret with a new key, also while a server runs."`
	DiscardLost discardCommand `cmd:"" name:"discard-lost" help:"Go on without a lost key file: give up what only it opens."`
}

type rotateCommand struct{ dataFlags }

// Run replaces the key.
func (c *rotateCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, err := c.home()
	if err != nil {
		return err
	}
	return c.withPractice(ctx, func(s *store.Store) error {
		n, err := s.UnscopedRotateKeys(ctx)
		if err == nil {
			_, err = fmt.Fprintf(k.Stdout, "Secrets sealed with a new key: %d. Copy the key file %s to where its copy is kept.\n", n, at.keys)
		}
		return err
	})
}

// discardLost gives up the secrets that the key file does not open.
func (h home) discardLost(ctx context.Context, s *store.Store) (int, error) {
	if err := h.checkKeys(); err != nil {
		return 0, err
	}
	return s.UnscopedDiscardLost(ctx, h.keys)
}

type discardCommand struct{ dataFlags }

// Run gives up what cannot be opened.
func (c *discardCommand) Run(ctx context.Context, k *kong.Kong) error {
	at, err := c.practice()
	if err != nil {
		return err
	}
	return at.withStore(ctx, func(s *store.Store) error {
		n, err := at.discardLost(ctx, s)
		if err == nil {
			_, err = fmt.Fprintf(k.Stdout, "Secrets given up: %d.\n", n)
		}
		return err
	})
}
