package store

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"strings"

	"televisit/clinic"
)

// A place in the list of patients is where a page ended. It holds the position
// itself, so that nobody is lost or seen twice when others are renamed, and it is
// sealed, so that no name stands in an address. The key is this process's alone:
// a place does not outlive it, and its reader begins at the first page again.

func newSeal() (cipher.AEAD, error) {
	block, err := aes.NewCipher([]byte(rand.Text() + rand.Text())[:32])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// sealPlace returns the place after a patient.
func (s *Store) sealPlace(org clinic.OrgID, sortName string, id clinic.PatientID) string {
	sealed := s.places.Seal(nil, nil, []byte(string(id)+"\n"+sortName), []byte(org))
	return base64.RawURLEncoding.EncodeToString(sealed)
}

// openPlace returns the position that a place holds, and NotFound for what is no
// place in this org.
func (s *Store) openPlace(org clinic.OrgID, place string) (sortName string, id clinic.PatientID, err error) {
	sealed, err := base64.RawURLEncoding.DecodeString(place)
	if err == nil {
		sealed, err = s.places.Open(nil, nil, sealed, []byte(org))
	}
	if err != nil {
		return "", "", clinic.Errorf(clinic.NotFound, "There is nothing here by that address.")
	}
	first, sortName, _ := strings.Cut(string(sealed), "\n")
	return sortName, clinic.PatientID(first), nil
}
