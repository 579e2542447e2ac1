package db

import (
	"context"
	"database/sql"
	"fmt"
	"os"
)

// snapshot writes what is committed, as it is at one instant, to a new file. Others write meanwhile.
func (s *sqlite) snapshot(ctx context.Context, path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL, 0o600) // nobody else's to read, whatever the umask
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		return err
	}
	pool, err := sql.Open("sqlite", fileAddress(s.path, "_pragma="+tempFiles, "_pragma="+readerCache))
	if err != nil {
		return err
	}
	defer pool.Close()
	_, err = pool.ExecContext(ctx, `VACUUM INTO $1`, path)
	return userError(err)
}

// prove looks through the whole file and returns how many rows each table has. What is broken is an
// error.
func (s *sqlite) prove(ctx context.Context) (rows map[string]int64, err error) {
	err = s.read(ctx, Anyone, func(tx *Tx) error {
		found, err := One(ctx, tx, Text, `PRAGMA integrity_check(1)`)
		if err == nil && found != "ok" {
			err = fmt.Errorf("the database is damaged: %s", found)
		}
		if err == nil {
			err = sqliteTx{}.checkReferences(ctx, tx)
		}
		if err != nil {
			return err
		}
		rows, err = countRows(ctx, tx)
		return err
	})
	return rows, err
}

func countRows(ctx context.Context, tx *Tx) (map[string]int64, error) {
	tables, err := List(ctx, tx, Text, `SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND `+isOurs)
	if err != nil {
		return nil, err
	}
	rows := map[string]int64{}
	for _, table := range tables {
		if rows[table], err = One(ctx, tx, Int, fmt.Sprintf(`SELECT count(*) FROM %q`, table)); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (s *sqlite) version(ctx context.Context) (version string, err error) {
	err = s.reader.QueryRowContext(ctx, `SELECT 'SQLite ' || sqlite_version()`).Scan(&version)
	return version, userError(err)
}
