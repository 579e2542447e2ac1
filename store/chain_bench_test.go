package store_test

import (
	"context"
	"fmt"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// BenchmarkVerifyChains walks a trail of a million rows.
func BenchmarkVerifyChains(b *testing.B) {
	const rows, atOnce = 1_000_000, 10_000
	d := storetest.New(b)
	user := d.As(b, "provider@northside.example", d.Northside).User()
	for n := 0; n < rows; n += atOnce {
		some := make([]store.AuditRow, atOnce)
		for i := range some {
			some[i] = store.AuditRow{ID: store.NewID(), At: storetest.Start, User: user, Action: "session.move", Entity: "session",
				EntityID: store.NewID(), Detail: fmt.Sprintf(`{"from":"scheduled","reason":"row %d","to":"active"}`, n+i),
				Kind: clinic.AuditSessions, Origin: store.Origin{Via: store.ViaWeb, Address: "192.0.2.7"}}
		}
		if err := d.Store.UnscopedBulk(b.Context(), func(bulk *store.Bulk) error {
			return bulk.AddTrail(context.WithoutCancel(b.Context()), d.Northside, some)
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		all, err := d.Store.UnscopedVerifyChains(b.Context(), d.KeyFile, "Northside Family Practice")
		if err != nil || all[0].Broken != nil || all[0].Rows < rows {
			b.Fatal(all, err)
		}
	}
	b.ReportMetric(float64(b.N)*rows/b.Elapsed().Seconds(), "rows/s")
}
