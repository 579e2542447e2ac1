package clinic

import (
	"fmt"
	"strings"
	"time"
)

// A Message is a sentence for people: a format of fmt, in English, and its
// arguments. It becomes text only where it is shown, in the reader's language,
// so it is kept and passed on as it is. An argument may be a Message, a
// Translatable, a Status, a Day, a LocalTime or a Wait: it is translated too.
type Message struct {
	Format string
	Args   []any
}

// Msg returns the message of a format and its arguments.
func Msg(format string, args ...any) Message { return Message{format, args} }

// String returns m in English, for logs and the command line.
func (m Message) String() string {
	if len(m.Args) == 0 {
		return m.Format
	}
	return fmt.Sprintf(m.Format, m.Args...)
}

// join returns one message that says all of them in a row.
func join(all []Message) Message {
	if len(all) == 1 {
		return all[0]
	}
	m := Message{Format: strings.TrimSpace(strings.Repeat("%s ", len(all)))}
	for _, each := range all {
		m.Args = append(m.Args, each)
	}
	return m
}

// A Translatable is English text that is shown in the reader's language when it
// is an argument of a message.
type Translatable string

// A LocalTime is an instant as an argument of a message. Layout is one of
// package time. Where clocks show the same twice on that day, the zone stands
// beside it.
type LocalTime struct {
	At     time.Time // in the zone it is read in
	Layout string
}

func (t LocalTime) String() string { return t.At.Format(t.Layout) + t.Zone() }

// Zone returns what stands beside t: a space and its zone, or "".
func (t LocalTime) Zone() string {
	if Repetition(t.At) == 0 {
		return ""
	}
	return t.At.Format(" MST")
}

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
