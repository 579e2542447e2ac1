package storetest

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"testing"

	"televisit/clinic"
)

// Login returns the token of a new login of the member with that email, in org
// unless it is "". It is what a sign-in leaves behind, without the work of its
// password, which takes longer than most tests.
func (d *Desk) Login(t testing.TB, email string, org clinic.OrgID) (token string) {
	t.Helper()
	token = rand.Text()
	sum := sha256.Sum256([]byte(token))
	d.Exec(t, `INSERT INTO pf_logins (token_hash, user_id, org_id, created_at, seen_at, id)
		SELECT $1, id, nullif($3, ''), $4, $4, $5 FROM pf_users WHERE email = $2`,
		hex.EncodeToString(sum[:]), email, org, d.Clock.Now().UnixMilli(), rand.Text())
	return token
}
