package store

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"time"

	"golang.org/x/crypto/argon2"

	"televisit/clinic"
)

// argon2id's cost: 64 MiB, two passes, one lane.
const (
	hashMemory = 64 * 1024
	hashTime   = 2
	hashLanes  = 1
	hashBytes  = 32
	hashWait   = 10 * time.Second // for one's turn
)

// Passwords have at least minPassword characters (NIST SP 800-63B) and at most
// maxPassword bytes.
const (
	minPassword = 12
	maxPassword = 1024
)

// CheckPassword returns an Invalid error that names field when password cannot
// be one.
func CheckPassword(field, password string) error {
	var p clinic.Problems
	if len([]rune(password)) < minPassword {
		p.Add(field, "The password needs at least %d characters.", minPassword)
	}
	if len(password) > maxPassword {
		p.Add(field, "The password may have up to %d characters.", maxPassword)
	}
	return p.Err()
}

// hashPassword returns password as an argon2id hash in PHC form. It waits for
// its turn: only a few are computed at once, each takes memory.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program first
	key, err := s.argon(ctx, password, salt)
	if err != nil {
		return "", err
	}
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, hashMemory, hashTime, hashLanes, b64(salt), b64(key)), nil
}

// nobody is the hash that an unknown account's password is compared to, so
// that it takes the same work as a known one's.
const nobody = "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"

// matches reports whether hash is of password.
func (s *Store) matches(ctx context.Context, hash, password string) (bool, error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return false, fmt.Errorf("a password hash has %d parts, not 6", len(parts))
	}
	salt, err := base64.RawStdEncoding.DecodeString(parts[4])
	if err != nil {
		return false, err
	}
	want, err := base64.RawStdEncoding.DecodeString(parts[5])
	if err != nil {
		return false, err
	}
	key, err := s.argon(ctx, password, salt)
	return err == nil && subtle.ConstantTimeCompare(key, want) == 1, err
}

func (s *Store) argon(ctx context.Context, password string, salt []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, clinic.Causef(clinic.Unavailable, ctx.Err(), "Too many people are signing in. Try again in a moment.")
	}
	return argon2.IDKey([]byte(password), salt, hashTime, hashMemory, hashLanes, hashBytes), nil
}
