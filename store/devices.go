package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Browser is what signs in calls itself, and its system; each "" for none.
type Browser struct{ Name, System string }

// DeviceToken returns what a browser that signed in is to show at its next sign-in, if it
// has no such token yet. It opens nothing.
func DeviceToken(login string) string {
	sum := sha256.Sum256([]byte("device of " + login))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}

// A madeLogin is a login as it begins, in an org or in none. By says which provider of the
// org vouched for the user, see byProvider; "" for none.
type madeLogin struct {
	token string
	user  clinic.UserID
	org   clinic.OrgID
	by    string
}

// putLogin makes l, with the browser and from the address of ctx.
func (s *Store) putLogin(ctx context.Context, tx *db.Tx, l madeLogin, now time.Time) error {
	device, err := s.putDevice(ctx, tx, l.token, l.user, now)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO pf_logins (token_hash, user_id, org_id, created_at, seen_at, id, device_id, made_by)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $7)`,
		hashToken(l.token), l.user, optionalText(l.org), now.UnixMilli(), NewID(), device, l.by)
	if err != nil || l.org == "" {
		return err
	}
	action := "login.in"
	if l.by != "" {
		action = "login.sso"
	}
	return s.recordLogin(ctx, tx, l.org, loginRow(ctx, now, l.user, action))
}

// putDevice notes that user signs in with the browser of ctx, and returns which device that
// is. A device that is none of theirs so far goes on record, and waits to be known; the
// first of all is known at once.
func (s *Store) putDevice(ctx context.Context, tx *db.Tx, login string, user clinic.UserID, now time.Time) (id string, err error) {
	from := originOf(ctx)
	device := cmp.Or(from.Device, DeviceToken(login))
	var known sql.NullInt64
	var first int64
	_, err = db.One(ctx, tx, db.Into(&id, &known, &first), `
		INSERT INTO pf_devices (id, user_id, token_hash, browser, system, address, first_at, last_at, known_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $7,
			CASE WHEN EXISTS (SELECT 1 FROM pf_devices WHERE user_id = $2) THEN NULL ELSE CAST($7 AS BIGINT) END)
		ON CONFLICT (user_id, token_hash, browser, system) DO UPDATE SET address = excluded.address, last_at = excluded.last_at
		RETURNING id, known_at, first_at`,
		NewID(), user, hashToken(device), from.Browser.Name, from.Browser.System, from.Address, now.UnixMilli())
	if err != nil || known.Valid || first != now.UnixMilli() {
		return id, err
	}
	return id, s.recordEverywhere(ctx, tx, loginRow(ctx, now, user, "login.new_device"))
}

// recordEverywhere puts row into the trail of each org of its user.
func (s *Store) recordEverywhere(ctx context.Context, tx *db.Tx, row AuditRow) error {
	orgs, err := orgsOf(ctx, tx, row.User)
	for _, o := range orgs {
		if err == nil {
			row.ID = NewID()
			err = s.recordLogin(ctx, tx, o.ID, row)
		}
	}
	return err
}

// A Device is a browser that somebody signed in with.
type Device struct {
	ID                       string
	Browser, System, Address string // "" where it is not known
	SignedIn                 time.Time
	Known                    bool // its owner said that it is theirs
}

// An OwnLogin is a login as its owner sees it. The address is the one of the sign-in.
type OwnLogin struct {
	ID           string
	Device       Device
	LastUsed     time.Time
	This, Locked bool
}

// UnscopedLoginsOf returns the logins of l's user that can be used, the last used first.
func (s *Store) UnscopedLoginsOf(ctx context.Context, l Login) ([]OwnLogin, error) {
	type row struct {
		OwnLogin
		hash string
	}
	rows, err := db.List(ctx, s.db, func(r db.Row) (o row, err error) {
		err = r.Scan(&o.ID, &o.hash, (*instant)(&o.Device.SignedIn), (*instant)(&o.LastUsed), (*optionalText)(&o.Device.ID),
			(*optionalText)(&o.Device.Browser), (*optionalText)(&o.Device.System), (*optionalText)(&o.Device.Address), &o.Device.Known)
		return o, err
	}, `SELECT l.id, l.token_hash, l.created_at, l.seen_at, d.id, d.browser, d.system, d.address, d.id IS NULL OR d.known_at IS NOT NULL
		FROM pf_logins l LEFT JOIN pf_devices d ON d.id = l.device_id WHERE l.user_id = $1 ORDER BY l.seen_at DESC, l.id`, l.User)
	var all []OwnLogin
	for _, o := range rows {
		if err != nil {
			break
		}
		var read cachedLogin
		var over bool
		if read, err = s.readLogin(ctx, o.hash); clinic.KindOf(err) == clinic.Unauthenticated {
			err = nil
			continue // it ended meanwhile
		}
		if err == nil {
			over, err = s.over(ctx, read, s.now())
		}
		if !over {
			o.This, o.Locked = o.hash == hashToken(l.Token), read.locked
			all = append(all, o.OwnLogin)
		}
	}
	return all, err
}

// newDeviceFor is how long it is told that somebody signed in with a new device.
const newDeviceFor = 30 * 24 * time.Hour

// UnscopedNewDevices returns the devices of l's user that nobody has said to know, the newest
// first, but for the one that l is on: a device does not vouch for itself.
func (s *Store) UnscopedNewDevices(ctx context.Context, l Login) ([]Device, error) {
	return db.List(ctx, s.db, func(r db.Row) (d Device, err error) {
		err = r.Scan(&d.ID, &d.Browser, &d.System, &d.Address, (*instant)(&d.SignedIn))
		return d, err
	}, `SELECT d.id, d.browser, d.system, d.address, d.first_at FROM pf_devices d
		WHERE d.user_id = $1 AND d.known_at IS NULL AND d.first_at > $3
		AND NOT EXISTS (SELECT 1 FROM pf_logins l WHERE l.token_hash = $2 AND l.device_id = d.id)
		ORDER BY d.first_at DESC, d.id`, l.User, hashToken(l.Token), s.now().Add(-newDeviceFor).UnixMilli())
}

var errNoDevice = clinic.Errorf(clinic.NotFound, "There is no such device of yours.")

// UnscopedKnowDevice notes that l's user says to know one of UnscopedNewDevices. It returns
// NotFound for any other.
func (s *Store) UnscopedKnowDevice(ctx context.Context, l Login, id string) error {
	return s.changeDevice(ctx, l, id, "login.known_device", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE pf_devices SET known_at = $2 WHERE id = $1`, id, s.now().UnixMilli())
		return err
	})
}

