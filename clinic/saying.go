package clinic

import (
	"fmt"
	"time"
)

// A Text is English that is said in another language elsewhere. As an argument
// of a message it is translated too.
type Text string

// A Saying is a message as it was made, so that it can be said in another
// language: a format of fmt, in English, and its arguments.
type Saying struct {
	Format string
	Args   []any
}

// or returns s, and for none what says message as it is.
func (s Saying) or(message string) Saying {
	if s.Format != "" {
		return s
	}
	return Saying{Format: message}
}

// A When is an instant as an argument of a message. Layout is one of package
// time.
type When struct {
	At     time.Time // in the zone it is read in
	Layout string
}

func (w When) String() string { return w.At.Format(w.Layout) }

// A Wait is a time to wait as an argument of a message.
type Wait time.Duration

// Count returns the wait in whole seconds or minutes, never shorter than it is.
func (w Wait) Count() (n int, minutes bool) {
	n = int((time.Duration(w) + time.Second - 1) / time.Second)
	if n > 90 {
		return (n + 59) / 60, true
	}
	return n, false
}

func (w Wait) String() string {
	n, minutes := w.Count()
	unit := "second"
	if minutes {
		unit = "minute"
	}
	if n != 1 {
		unit += "s"
	}
	return fmt.Sprintf("%d %s", n, unit)
}
