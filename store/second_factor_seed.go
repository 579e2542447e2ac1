package store

import (
	"context"
	"crypto/rand"
	"errors"

	"televisit/clinic"
	"televisit/store/db"
	"televisit/store/seal"
)

// A Seed is what an authenticator app makes its codes of. Sealed is the same for a form
// that carries it: it opens only while its user sets up their second factor.
type Seed struct {
	Secret []byte
	Sealed string
}

// seedBytes is how long a seed is: as long as what SHA-1 makes of it (RFC 4226).
const seedBytes = 20

// Where seeds belong: in the form of the one who sets it up, and in the database.
func formPlace(user clinic.UserID) seal.Place { return seal.Place{ID: "set up " + string(user)} }
func seedPlace(user clinic.UserID) seal.Place { return seal.Place{ID: "second factor " + string(user)} }

// UnscopedNewSeed returns a new seed for user. Nothing is saved.
func (s *Store) UnscopedNewSeed(user clinic.UserID) (Seed, error) {
	seed := Seed{Secret: make([]byte, seedBytes)}
	_, _ = rand.Read(seed.Secret) // never fails: crypto/rand ends the program first
	if s.keys == nil {
		return Seed{}, errNoKeys(errNoKeyFile)
	}
	var err error
	if seed.Sealed, _, err = s.keys.Seal(formPlace(user), string(seed.Secret)); err != nil {
		return Seed{}, errNoKeys(err)
	}
	return seed, nil
}

// UnscopedOpenSeed returns the seed that UnscopedNewSeed sealed for user, and Invalid for
// any other text.
func (s *Store) UnscopedOpenSeed(user clinic.UserID, sealed string) (Seed, error) {
	if s.keys == nil {
		return Seed{}, errNoKeys(errNoKeyFile)
	}
	secret, err := s.keys.Open(formPlace(user), sealed)
	if err != nil {
		return Seed{}, clinic.Causef(clinic.Invalid, err, "This form is not valid any more. Open the page again.")
	}
	return Seed{[]byte(secret), sealed}, nil
}

// holdUser makes others who would hold the same user wait until the transaction is over.
const holdUser = `UPDATE pf_users SET email = email WHERE id = $1`

// sealSeed returns a seed as it is stored for user, and the id of the key that opens it.
// Whoever would seal one of the same user waits until tx is over.
func (s *Store) sealSeed(ctx context.Context, tx *db.Tx, user clinic.UserID, seed Seed) (keyID, sealed string, err error) {
	if _, err := tx.Exec(ctx, holdUser, user); err != nil {
		return "", "", err
	}
	used, err := db.List(ctx, tx, db.Text, keysInUse) // another server may have begun with a key file of its own
	if err != nil {
		return "", "", err
	}
	if err := s.keys.Has(used...); err != nil {
		return "", "", errNoKeys(err)
	}
	if sealed, keyID, err = s.keys.Seal(seedPlace(user), string(seed.Secret)); err != nil {
		return "", "", errNoKeys(err)
	}
	return keyID, sealed, nil
}

// seedOf returns the seed of user and the last step whose code was taken. It returns
// db.ErrNone for who has no second factor.
func (s *Store) seedOf(ctx context.Context, tx *db.Tx, user clinic.UserID) (secret []byte, last int64, err error) {
	var sealed string
	_, err = db.One(ctx, tx, db.Into(&sealed, &last), `SELECT sealed, last_step FROM pf_second_factors WHERE user_id = $1`, user)
	if err != nil {
		return nil, 0, err
	}
	if s.keys == nil {
		return nil, 0, errNoKeys(errNoKeyFile)
	}
	text, err := s.keys.Open(seedPlace(user), sealed)
	if err != nil {
		return nil, 0, errNoKeys(err)
	}
	return []byte(text), last, nil
}

// resealSeeds seals the seeds of all people with the key that seals now, and returns how
// many there are. A set-up that still seals with an older one is waited for, so none comes
// after it.
func (s *Store) resealSeeds(ctx context.Context) (n int, err error) {
	users, err := db.List(ctx, s.db, db.Text, `SELECT id FROM pf_users ORDER BY id`)
	if err != nil {
		return 0, err
	}
	for _, id := range users {
		user, sealed := clinic.UserID(id), int64(0)
		err := s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
			sealed = 0
			if _, err := tx.Exec(ctx, holdUser, user); err != nil {
				return err
			}
			secret, _, err := s.seedOf(ctx, tx, user)
			if errors.Is(err, db.ErrNone) {
				return nil // taken away meanwhile
			}
			if err != nil {
				return err
			}
			keyID, text, err := s.sealSeed(ctx, tx, user, Seed{Secret: secret})
			if err != nil {
				return err
			}
			sealed, err = tx.Exec(ctx, `UPDATE pf_second_factors SET key_id = $2, sealed = $3 WHERE user_id = $1`, user, keyID, text)
			return err
		})
		if err != nil {
			return n, err
		}
		n += int(sealed)
	}
	return n, nil
}

// discardSeeds takes away the second factors that keys do not open, and returns how many
// those were. Whose they were sign in with the password alone.
func (s *Store) discardSeeds(ctx context.Context, keys *seal.Keys) (n int, err error) {
	users, err := db.List(ctx, s.db, func(r db.Row) (row sealedRow, err error) { return row, r.Scan(&row.id, &row.keyID) },
		`SELECT user_id, key_id FROM pf_second_factors ORDER BY user_id`)
	for _, row := range users {
		if err != nil || keys.Has(row.keyID) == nil {
			continue
		}
		what := &change{action: "user.second_factor_removed", entity: "user"}
		err = s.changeUser(ctx, "", what, func(tx *db.Tx) (clinic.UserID, error) {
			return clinic.UserID(row.id), dropApp(ctx, tx, clinic.UserID(row.id))
		})
		n++
	}
	return n, err
}
