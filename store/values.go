package store

import (
	"database/sql"
	"time"
)

// orNull stores "" as NULL.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}

// millis stores an instant, and the zero one as NULL.
func millis(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMilli()
}

// instant reads what millis stored.
func instant(ms sql.NullInt64) time.Time {
	if !ms.Valid {
		return time.Time{}
	}
	return time.UnixMilli(ms.Int64).UTC()
}
