package dbtest

import (
	"net/url"
	"strings"
	"testing"
)

// Lose makes the database at where, of a server, unreachable until back is called.
func Lose(t testing.TB, where string) (back func()) {
	t.Helper()
	return cluster.lose(t, where, "true")
}

// LoseListener is Lose for the connections alone that hear what others write.
func LoseListener(t testing.TB, where string) (back func()) {
	t.Helper()
	return cluster.lose(t, where, `(query = 'LISTEN televisit' OR query = '-- ping')`)
}

// lose ends the connections of a database of which a condition holds, and lets nobody
// in until back is called.
func (p *postgres) lose(t testing.TB, where, which string) (back func()) {
	t.Helper()
	admin := p.superuser(t)
	u, err := url.Parse(where)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	do := func(text string) {
		t.Helper()
		if _, err := admin.Exec(text); err != nil {
			t.Fatal(text, err)
		}
	}
	do(`ALTER DATABASE ` + name + ` WITH ALLOW_CONNECTIONS false`)
	do(`SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '` + name + `' AND ` + which)
	return func() { t.Helper(); do(`ALTER DATABASE ` + name + ` WITH ALLOW_CONNECTIONS true`) }
}
