package store

import (
	"context"
	"slices"
	"time"

	"televisit/store/db"
)

// A place is where somebody signed in: their browser, or the network that it was in.
// Guesses from elsewhere do not count there, so nobody can keep them out. Knowing
// a place opens nothing.
const (
	knownFor  = 180 * 24 * time.Hour
	mostKnown = 20 // places of one account; each has a count of its own
)

// UnscopedRemember makes the browser and the network address that ctx is done from places
// of whom the login is of. A login that is over has none.
func (s *Store) UnscopedRemember(ctx context.Context, login string) error {
	from, now := originOf(ctx), s.now().UnixMilli()
	return s.db.Write(ctx, db.Anyone, func(tx *db.Tx) error {
		emails, err := db.List(ctx, tx, db.Text, `SELECT u.email FROM pf_logins l JOIN pf_users u ON u.id = l.user_id
			WHERE l.token_hash = $1`, hashToken(login))
		if err != nil || len(emails) == 0 {
			return err
		}
		account := bucketKey(byPassword, foldEmail(emails[0]))
		for _, place := range placesOf(from.Address, from.Device) {
			if _, err := tx.Exec(ctx, `INSERT INTO pf_known_places (account, place, seen_at) VALUES ($1, $2, $3)
				ON CONFLICT (account, place) DO UPDATE SET seen_at = excluded.seen_at`, account, place, now); err != nil {
				return err
			}
		}
		_, err = tx.Exec(ctx, `DELETE FROM pf_known_places WHERE account = $1 AND place NOT IN (
			SELECT place FROM pf_known_places WHERE account = $1 ORDER BY seen_at DESC, place LIMIT $2)`, account, mostKnown)
		return err
	})
}

// placesOf returns the keys of a browser and of an address, if there are such, the browser
// first.
func placesOf(address, device string) (all []string) {
	if device != "" {
		all = append(all, bucketKey("device", device))
	}
	if address != "" {
		all = append(all, bucketKey("network", address))
	}
	return all
}

// knownPlace returns the first of places that an account is known at, "" for none.
func (s *Store) knownPlace(ctx context.Context, tx *db.Tx, account string, places []string) (place string, err error) {
	known, err := db.List(ctx, tx, db.Text, `SELECT place FROM pf_known_places WHERE account = $1 AND seen_at > $2`,
		account, s.now().Add(-knownFor).UnixMilli())
	if i := slices.IndexFunc(places, func(p string) bool { return slices.Contains(known, p) }); err == nil && i >= 0 {
		place = places[i]
	}
	return place, err
}

// forgetGuesses deletes the failed sign-ins at an account, from wherever they were.
func forgetGuesses(ctx context.Context, tx *db.Tx, email string) error {
	account := bucketKey(byPassword, foldEmail(email))
	known, err := db.List(ctx, tx, db.Text, `SELECT place FROM pf_known_places WHERE account = $1`, account)
	for _, place := range append(known, "") {
		if err == nil {
			_, err = tx.Exec(ctx, `DELETE FROM pf_throttle WHERE bucket = $1`, guessKey(byPassword, account, place))
		}
	}
	return err
}
