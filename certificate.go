package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
)

// A certificate is a chain and its key in two files, which may be replaced while they are used.
type certificate struct {
	chain, key string
	log        *slog.Logger
	inUse      atomic.Pointer[tls.Certificate]

	mu   sync.Mutex
	read []byte // both files, as those in use were read
}

// openCertificate reads the pair for the first time.
func openCertificate(chain, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{chain: chain, key: key, log: log}
	return c, c.reload(context.Background())
}

// reload reads the files anew. If they were replaced, connections from now on get the new pair; one that is
// broken, or half replaced, is an error, and the old pair stays in use.
func (c *certificate) reload(context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	chain, err := os.ReadFile(c.chain)
	key, other := os.ReadFile(c.key)
	if err = errors.Join(err, other); err != nil {
		return fmt.Errorf("the certificate cannot be read: %w", err)
	}
	both := bytes.Join([][]byte{chain, key}, []byte{0})
	if bytes.Equal(both, c.read) {
		return nil
	}
	pair, err := tls.X509KeyPair(chain, key)
	if err != nil {
		return fmt.Errorf("the certificate %s cannot be used: %w", c.chain, err)
	}
	first := c.read == nil
	c.inUse.Store(&pair)
	c.read = both
	if !first {
		c.log.Info("the certificate was replaced", "until", pair.Leaf.NotAfter)
	}
	return nil
}

// config is how connections are encrypted.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.inUse.Load(), nil }}
}
