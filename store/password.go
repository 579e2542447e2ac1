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
	"televisit/store/db"
)

// A PasswordCost is what argon2id takes to hash a password, in one lane.
type PasswordCost struct {
	Memory uint32 // KiB
	Passes uint32
}

// UsualCost is what a hash takes unless it is set; OWASP asks for less.
var UsualCost = PasswordCost{Memory: 64 * 1024, Passes: 2}

// SetPasswordCost makes new hashes cost that much from now on. Each hash says what it took, so those on file stay good.
func (s *Store) SetPasswordCost(c PasswordCost) { s.cost = c }

const (
	hashBytes = 32
	hashWait  = 10 * time.Second // for one's turn
)

const hashFormat = "$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s"

// Passwords have at least minPassword characters (NIST SP 800-63B) and at most
// maxPassword bytes.
const (
	minPassword = 12
	maxPassword = 1024
)

// CheckPassword returns an Invalid error that names field when password cannot be one:
// too short, too long, one that is tried first, or little more than one of the names of
// its practice and person.
func CheckPassword(field, password string, names ...string) error {
	var p clinic.Problems
	switch {
	case len([]rune(password)) < minPassword:
		p.Add(field, "The password needs at least %d characters.", minPassword)
	case len(password) > maxPassword:
		p.Add(field, "The password is too long. It may take up to %d bytes: a letter with an accent takes two.", maxPassword)
	case isCommon(password):
		p.Add(field, "This password is one of those that are tried first. Choose another: a few words that do not belong together are good.")
	case isName(password, names):
		p.Add(field, "This password is little more than a name: of the practice, of Televisit or of yourself. Choose another.")
	}
	return p.Err()
}

// namesOf returns the names that a password of the user with that email must not be.
func namesOf(ctx context.Context, q db.Querier, email string) ([]string, error) {
	names, err := db.List(ctx, q, db.Text, `
		SELECT name FROM pf_users WHERE email = $1 UNION SELECT o.name FROM pf_organizations o
			JOIN pf_memberships m ON m.org_id = o.org_id JOIN pf_users u ON u.id = m.user_id WHERE u.email = $1`, foldEmail(email))
	return append(names, email), err
}

// hashPassword returns password as an argon2id hash in PHC form. It waits for
// its turn: only a few are computed at once, each takes memory.
func (s *Store) hashPassword(ctx context.Context, password string) (string, error) {
	salt := make([]byte, 16)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program first
	key, err := s.argon(ctx, s.cost, password, salt)
	if err != nil {
		return "", err
	}
	return s.cost.hash(salt, key), nil
}

// hash returns a salt and a key that took c in PHC form.
func (c PasswordCost) hash(salt, key []byte) string {
	b64 := base64.RawStdEncoding.EncodeToString
	return fmt.Sprintf(hashFormat, argon2.Version, c.Memory, c.Passes, b64(salt), b64(key))
}

// nobody is the hash that an unknown account's password is compared to, so
// that it takes the same work as a known one's.
func (c PasswordCost) nobody() string { return c.hash(make([]byte, 16), make([]byte, hashBytes)) }

// matches reports whether hash is of password.
func (s *Store) matches(ctx context.Context, hash, password string) (bool, error) {
	cost, salt, want, err := readHash(hash)
	if err != nil {
		return false, err
	}
	key, err := s.argon(ctx, cost, password, salt)
	return err == nil && subtle.ConstantTimeCompare(key, want) == 1, err
}

// readHash takes a hash in PHC form apart.
func readHash(hash string) (c PasswordCost, salt, key []byte, err error) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 {
		return c, nil, nil, fmt.Errorf("a password hash has %d parts, not 6", len(parts))
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=1", &c.Memory, &c.Passes); err != nil || c.Passes < 1 {
		return c, nil, nil, fmt.Errorf("a password hash does not say what it cost: %q", parts[3])
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return c, nil, nil, err
	}
	key, err = base64.RawStdEncoding.DecodeString(parts[5])
	return c, salt, key, err
}

func (s *Store) argon(ctx context.Context, c PasswordCost, password string, salt []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case s.hashing <- struct{}{}:
		defer func() { <-s.hashing }()
	case <-ctx.Done():
		return nil, clinic.Causef(clinic.Unavailable, ctx.Err(), "Too many people are signing in. Try again in a moment.")
	}
	s.hashed.Add(int64(c.Memory) * int64(c.Passes))
	return argon2.IDKey([]byte(password), salt, c.Passes, c.Memory, 1, hashBytes), nil
}
