package appointments

import (
	"testing"
	"time"
)

func TestNextSlot(t *testing.T) {
	t.Parallel()
	kathmandu, err := time.LoadLocation("Asia/Kathmandu") // 5:45 ahead
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  time.Time
		want string
	}{
		{time.Date(2026, 3, 2, 9, 0, 59, 0, time.UTC), "2026-03-02 09:30 10:00"},
		{time.Date(2026, 3, 2, 9, 29, 59, 0, time.UTC), "2026-03-02 09:30 10:00"},
		{time.Date(2026, 3, 2, 9, 31, 0, 0, kathmandu), "2026-03-02 10:00 10:30"},
		{time.Date(2026, 3, 2, 22, 59, 0, 0, time.UTC), "2026-03-02 23:00 23:30"},
		{time.Date(2026, 3, 2, 23, 0, 0, 0, time.UTC), "2026-03-02 23:30 00:00"},
		{time.Date(2026, 3, 2, 23, 45, 0, 0, time.UTC), "2026-03-03 00:00 00:30"},
	} {
		t.Run(c.now.Format("2 Jan 15:04:05 MST"), func(t *testing.T) {
			s := nextSlot(c.now)
			if got := s.Start.Format("2006-01-02 15:04") + s.End.Format(" 15:04"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
