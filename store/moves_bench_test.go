package store_test

import (
	"sync"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// BenchmarkMoves makes status moves, as many at once as a busy practice has at most.
func BenchmarkMoves(b *testing.B) {
	const hands = 16
	d := storetest.New(b)
	o := d.As(b, "provider@northside.example", d.Northside)
	ids := make([]clinic.SessionID, hands)
	for i := range ids {
		ids[i] = d.Session(b, storetest.Row{})
	}
	b.ResetTimer()
	var wait sync.WaitGroup
	for _, id := range ids {
		wait.Go(func() {
			to, version := clinic.Active, int64(1)
			for range b.N / hands {
				if _, err := o.MoveSession(b.Context(), id, version, clinic.Move{To: to, Reason: "measured"}); err != nil {
					b.Error(err)
					return
				}
				version++
				if to == clinic.Active {
					to = clinic.Scheduled
				} else {
					to = clinic.Active
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N/hands*hands)/b.Elapsed().Seconds(), "moves/s")
}
