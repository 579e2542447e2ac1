package seal

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"os"
	"strings"
)

// A macKey authenticates what is stored in clear. It follows from a key that seals, which
// does not follow from it: so it is kept when that key is dropped.
type macKey struct {
	id     string // says which one it is and nothing about it
	secret []byte
}

// ErrChanged says that something is not what its code was made of.
var ErrChanged = errors.New("it is not what its code was made of")

// Authenticate returns a code that nobody can make of content without the key file. It is made
// with the key that sealed when the file was last looked at.
func (k *Keys) Authenticate(content []byte) (code string) {
	k.mu.Lock()
	with := k.all[0].mac
	k.mu.Unlock()
	return with.code(content)
}

// Look reads the file anew if another process replaced it. Of a file that is gone or cannot be
// read any more, the keys that it had still count. It is cheap enough for every second.
func (k *Keys) Look() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if info, err := os.Stat(k.path); err == nil && !(os.SameFile(info, k.info) && info.ModTime().Equal(k.info.ModTime())) {
		_ = k.read()
	}
}

// Check returns nil when code was made of content, ErrChanged when it was not, and ErrUnknownKey
// when the file lacks its key.
func (k *Keys) Check(code string, content []byte) error {
	with, err := k.findMAC(code)
	if err == nil && !hmac.Equal([]byte(code), []byte(with.code(content))) {
		err = ErrChanged
	}
	return err
}

// Checks returns nil when the file has the keys of all those codes, and else ErrUnknownKey.
func (k *Keys) Checks(codes ...string) error {
	for _, code := range codes {
		if _, err := k.findMAC(code); err != nil {
			return err
		}
	}
	return nil
}

// findMAC returns the key of a code, and looks into the file once more before it gives up.
func (k *Keys) findMAC(code string) (macKey, error) {
	id, _, _ := strings.Cut(code, ".")
	k.mu.Lock()
	defer k.mu.Unlock()
	if known, found := k.mac(id); found {
		return known, nil
	}
	if err := k.read(); err != nil {
		return macKey{}, err
	}
	if known, found := k.mac(id); found {
		return known, nil
	}
	return macKey{}, ErrUnknownKey
}

// mac returns the key of that id.
func (r ring) mac(id string) (macKey, bool) {
	for _, known := range r.all {
		if known.mac.id == id {
			return known.mac, true
		}
	}
	for _, known := range r.past {
		if known.id == id {
			return known, true
		}
	}
	return macKey{}, false
}

func (m macKey) code(content []byte) string {
	h := hmac.New(sha256.New, m.secret)
	h.Write(content) // it never fails
	return m.id + "." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// line is how the key file has a key that seals no more.
func (m macKey) line() string { return pastMark + base64.StdEncoding.EncodeToString(m.secret) }

// pastMark begins the line of such a key.
const pastMark = "audit "

// macOf returns the key that follows from one that seals.
func macOf(secret []byte) (macKey, error) {
	derived, err := hkdf.Key(sha256.New, secret, nil, "televisit audit trail", keyBytes)
	return newMAC(derived), err
}

func newMAC(secret []byte) macKey {
	sum := sha256.Sum256(append([]byte("televisit audit key "), secret...))
	return macKey{hex.EncodeToString(sum[:6]), secret}
}
