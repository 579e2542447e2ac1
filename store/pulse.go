package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"sync"
)

// A pulse tells whether anybody committed to the database, this process or
// another. Every page and every change asks it, so it looks where the database's
// own readers do, which takes no system call.
type pulse struct {
	db   *sql.DB // of those who read
	path string

	mu     sync.RWMutex
	index  logIndex  // nil until it is asked
	conn   *sql.Conn // open as long as the index is: it is removed with the last connection
	opened int64     // how often; counters of different indexes are never equal
	files  []*os.File
}

// read returns a number that is one larger after any commit.
func (p *pulse) read(ctx context.Context) (int64, error) {
	p.mu.RLock()
	n, ok := p.now()
	p.mu.RUnlock()
	if ok {
		return n, nil
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.index == nil {
		if err := p.open(context.WithoutCancel(ctx)); err != nil {
			return 0, friendly(err)
		}
	}
	n, _ = p.now()
	return n, nil
}

func (p *pulse) now() (n int64, ok bool) {
	if p.index == nil {
		return 0, false
	}
	return p.opened<<32 | int64(p.index.commits()), true
}

func (p *pulse) open(ctx context.Context) error {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return err
	}
	if _, err = conn.ExecContext(ctx, pulseQuery); err != nil { // makes the index, if there is none
		return errors.Join(err, conn.Close())
	}
	index, file, err := openIndex(p.path)
	if file != nil {
		p.files = append(p.files, file)
	}
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	p.index, p.conn, p.opened = index, conn, p.opened+1
	return nil
}

// rest gives the connection back until the next read.
func (p *pulse) rest() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.index == nil {
		return nil
	}
	err := errors.Join(p.index.close(), p.conn.Close())
	p.index, p.conn = nil, nil
	return err
}

// close ends a pulse that rests, after all connections.
func (p *pulse) close() (err error) {
	for _, file := range p.files {
		err = errors.Join(err, file.Close())
	}
	return err
}
