package route

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"net/url"
	"strings"
	"sync"
	"time"

	"televisit/clinic"
)

// How much is kept, and for how long. A form is 64 KiB at most.
const (
	keptFor   = 15 * time.Minute
	keptForms = 256
	keptBytes = 4 << 20
)

// KeptField is in a kept form that its sender sends again: it need be kept no longer.
const KeptField = "kept"

// A KeptForm is a form that was sent after its sender's login had ended.
type KeptForm struct {
	User   clinic.UserID // who had typed it
	Org    clinic.OrgID  // and where
	At     time.Time     // when it was sent; Put fills it in
	Action string        // a path of this site
	Fields url.Values
}

// KeptForms keeps what was typed until its sender has signed in again, for a
// quarter of an hour at most: in memory alone, and sealed with a key that only the
// browser has, which is its login's token. A restart forgets them.
type KeptForms struct {
	now   func() time.Time
	mu    sync.Mutex
	forms map[[32]byte]sealedForm
	bytes int
}

type sealedForm struct {
	at   time.Time
	text []byte
}

// NewKeptForms returns a place for forms that goes by a clock.
func NewKeptForms(now func() time.Time) *KeptForms {
	return &KeptForms{now: now, forms: map[[32]byte]sealedForm{}}
}

// Put keeps f for the browser that has token, in place of what it had there. When
// there is too much, the oldest go.
func (k *KeptForms) Put(token string, f KeptForm) {
	id, seal, err := keysOf(token)
	if err != nil {
		return
	}
	if f.At.IsZero() {
		f.At = k.now()
	}
	text, err := json.Marshal(f)
	if err != nil {
		return
	}
	nonce := make([]byte, seal.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program first
	text = seal.Seal(nonce, nonce, text, nil)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.purge()
	k.remove(id)
	for len(k.forms) > 0 && (len(k.forms) >= keptForms || k.bytes+len(text) > keptBytes) {
		k.remove(k.oldest())
	}
	k.forms[id] = sealedForm{f.At, text}
	k.bytes += len(text)
}

// Get returns what is kept for the browser that has token, if there is anything.
func (k *KeptForms) Get(token string) (f KeptForm, ok bool) {
	id, seal, err := keysOf(token)
	if err != nil {
		return f, false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.purge()
	text := k.forms[id].text
	if text == nil {
		return f, false
	}
	n := seal.NonceSize()
	text, err = seal.Open(nil, text[:n], text[n:], nil)
	return f, err == nil && json.Unmarshal(text, &f) == nil
}

// Drop forgets what is kept for the browser that has token.
func (k *KeptForms) Drop(token string) {
	if id, _, err := keysOf(token); err == nil {
		k.mu.Lock()
		defer k.mu.Unlock()
		k.remove(id)
	}
}

// purge forgets what was kept long enough.
func (k *KeptForms) purge() {
	for id, f := range k.forms {
		if k.now().Sub(f.at) > keptFor {
			k.remove(id)
		}
	}
}

func (k *KeptForms) remove(id [32]byte) {
	k.bytes -= len(k.forms[id].text)
	delete(k.forms, id)
}

func (k *KeptForms) oldest() (oldest [32]byte) {
	var at time.Time
	for id, f := range k.forms {
		if at.IsZero() || f.at.Before(at) {
			oldest, at = id, f.at
		}
	}
	return oldest
}

// keysOf derives from a token where its form is kept and what seals it.
func keysOf(token string) (id [32]byte, seal cipher.AEAD, err error) {
	both, err := hkdf.Key(sha256.New, []byte(token), nil, "televisit-kept-form", 64)
	if err != nil {
		return id, nil, err
	}
	copy(id[:], both)
	block, err := aes.NewCipher(both[32:])
	if err != nil {
		return id, nil, err
	}
	seal, err = cipher.NewGCM(block)
	return id, seal, err
}

// isSecret reports whether a form has a field that must not be kept.
func isSecret(fields url.Values) bool {
	for name := range fields {
		if strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "token") {
			return true
		}
	}
	return false
}
