package i18n

import "time"

// A distance is how far an instant is away, as people say it.
type distance struct {
	unit  string // minute, hour, day; "" for just now
	n     int
	ahead bool
}

// distanceOf returns how far t is from now: elapsed time, rounded half up, not
// calendar days. The script does the same.
func distanceOf(t, now time.Time) distance {
	d := now.Sub(t)
	ahead := d < 0
	d = d.Abs()
	minutes := int(d.Seconds()/60 + .5)
	hours := int(d.Seconds()/3600 + .5)
	switch {
	case d < 45*time.Second:
		return distance{}
	case minutes < 60:
		return distance{"minute", minutes, ahead}
	case hours < 24:
		return distance{"hour", hours, ahead}
	}
	return distance{"day", int(d.Seconds()/86400 + .5), ahead}
}

// NextChange returns when Relative says something else of t than at now. What is
// ahead it takes to change at any moment.
func NextChange(t, now time.Time) time.Time {
	half := func(unit time.Duration) time.Time {
		n := (now.Sub(t) + unit/2) / unit
		return t.Add(n*unit + unit/2)
	}
	switch d := now.Sub(t); {
	case d < 0:
		return now
	case d < 45*time.Second:
		return t.Add(45 * time.Second)
	case d < 59*time.Minute+30*time.Second:
		return half(time.Minute)
	case d < 23*time.Hour+30*time.Minute:
		return half(time.Hour)
	}
	return half(24 * time.Hour)
}

// phrases are how distances in the past and ahead are written, by unit.
var phrases = map[string][2]string{
	"minute": {"%d minutes ago", "in %d minutes"},
	"hour":   {"%d hours ago", "in %d hours"},
	"day":    {"%d days ago", "in %d days"},
}

// Relative says how long ago t was, or how soon it is, in the words that the
// script of the pages keeps fresh.
func (c *Catalogue) Relative(t, now time.Time) string {
	d := distanceOf(t, now)
	switch {
	case d.unit == "":
		return c.T("just now")
	case d == distance{"day", 1, true}:
		return c.T("tomorrow")
	case d == distance{"day", 1, false}:
		return c.T("yesterday")
	case d.ahead:
		return c.N(phrases[d.unit][1], d.n)
	}
	return c.N(phrases[d.unit][0], d.n)
}
