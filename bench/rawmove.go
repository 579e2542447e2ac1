package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"io"
	"time"

	"github.com/google/uuid"
)

// session reads one session, for changing it.
func (db *raw) session(ctx context.Context, tx *sql.Tx, id string) ([]any, error) {
	into, places := make([]any, columns), make([]any, columns)
	for i := range into {
		places[i] = &into[i]
	}
	return into, tx.StmtContext(ctx, db.stored[oneSession]).QueryRowContext(ctx, db.org, id).Scan(places...)
}

// move does what a move of the session does: active to completed, anything
// else to active.
func (db *raw) move(ctx context.Context, id, user string) error {
	tx, err := db.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	v, err := db.session(ctx, tx, id)
	if err != nil {
		return err
	}
	now := time.Now().UnixMilli()
	from, to, event, billing := v[12], "active", "telehealth_session_started", any(nil)
	if from == "active" {
		to, event, billing = "completed", "telehealth_session_completed", `{"pos":"10","modifier":"95"}`
		if err = all(ctx, tx.StmtContext(ctx, db.stored[payerOf]), 1, db.org, v[2]); err != nil {
			return err
		}
		if err = all(ctx, tx.StmtContext(ctx, db.stored[rulesOf]), 13, db.org, "standard"); err != nil {
			return err
		}
	}
	if _, err = tx.StmtContext(ctx, db.stored[saveSession]).ExecContext(ctx, db.org, id, v[34], v[6], v[2], v[9], v[10], v[11], to, v[13],
		v[14], now, now, nil, v[18],
		v[19], "granted", "verbal", v[22], user, now, v[26], v[27], v[28], v[29], billing, nil, nil, v[8], v[36],
		v[37], v[38], v[39], v[40], v[41], v[42], v[43]); err != nil {
		return err
	}
	if _, err = db.session(ctx, tx, id); err != nil {
		return err
	}
	if err = db.record(ctx, tx, id, user, event, map[string]any{"from": from, "to": to, "reason": ""}, now); err != nil {
		return err
	}
	return tx.Commit()
}

// record writes the audit and event rows of a move and the org's version.
func (db *raw) record(ctx context.Context, tx *sql.Tx, id, user, event string, detail map[string]any, now int64) error {
	text, err := json.Marshal(detail)
	if err != nil {
		return err
	}
	var seq int64
	var mac string
	if err = tx.StmtContext(ctx, db.stored[endOfTrail]).QueryRowContext(ctx, db.org).Scan(&seq, &mac); err != nil {
		return err
	}
	seq, mac = seq+1, authenticate(mac, string(text))
	if _, err = tx.StmtContext(ctx, db.stored[addAudit]).ExecContext(ctx, db.org, newID(), now, user, "session.move", "session", id,
		string(text), "web", "192.0.2.7", "sessions", seq, mac); err != nil {
		return err
	}
	if _, err = tx.StmtContext(ctx, db.stored[addEvent]).ExecContext(ctx, db.org, newID(), now, event, id, "null"); err != nil {
		return err
	}
	return all(ctx, tx.StmtContext(ctx, db.stored[newVersion]), 1, db.org, 1, seq, mac)
}

// authenticate makes a code as long as the store's, at the same cost.
func authenticate(before, text string) string {
	h := hmac.New(sha256.New, make([]byte, sha256.Size))
	_, _ = io.WriteString(h, before+text) // it never fails
	return "000000000000." + base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

func newID() string { return uuid.Must(uuid.NewV7()).String() }
