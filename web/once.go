package web

import (
	"crypto/sha256"
	"fmt"
)

// OnceField is the field with the one-time key of a form that creates something.
const OnceField = "once"

// Once returns what a second send of a form has in common with the first, and with
// no other: who went back and changed something wants something else. key is what
// the form holds in OnceField, content what was typed. It returns "" without a key.
func Once(key string, content any) string {
	if key == "" {
		return ""
	}
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf([]byte(key), "%#v", content)))
}
