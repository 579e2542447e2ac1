package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver of the store
)

// The office that everything is measured in, and who works there.
const (
	office   = "Northside Family Practice"
	desk     = "staff@northside.example"
	provider = "provider@northside.example"
)

// facts are what a run has to know of a database to ask the right questions.
type facts struct {
	org, provider, platform string
	deep, near              string // keys of the pages 1,000 and 40, "" when there are fewer
	given, family, mrn      string // of some patient
	from, to                string // a day with sessions
	moving                  []*moving
}

// most is how many sessions of the provider a run may move at once.
const most = 16

// learn reads the facts of a database that nobody serves.
func learn(ctx context.Context, dir string) (f facts, err error) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, "televisit.db"))
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	ask := func(query string, args []any, into ...any) {
		if err != nil {
			return
		}
		if err = db.QueryRowContext(ctx, query, args...).Scan(into...); err != nil {
			err = fmt.Errorf("%s: %w", query, err)
		}
	}
	ask(`SELECT org_id FROM pf_organizations WHERE name = $1`, []any{office}, &f.org)
	ask(`SELECT id FROM pf_users WHERE email = $1`, []any{provider}, &f.provider)
	ask(`SELECT configuration_id FROM pm_telehealth_sessions WHERE org_id = $1 AND configuration_id IS NOT NULL LIMIT 1`, []any{f.org},
		&f.platform)
	ask(`SELECT given_name, family_name, mrn FROM pm_patients WHERE org_id = $1 ORDER BY id LIMIT 1 OFFSET 500`, []any{f.org}, &f.given,
		&f.family, &f.mrn)
	ask(`SELECT date(starts_at / 1000, 'unixepoch'), date(starts_at / 1000, 'unixepoch') FROM pm_telehealth_sessions
		WHERE org_id = $1 AND status = 'completed' ORDER BY starts_at DESC LIMIT 1 OFFSET 500`, []any{f.org}, &f.from, &f.to)
	if err != nil {
		return f, err
	}
	for page, key := range map[int]*string{40: &f.near, 1000: &f.deep} {
		err = db.QueryRowContext(ctx, `SELECT created_at || '.' || id FROM pm_telehealth_sessions WHERE org_id = $1 AND deleted_at IS NULL
			ORDER BY created_at DESC, id DESC LIMIT 1 OFFSET $2`, f.org, (page-1)*pageSize-1).Scan(key)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return f, err
		}
	}
	f.moving, err = movable(ctx, db, f)
	return f, err
}

// movable returns sessions that the provider may start.
func movable(ctx context.Context, db *sql.DB, f facts) (all []*moving, err error) {
	rows, err := db.QueryContext(ctx, `SELECT id, version FROM pm_telehealth_sessions
		WHERE org_id = $1 AND provider_id = $2 AND status = 'scheduled' AND deleted_at IS NULL
		ORDER BY created_at DESC LIMIT $3`, f.org, f.provider, most)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		m := &moving{status: "scheduled"}
		if err = rows.Scan(&m.id, &m.version); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	if len(all) < most {
		return nil, fmt.Errorf("only %d sessions to move", len(all))
	}
	return all, rows.Err()
}
