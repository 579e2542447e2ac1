package store

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"televisit/clinic"
)

// An optionalText is a text whose column is NULL when it is "".
type optionalText string

// Value returns what is stored.
func (t optionalText) Value() (driver.Value, error) {
	if t == "" {
		return nil, nil
	}
	return string(t), nil
}

// Scan takes what was stored.
func (t *optionalText) Scan(stored any) error {
	switch v := stored.(type) {
	case nil:
		*t = ""
	case string:
		*t = optionalText(v)
	default:
		return fmt.Errorf("a text is stored as %T", stored)
	}
	return nil
}

// An instant is a time in Unix milliseconds, UTC. The zero time is NULL.
type instant time.Time

// Value returns what is stored.
func (t instant) Value() (driver.Value, error) {
	if time.Time(t).IsZero() {
		return nil, nil
	}
	return time.Time(t).UnixMilli(), nil
}

// Scan takes what was stored.
func (t *instant) Scan(stored any) error {
	switch v := stored.(type) {
	case nil:
		*t = instant{}
	case int64:
		*t = instant(time.UnixMilli(v).UTC())
	default:
		return fmt.Errorf("an instant is stored as %T", stored)
	}
	return nil
}

// A duration is stored in milliseconds.
type duration time.Duration

// Value returns what is stored.
func (d duration) Value() (driver.Value, error) { return time.Duration(d).Milliseconds(), nil }

// Scan takes what was stored.
func (d *duration) Scan(stored any) error {
	ms, ok := stored.(int64)
	if !ok {
		return fmt.Errorf("a duration is stored as %T", stored)
	}
	*d = duration(ms) * duration(time.Millisecond)
	return nil
}

// A hintJSON is a place for a billing hint, which is stored as JSON. None is
// NULL.
type hintJSON struct{ hint **clinic.BillingHint }

// Value returns what is stored.
func (j hintJSON) Value() (driver.Value, error) {
	if *j.hint == nil {
		return nil, nil
	}
	text, err := json.Marshal(*j.hint)
	return string(text), err
}

// Scan takes what was stored.
func (j hintJSON) Scan(stored any) error {
	*j.hint = nil
	switch v := stored.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(v), j.hint)
	}
	return fmt.Errorf("a billing hint is stored as %T", stored)
}

// A list of words is stored with spaces between them.
type spaced []string

// Value returns what is stored.
func (w spaced) Value() (driver.Value, error) { return strings.Join(w, " "), nil }

// Scan takes what was stored.
func (w *spaced) Scan(stored any) error {
	text, ok := stored.(string)
	if !ok {
		return fmt.Errorf("words are stored as %T", stored)
	}
	*w = strings.Fields(text)
	return nil
}
