package jobs

import (
	"time"

	"televisit/store"
)

// Maintenance keeps the store true and small: what other processes changed is
// noticed within a second, and what is only noted gets into the audit trail within two, by each
// server for itself; what no longer counts is forgotten once an hour, by one of them.
func Maintenance(s *store.Store) []Job {
	return []Job{
		{Name: "notice foreign writes", Every: time.Second, Run: s.Notice},
		{Name: "save what was noted", Every: 2 * time.Second, Run: s.UnscopedSaveNoted},
		{Name: "purge what expired", Every: time.Hour, Take: s.UnscopedTakeJob, Run: s.UnscopedPurgeExpired},
	}
}
