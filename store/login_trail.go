package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// loginRow is what the trail says of a login of user. No version of an org counts it.
func loginRow(ctx context.Context, at time.Time, user clinic.UserID, action string) AuditRow {
	return AuditRow{NewID(), at, user, action, "user", string(user), "null", clinic.AuditLogins, originOf(ctx)}
}

func recordLogin(ctx context.Context, tx *db.Tx, org clinic.OrgID, row AuditRow) error {
	return insertRow(ctx, scope{org, row.At, tx}, AuditTable, &row)
}

// endLogins deletes the logins of which a condition on one argument holds, and records that
// under action in the org where each was. It returns how many there were.
func (s *Store) endLogins(ctx context.Context, action, condition string, arg any) (n int64, err error) {
	defer s.logins.invalidate()
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		ended, err := db.List(ctx, tx, func(r db.Row) (l EndedLogin, err error) {
			err = r.Scan(&l.User, (*optionalText)(&l.Org))
			return l, err
		}, `DELETE FROM pf_logins WHERE `+condition+` RETURNING user_id, org_id`, arg)
		n = int64(len(ended))
		for _, l := range ended {
			if err == nil && l.Org != "" {
				err = recordLogin(ctx, tx, l.Org, loginRow(ctx, s.now(), l.User, action))
			}
		}
		return err
	})
	return n, err
}
