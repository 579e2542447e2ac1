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

// KeptField is in a kept form that its sender sends again: it need be kept no longer. It
// says which one that is, SentLate or a slot.
const (
	KeptField = "kept"
	SentLate  = "1"
)

// How long forms are kept: one that came too late, and one that was on a page when it was
// locked, which may stay so for as long as logins last.
const (
	keptFor     = 15 * time.Minute
	whileLocked = 12 * time.Hour
)

// A KeptForm is a form that was sent after its sender's login had ended, or that was not
// sent yet when its page was locked.
type KeptForm struct {
	User   clinic.UserID // who had typed it
	Org    clinic.OrgID  // and where
	At     time.Time     // when it was sent; Put fills it in
	Action string        // a path of this site
	Fields url.Values

	Unsent  bool     `json:",omitempty"` // the rest is about such forms
	Changed []string `json:",omitempty"` // names of the fields that are not as the page had them
	Again   string   `json:",omitempty"` // as in Typing: what shows the form again
	Focus   string   `json:",omitempty"` // the name of the field that was typed in last
	Shown   bool     `json:",omitempty"` // its page has it again
}

// KeptForms keeps what was typed until its sender has signed in again: sealed with a key
// that only the browser has, which is its login's token. On whichever server they sign in,
// it is there.
//
// Under a token there is one form that was sent late. Of unsent ones there can be several,
// of as many pages: each has a slot, and the pair of token and slot, see InSlot, stands for
// the token.
type KeptForms struct{ store *store.Store }

// InSlot returns what a form is kept by that is on a page of its own; "" is no slot.
func InSlot(token, slot string) string {
	if slot == "" || slot == SentLate {
		return token
	}
	return token + "#" + slot
}

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
		lasts := keptFor
		if f.Unsent && !f.Shown {
			lasts = whileLocked
		}
		sealed := seal.Seal(nil, nil, text, nil) // #nosec G407 -- this one makes its nonce
		_ = k.store.UnscopedKeepForm(r.Context(), id, base64.RawStdEncoding.EncodeToString(sealed), lasts)
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

// MayBeKept reports whether f is one of this site's and holds no secret.
func (f KeptForm) MayBeKept() bool { return len(f.Fields) > 0 && f.Action != "" && !isSecret(f.Fields) }

// isSecret reports whether a form has a field that must not be kept.
func isSecret(fields url.Values) bool {
	for name := range fields {
		if strings.Contains(name, "password") || strings.Contains(name, "secret") || strings.Contains(name, "token") {
			return true
		}
	}
	return false
}
