package route

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
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
// quarter of an hour at most: sealed with a key that only the browser has, which is
// its login's token. On whichever server they sign in, it is there.
type KeptForms struct{ store *store.Store }

// NewKeptForms returns a place for forms.
func NewKeptForms(s *store.Store) *KeptForms { return &KeptForms{s} }

// Put keeps f for the browser that has token, in place of what it had there. When
// there is too much, the oldest go. What cannot be kept is lost, as it was without.
func (k *KeptForms) Put(r *web.Request, token string, f KeptForm) {
	id, seal, err := keysOf(token)
	if err != nil {
		return
	}
	if f.At.IsZero() {
		f.At = r.Now()
	}
	if text, err := json.Marshal(f); err == nil {
		sealed := seal.Seal(nil, nil, text, nil) // #nosec G407 -- this one makes its nonce
		_ = k.store.UnscopedKeepForm(r.Context(), id, base64.RawStdEncoding.EncodeToString(sealed))
	}
}

// Get returns what is kept for the browser that has token, if there is anything.
func (k *KeptForms) Get(r *web.Request, token string) (f KeptForm, ok bool) {
	id, seal, err := keysOf(token)
	if err != nil {
		return f, false
	}
	kept, err := k.store.UnscopedKeptForm(r.Context(), id)
	if err != nil || kept == "" {
		return f, false
	}
	text, err := base64.RawStdEncoding.DecodeString(kept)
	if err == nil {
		text, err = seal.Open(nil, nil, text, nil)
	}
	return f, err == nil && json.Unmarshal(text, &f) == nil
}

// Drop forgets what is kept for the browser that has token.
func (k *KeptForms) Drop(r *web.Request, token string) {
	if id, _, err := keysOf(token); err == nil {
		_ = k.store.UnscopedDropForm(r.Context(), id) // else it is forgotten in a quarter of an hour
	}
}

// keysOf derives from a token where its form is kept and what seals it.
func keysOf(token string) (id string, seal cipher.AEAD, err error) {
	both, err := hkdf.Key(sha256.New, []byte(token), nil, "televisit-kept-form", 64)
	if err != nil {
		return "", nil, err
	}
	block, err := aes.NewCipher(both[32:])
	if err != nil {
		return "", nil, err
	}
	seal, err = cipher.NewGCMWithRandomNonce(block)
	return hex.EncodeToString(both[:32]), seal, err
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
