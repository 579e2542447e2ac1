package store

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"
	"sync"

	"televisit/clinic"
	"televisit/store/db"
)

// A place in the list of patients is where a page ended. It holds the position
// itself, so that nobody is lost or seen twice when others are renamed, and it is
// sealed, so that no name stands in an address. The key is in the database, for any
// server may be asked for the next page: who can read it there can read the names too.

// places seals and opens places, once it knows the key.
type places struct {
	mu   sync.Mutex
	seal cipher.AEAD
}

// of returns the seal of s, whose key is made when it is asked for the first time.
func (p *places) of(ctx context.Context, s *Store) (cipher.AEAD, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.seal != nil {
		return p.seal, nil
	}
	const query = `SELECT value FROM pf_keys WHERE name = 'place'`
	key, err := db.One(ctx, s.db, db.Text, query)
	if errors.Is(err, db.ErrNone) {
		if _, err = s.exec(ctx, `INSERT INTO pf_keys (name, value) VALUES ('place', $1) ON CONFLICT (name) DO NOTHING`,
			(rand.Text() + rand.Text())[:32]); err == nil {
			key, err = db.One(ctx, s.db, db.Text, query) // perhaps another server's
		}
	}
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher([]byte(key))
	if err == nil {
		p.seal, err = cipher.NewGCMWithRandomNonce(block)
	}
	return p.seal, err
}

// sealPlace returns the place after a patient.
func sealPlace(seal cipher.AEAD, org clinic.OrgID, sortName string, id clinic.PatientID) string {
	sealed := seal.Seal(nil, nil, []byte(string(id)+"\n"+sortName), []byte(org)) // #nosec G407 -- this one makes its nonce
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// openPlace returns the position that a place holds, and NotFound for what is no
// place in this org.
func openPlace(seal cipher.AEAD, org clinic.OrgID, place string) (sortName string, id clinic.PatientID, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(place)
	if err == nil {
		sealed, err = seal.Open(nil, nil, sealed, []byte(org))
	}
	if err != nil {
		return "", "", clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
	}
	first, sortName, _ := strings.Cut(string(sealed), "\n")
	return sortName, clinic.PatientID(first), nil
}
