package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"
)

// peer is this program as the product's peer on the database at path: over
// HTTP it answers /raw, the query alone, and /plain, the page without caches;
// on its input it takes questions, a line each. It ends with its input.
func peer(ctx context.Context, path, org string) (err error) {
	db, err := openRaw(ctx, path, org)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.close()) }()
	plain, err := newPlain(ctx, db)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("/plain", plain)
	mux.HandleFunc("/raw", func(w http.ResponseWriter, r *http.Request) {
		if err := db.page(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: mux}
	go func() { _ = server.Serve(l) }() // until it is closed
	defer func() { err = errors.Join(err, server.Close()) }()
	fmt.Printf("listening on http://%s\n", l.Addr())
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if a, err := db.answer(ctx, lines.Text()); err != nil {
			fmt.Println("error", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println(a)
		}
	}
	return nil
}

// answer answers page and counts with the time that took, and moves with how
// many were made: moves DURATION USER SESSION…, all sessions at once.
func (db *raw) answer(ctx context.Context, question string) (string, error) {
	fields := strings.Fields(question)
	start := time.Now()
	switch fields[0] {
	case "page":
		err := db.page(ctx)
		return time.Since(start).String(), err
	case "counts":
		err := db.counts(ctx)
		return time.Since(start).String(), err
	case "moves":
		d, err := time.ParseDuration(fields[1])
		if err != nil {
			return "", err
		}
		n, err := db.moves(ctx, d, fields[2], fields[3:])
		return fmt.Sprint(n, " ", time.Since(start)), err
	}
	return "", errors.New("what is " + fields[0])
}

// moves moves all sessions at once, each again and again for d.
func (db *raw) moves(ctx context.Context, d time.Duration, user string, sessions []string) (n int, err error) {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer stop()
	until := time.Now().Add(d)
	made, errs := make([]int, len(sessions)), make([]error, len(sessions))
	var wait sync.WaitGroup
	for i, id := range sessions {
		wait.Go(func() {
			for errs[i] == nil && time.Now().Before(until) {
				errs[i] = db.move(ctx, id, user)
				made[i]++
			}
		})
	}
	wait.Wait()
	for _, k := range made {
		n += k
	}
	return n, errors.Join(errs...)
}

// asking returns a call that asks p a question which it answers with the time
// that its work took.
func asking(p *process, question string) call {
	return func() (time.Duration, error) {
		a, err := p.ask(question)
		if err != nil {
			return 0, err
		}
		return time.ParseDuration(a)
	}
}
