package clinic

import (
	"crypto/hmac"
	"crypto/sha1" // #nosec G505 -- what authenticator apps know; as a MAC it is sound
	"crypto/subtle"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
)

// What a second factor can be demanded of, see Settings.SecondFactor.
const (
	OfNobody         = "nobody"
	OfAdministrators = "administrators"
	OfEverybody      = "everybody"
)

// DemandsSecondFactor reports whether somebody with those rights has to have a second
// factor. Administrators are all who manage people, roles or settings.
func (s Settings) DemandsSecondFactor(r Rights) bool {
	switch s.SecondFactor {
	case OfEverybody:
		return true
	case OfAdministrators:
		return r.May(ManageUsers) || r.May(ManageRoles) || r.May(ManageSettings)
	}
	return false
}

// Codes of authenticator apps are of six digits, and change by steps of 30 s.
const (
	codeDigits = 6
	codeEvery  = 30 // s
)

// CodeStep returns which step it is at an instant.
func CodeStep(at time.Time) int64 { return at.Unix() / codeEvery }

// CodeOf returns what an authenticator app with that secret shows in a step (RFC 6238,
// with SHA-1).
func CodeOf(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_, _ = mac.Write(binary.BigEndian.AppendUint64(nil, uint64(step))) // #nosec G115 -- steps count from 1970; a hash takes everything
	sum := mac.Sum(nil)
	from := sum[len(sum)-1] & 0xf
	number := binary.BigEndian.Uint32(sum[from:]) & 0x7fffffff
	return fmt.Sprintf("%0*d", codeDigits, number%1_000_000)
}

// AcceptedStep returns the step whose code was typed, as far as a clock may differ: one
// step before or after the one at now. A step up to last was used already. It returns
// false for any other code.
func AcceptedStep(secret []byte, typed string, now time.Time, last int64) (step int64, ok bool) {
	typed = TypedCode(typed)
	for _, drift := range []int64{0, -1, 1} {
		if step = CodeStep(now) + drift; subtle.ConstantTimeCompare([]byte(CodeOf(secret, step)), []byte(typed)) == 1 && step > last {
			return step, true
		}
	}
	return 0, false
}

// TypedCode returns a code as it is compared: without the spaces and dashes that make it
// easier to read, and with letters for the digits that they are taken for.
func TypedCode(text string) string {
	text = strings.Map(func(c rune) rune {
		if strings.ContainsRune(" -\t\r\n\u00a0", c) {
			return -1
		}
		return c
	}, strings.ToLower(text))
	if IsCode(text) {
		return text
	}
	return strings.NewReplacer("0", "o", "1", "l").Replace(text)
}

// IsCode reports whether text is of six digits, as the codes of an app are.
func IsCode(text string) bool {
	return len(text) == codeDigits && strings.Trim(text, "0123456789") == ""
}
