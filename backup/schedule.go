package backup

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// A Schedule makes a backup into a directory every so often.
type Schedule struct {
	Maker
	Dir   string
	Every time.Duration

	mu    sync.Mutex
	state State
}

// A State is how the latest try of a schedule went.
type State struct {
	Last  time.Time // when the latest good backup was made, zero for none
	Tried time.Time
	Err   error // of the latest try; nil: it was made, opened elsewhere, looked through, and all is as it was written
}

// State returns how the latest try went.
func (s *Schedule) State() State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// Run makes a backup if one is due. One that failed is tried again when Run is called the next time.
func (s *Schedule) Run(ctx context.Context) error {
	last, err := s.latest()
	now := s.Now()
	if err == nil && now.Sub(last) < s.Every {
		s.note(last, now, nil)
		return nil
	}
	var made Manifest
	if err == nil {
		made, err = s.Make(ctx, filepath.Join(s.Dir, s.Name(now)))
	}
	if err == nil {
		last, err = now, errors.Join(Prune(s.Dir), made.Fault())
	}
	s.note(last, now, err)
	return err
}

// latest returns when the latest backup of the directory was made. A directory that is missing is made.
func (s *Schedule) latest() (time.Time, error) {
	if err := os.MkdirAll(s.Dir, 0o700); err != nil {
		return time.Time{}, err
	}
	all, err := list(s.Dir)
	if err != nil || len(all) == 0 {
		return time.Time{}, err
	}
	return all[0].at, nil
}

func (s *Schedule) note(last, now time.Time, err error) {
	if errors.Is(err, context.Canceled) {
		return // the program ends
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = State{last, now, err}
}
