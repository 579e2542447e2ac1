package jobs

import (
	"time"

	"televisit/store"
)

// Maintenance keeps the store true and small: what other processes changed is
// noticed within a second, what is only noted gets into the audit trail within two, and what
// no longer counts is forgotten once an hour.
func Maintenance(s *store.Store) []Job {
	return []Job{
		{"notice foreign writes", time.Second, s.Notice},
		{"save what was noted", 2 * time.Second, s.UnscopedSaveNoted},
		{"purge what expired", time.Hour, s.UnscopedPurgeExpired},
	}
}
