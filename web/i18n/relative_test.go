package i18n

import (
	"fmt"
	"testing"
	"time"
)

func TestRelative(t *testing.T) {
	t.Parallel()
	c, _ := both(t)
	now := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for ago, want := range map[time.Duration]string{
		0: "just now", 44 * time.Second: "just now",
		45 * time.Second: "1 minute ago", 89 * time.Second: "1 minute ago", 90 * time.Second: "2 minutes ago",
		59*time.Minute + 29*time.Second: "59 minutes ago", 59*time.Minute + 30*time.Second: "1 hour ago", 90 * time.Minute: "2 hours ago",
		23 * time.Hour: "23 hours ago", 24 * time.Hour: "yesterday", 47 * time.Hour: "2 days ago", 400 * 24 * time.Hour: "400 days ago",
		-30 * time.Second: "just now", -25 * time.Minute: "in 25 minutes",
		-time.Hour: "in 1 hour", -24 * time.Hour: "tomorrow", -72 * time.Hour: "in 3 days",
	} {
		t.Run(fmt.Sprint(ago, " ago"), func(t *testing.T) {
			if got := c.Relative(now.Add(-ago), now); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestNextChange(t *testing.T) {
	t.Parallel()
	c, _ := both(t)
	then := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	for ago := time.Duration(0); ago < 80*time.Hour; {
		now := then.Add(ago)
		next := NextChange(then, now)
		if !next.After(now) || c.Relative(then, next) == c.Relative(then, now) || c.Relative(then, next.Add(-1)) != c.Relative(then, now) {
			t.Fatalf("%v ago is %q until %v, and then %q", ago, c.Relative(then, now), next.Sub(then), c.Relative(then, next))
		}
		ago = next.Sub(then)
	}
}
