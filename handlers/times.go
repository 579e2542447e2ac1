package handlers

import (
	"fmt"
	"time"
)

// relative says how long ago t was, or how soon it is, in the words that
// app.js keeps fresh: elapsed time, rounded half up, not calendar days.
func relative(t, now time.Time) string {
	d := now.Sub(t)
	ahead := d < 0
	d = d.Abs()
	minutes := int(d.Seconds()/60 + .5)
	hours := int(d.Seconds()/3600 + .5)
	days := int(d.Seconds()/86400 + .5)
	switch {
	case d < 45*time.Second:
		return "just now"
	case minutes < 60:
		return aside(ahead, minutes, "minute", "")
	case hours < 24:
		return aside(ahead, hours, "hour", "")
	case ahead:
		return aside(ahead, days, "day", "tomorrow")
	}
	return aside(ahead, days, "day", "yesterday")
}

func aside(ahead bool, n int, unit, single string) string {
	if n == 1 && single != "" {
		return single
	}
	text := fmt.Sprintf("%d %s", n, unit)
	if n != 1 {
		text += "s"
	}
	if ahead {
		return "in " + text
	}
	return text + " ago"
}
