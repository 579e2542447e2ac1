package store

import (
	"context"
	"slices"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// loginRow is what the trail says of a login of user. No version of an org counts it.
func loginRow(ctx context.Context, at time.Time, user clinic.UserID, action string) AuditRow {
	return AuditRow{ID: NewID(), At: at, User: user, Action: action, Entity: "user", EntityID: string(user), Detail: "null",
		Kind: clinic.AuditLogins, Origin: originOf(ctx)}
}

func (s *Store) recordLogin(ctx context.Context, tx *db.Tx, org clinic.OrgID, row AuditRow) error {
	h, err := s.chainOf(ctx, scope{org, row.At, tx})
	if err == nil {
		err = h.add(ctx, &row)
	}
	if err == nil {
		_, err = h.save(ctx, 0)
	}
	return err
}

// endLogins deletes the logins of which a condition holds, and records that under action in
// the org where each was. It returns how many there were.
func (s *Store) endLogins(ctx context.Context, action, condition string, args ...any) (n int64, err error) {
	defer s.logins.invalidate()
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		ended, err := db.List(ctx, tx, func(r db.Row) (l EndedLogin, err error) {
			err = r.Scan(&l.User, (*optionalText)(&l.Org))
			return l, err
		}, `DELETE FROM pf_logins WHERE `+condition+` RETURNING user_id, org_id`, args...)
		n = int64(len(ended))
		slices.SortFunc(ended, func(a, b EndedLogin) int { return strings.Compare(string(a.Org), string(b.Org)) }) // all lock in one order
		for _, l := range ended {
			if err == nil && l.Org != "" {
				err = s.recordLogin(ctx, tx, l.Org, loginRow(ctx, s.now(), l.User, action))
			}
		}
		return err
	})
	return n, err
}
