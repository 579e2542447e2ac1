// Package seal keeps secrets so that a copy of the database alone gives none away:
// they are encrypted with a key of a file beside it.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
)

// Keys are the keys of a key file. Its first line is the key that seals; those
// after it still open what they sealed. Processes share a file: what one adds to
// it, the others find.
type Keys struct {
	path string
	mu   sync.Mutex
	info os.FileInfo // of the file when it was read
	ring
}

// A ring is what a key file holds.
type ring struct {
	all  []key
	past []macKey // of keys that were dropped
}

// A key is one line of a key file.
type key struct {
	id   string // says which key it is and nothing about it
	aead cipher.AEAD
	mac  macKey
	text string
}

// ErrUnknownKey says that a secret was sealed with a key that the file does not have.
var ErrUnknownKey = errors.New("it was sealed with a key that is not in the key file")

// Place is where a sealed secret belongs. It opens nowhere else.
type Place struct{ Org, ID string }

func (p Place) bytes() []byte { return []byte(p.Org + "\x00" + p.ID) }

// Seal returns secret as it may be stored at a place, and the id of the key that
// opens it. It seals with the key that the file has now, so that a key which was
// replaced by another process seals nothing more.
func (k *Keys) Seal(at Place, secret string) (sealed, keyID string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if err := k.read(); err != nil {
		return "", "", err
	}
	with := k.all[0]
	sum := with.aead.Seal(nil, nil, []byte(secret), at.bytes()) // #nosec G407 -- this one makes its nonce
	return with.id + "." + base64.RawURLEncoding.EncodeToString(sum), with.id, nil
}

// Open returns the secret that was sealed for a place. It returns ErrUnknownKey when
// the file lacks its key, and another error for what was changed or moved.
func (k *Keys) Open(at Place, sealed string) (string, error) {
	id, text, _ := strings.Cut(sealed, ".")
	with, err := k.find(id)
	if err != nil {
		return "", err
	}
	sum, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil {
		return "", errors.New("what was sealed is damaged")
	}
	secret, err := with.aead.Open(nil, nil, sum, at.bytes())
	if err != nil {
		return "", fmt.Errorf("what was sealed is damaged, or belongs elsewhere: %w", err)
	}
	return string(secret), nil
}

// find returns the key of that id, and looks into the file once more before it gives
// up.
func (k *Keys) find(id string) (key, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, known := range k.all {
		if known.id == id {
			return known, nil
		}
	}
	if err := k.read(); err != nil {
		return key{}, err
	}
	for _, known := range k.all {
		if known.id == id {
			return known, nil
		}
	}
	return key{}, ErrUnknownKey
}

// Has returns nil when the file has the keys of all those ids, and else
// ErrUnknownKey.
func (k *Keys) Has(ids ...string) error {
	for _, id := range ids {
		if _, err := k.find(id); err != nil {
			return err
		}
	}
	return nil
}

func newAEAD(secret []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(secret)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCMWithRandomNonce(block)
}
