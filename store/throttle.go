package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// Guesses are counted by account and by address. A kind of bucket lets a few fail
// freely; after each further one the next is heard four times as late, up to
// longestWait. So five more are heard within any longestWait, and then one in each: 10
// at an account, 200 from an address, which a whole practice may share. After
// quietAfter without an attempt all is forgotten: nobody is locked out for good.
const (
	freePerAccount = 5
	freePerAddress = 195
	firstWait      = time.Second
	longestWait    = 15 * time.Minute
	quietAfter     = time.Hour
)

// Throttled is the cause of the TooMany error of a sign-in that came too soon.
type Throttled struct{ Wait time.Duration }

func (t Throttled) Error() string { return "throttled for " + t.Wait.String() }

// A bucket is what failures are counted by. Its key says neither whose account
// nor which address it is.
type bucket struct {
	key  string
	free int64
	own  bool // only one browser's attempts are in it
}

// What is guessed, as the keys of buckets begin.
const (
	byPassword = "account"
	byCode     = "code"
)

// A guess is an attempt to prove that one is who has that email, from an address.
type guess struct{ by, email, address string }

// buckets returns what g is counted by: from a browser that the person signed in with
// before, that alone; else the account, from a network where they did apart from all
// others, and the address.
func (s *Store) buckets(ctx context.Context, tx *db.Tx, g guess) ([]bucket, error) {
	account, device := bucketKey(byPassword, foldEmail(g.email)), originOf(ctx).Device
	place, err := s.knownPlace(ctx, tx, account, placesOf(g.address, device))
	if err != nil {
		return nil, err
	}
	own := device != "" && place == bucketKey("device", device)
	all := []bucket{{guessKey(g.by, account, place), freePerAccount, own}}
	if !own {
		all = append(all, bucket{bucketKey("address", g.address), freePerAddress, false})
	}
	return all, nil
}

// guessKey returns the key of guesses at an account from a place, "" for all that are not
// known.
func guessKey(by, account, place string) string {
	if place == "" {
		return by + account[len(byPassword):]
	}
	return bucketKey(by, account+" at "+place)
}

func bucketKey(kind, value string) string {
	sum := sha256.Sum256([]byte(kind + "\x00" + value))
	return kind + ":" + hex.EncodeToString(sum[:])
}

// countAttempt counts a guess as failed before anyone knows whether it will be, so
// that many at once are all counted, and returns what by. It returns TooMany and
// counts nothing while a bucket has to wait.
func (s *Store) countAttempt(ctx context.Context, g guess) (counted []bucket, err error) {
	err = s.db.Write(ctx, db.Anyone, func(tx *db.Tx) (err error) {
		if counted, err = s.buckets(ctx, tx, g); err != nil {
			return err
		}
		return s.countIn(ctx, tx, counted)
	})
	return counted, err
}

// countIn counts a failure in each of all, or returns TooMany while one of them has to wait.
func (s *Store) countIn(ctx context.Context, tx *db.Tx, all []bucket) error {
	var wait time.Duration
	now := s.now()
	for _, b := range all {
		if err := b.hold(ctx, tx); err != nil {
			return err
		}
		failures, w, err := b.state(ctx, tx, now)
		if err != nil {
			return err
		}
		wait = max(wait, w)
		if err := b.count(ctx, tx, failures+1, now); err != nil {
			return err
		}
	}
	if wait > 0 {
		return clinic.Causef(clinic.TooMany, Throttled{wait}, "Too many wrong attempts. Try again in %s.", clinic.Wait(wait))
	}
	return nil
}

// hold makes others who count in b wait until tx is over: what state returns is
// theirs to change otherwise.
func (b bucket) hold(ctx context.Context, tx *db.Tx) error {
	_, err := tx.Exec(ctx, `INSERT INTO pf_throttle (bucket, failures, last_at, open_at) VALUES ($1, 0, 0, 0)
		ON CONFLICT (bucket) DO UPDATE SET failures = pf_throttle.failures`, b.key)
	return err
}

// state returns how many failures count at now, and how long to wait. A row
// from the future, of a clock that was wrong, does not count either, and never means
// a longer wait than so many failures do.
func (b bucket) state(ctx context.Context, tx *db.Tx, now time.Time) (failures int64, wait time.Duration, err error) {
	var last, open int64
	_, err = db.One(ctx, tx, db.Into(&failures, &last, &open), `SELECT failures, last_at, open_at FROM pf_throttle WHERE bucket = $1`,
		b.key)
	if errors.Is(err, db.ErrNone) || now.Sub(time.UnixMilli(last)).Abs() > quietAfter {
		return 0, 0, nil
	}
	return failures, min(time.UnixMilli(open).Sub(now), waitAfter(failures, b.free)), err
}

func (b bucket) count(ctx context.Context, tx *db.Tx, failures int64, now time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO pf_throttle (bucket, failures, last_at, open_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at, open_at = excluded.open_at`,
		b.key, failures, now.UnixMilli(), now.Add(waitAfter(failures, b.free)).UnixMilli())
	return err
}

// waitAfter returns how long nothing is heard after that many failures, of
// which some are free.
func waitAfter(failures, free int64) time.Duration {
	if failures < free {
		return 0
	}
	if further := failures - free; further < 5 {
		return firstWait << (2 * further)
	}
	return longestWait
}

// clearAttempts takes back what countAttempt counted for an attempt that
// succeeded, and all of the person's own browser. What others tried stays counted:
// they must not get more guesses whenever somebody signs in.
func (s *Store) clearAttempts(ctx context.Context, counted []bucket) error {
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		for _, b := range counted {
			query := `UPDATE pf_throttle SET failures = failures - 1, open_at = last_at WHERE bucket = $1 AND failures > 0`
			if b.own {
				query = `DELETE FROM pf_throttle WHERE bucket = $1`
			}
			if _, err := tx.Exec(ctx, query, b.key); err != nil {
				return err
			}
		}
		return nil
	})
}

// UnscopedPurgeExpired deletes failed sign-ins and known places that no longer count, kept forms, logins that
// nobody used for a month, those that wait for a code too long, whose login it was of those
// that ended long ago, devices of long ago, and what was sent to webhooks more than 90 days ago.
func (s *Store) UnscopedPurgeExpired(ctx context.Context) error {
	now := s.now()
	if _, err := s.endLogins(ctx, "login.idle", `seen_at < $1`, now.AddDate(0, -1, 0).UnixMilli()); err != nil {
		return err
	}
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM pf_throttle WHERE last_at < $1`, now.Add(-quietAfter).UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_known_places WHERE seen_at < $1`, now.Add(-knownFor).UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_kept_forms WHERE kept_until < $1`, now.UnixMilli()); err != nil {
			return err
		}
		if err := purgeDevices(ctx, tx, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_pending_logins WHERE expires_at < $1`, now.UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_passkey_challenges WHERE expires_at < $1`, now.UnixMilli()); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM pf_ended_logins WHERE seen_at < $1`, now.Add(-rememberEnded).UnixMilli()); err != nil {
			return err
		}
		if err := purgeSignOns(ctx, tx, now); err != nil {
			return err
		}
		return purgeWebhooks(ctx, tx, now)
	})
}
