package main

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"
)

// A raw is a database without the product around it, with the statements of
// one org prepared.
type raw struct {
	org         string
	read, write *sql.DB
	stored      map[string]*sql.Stmt
}

// openRaw opens a database the way the store does: many readers, one writer.
func openRaw(ctx context.Context, path, org string) (*raw, error) {
	address := func(more url.Values) string {
		q := url.Values{"_pragma": pragmas, "_defensive": {"1"}}
		for name, v := range more {
			q[name] = append(q[name], v...)
		}
		return "file:" + path + "?" + q.Encode()
	}
	write, err := sql.Open("sqlite", address(url.Values{"_txlock": {"immediate"}}))
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", address(url.Values{"_pragma": {"query_only(1)"}}))
	if err != nil {
		return nil, errors.Join(err, write.Close())
	}
	read.SetMaxOpenConns(max(2, runtime.NumCPU()))
	read.SetMaxIdleConns(max(2, runtime.NumCPU()))
	db := &raw{org, read, write, map[string]*sql.Stmt{}}
	for text, pool := range map[string]*sql.DB{firstPage: read, tabCounts: read, oneSession: write, saveSession: write, payerOf: write,
		rulesOf:    write,
		endOfTrail: write, addAudit: write, addEvent: write, newVersion: write} {
		if db.stored[text], err = pool.PrepareContext(ctx, text); err != nil {
			return nil, errors.Join(err, db.close())
		}
	}
	return db, nil
}

func (db *raw) close() error { return errors.Join(db.read.Close(), db.write.Close()) }

// columns is how many columns a session has.
const columns = 44

// all reads every row of a statement and forgets it.
func all(ctx context.Context, st *sql.Stmt, columns int, args ...any) (err error) {
	rows, err := st.QueryContext(ctx, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	into, places := make([]any, columns), make([]any, columns)
	for i := range into {
		places[i] = &into[i]
	}
	for rows.Next() {
		if err = rows.Scan(places...); err != nil {
			return err
		}
	}
	return rows.Err()
}

// page reads what the first page is made of.
func (db *raw) page(ctx context.Context) error {
	if err := db.counts(ctx); err != nil {
		return err
	}
	return all(ctx, db.stored[firstPage], columns, db.org, pageSize+1)
}

func (db *raw) counts(ctx context.Context) error { return all(ctx, db.stored[tabCounts], 2, db.org) }
