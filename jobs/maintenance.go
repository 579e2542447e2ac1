package jobs

import (
	"context"
	"log/slog"
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

// LogHeads logs every hour where the audit trail of each organization ends. Who keeps the log where
// nobody reaches it who can write the database finds out later whether an end was cut off.
func LogHeads(s *store.Store, log *slog.Logger) Job {
	return Job{Name: "log the heads of the audit trail", Every: time.Hour, Take: s.UnscopedTakeJob, Run: func(ctx context.Context) error {
		heads, err := s.UnscopedChainHeads(ctx)
		for _, h := range heads {
			log.Info("audit head", "head", h.String())
		}
		return err
	}}
}