// UnscopedDisownDevice ends the logins of one of UnscopedNewDevices and forgets it: its next
// sign-in is of a new device again. It returns NotFound for any other.
func (s *Store) UnscopedDisownDevice(ctx context.Context, l Login, id string) error {
	return s.changeDevice(ctx, l, id, "login.disowned_device", func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM pf_logins WHERE device_id = $1`, id)
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_devices WHERE id = $1`, id)
		}
		return err
	})
}

// changeDevice does something with a new device of l's user, and records that.
func (s *Store) changeDevice(ctx context.Context, l Login, id, action string, do func(*db.Tx) error) error {
	defer s.logins.invalidate()
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		_, err := db.One(ctx, tx, db.Text, `SELECT d.id FROM pf_devices d WHERE d.id = $1 AND d.user_id = $2 AND d.known_at IS NULL
			AND NOT EXISTS (SELECT 1 FROM pf_logins l WHERE l.token_hash = $3 AND l.device_id = d.id)`, id, l.User, hashToken(l.Token))
		if errors.Is(err, db.ErrNone) {
			return errNoDevice
		}
		if err == nil {
			err = do(tx)
		}
		if err == nil {
			err = s.recordEverywhere(ctx, tx, loginRow(ctx, s.now(), l.User, action))
		}
		return err
	})
}

// UnscopedEndLogin ends a login of user. It returns NotFound when it is none of theirs.
func (s *Store) UnscopedEndLogin(ctx context.Context, user clinic.UserID, id string) error {
	n, err := s.endLogins(ctx, "login.ended_elsewhere", `id = $1 AND user_id = $2`, id, user)
	if err == nil && n == 0 {
		err = errNoDevice
	}
	return err
}

// UnscopedEndOtherLogins ends all logins of l's user but l.
func (s *Store) UnscopedEndOtherLogins(ctx context.Context, l Login) error {
	_, err := s.endLogins(ctx, "login.ended_elsewhere", `user_id = $1 AND token_hash <> $2`, l.User, hashToken(l.Token))
	return err
}

// devicesLast is how long a device is remembered after its last sign-in: as long as browsers
// keep a cookie.
const devicesLast = 400 * 24 * time.Hour

// purgeDevices forgets devices that nobody signed in with for long.
func purgeDevices(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `DELETE FROM pf_devices WHERE last_at < $1
		AND NOT EXISTS (SELECT 1 FROM pf_logins l WHERE l.device_id = pf_devices.id)`, now.Add(-devicesLast).UnixMilli())
	return err
}
