package handlers

import "time"

// A distance is how far an instant is away, as people say it.
type distance struct {
	unit  string // minute, hour, day; "" for just now
	n     int
	ahead bool
}

// distanceOf returns how far t is from now: elapsed time, rounded half up, not
// calendar days. app.js does the same.
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

// rereads returns when relative says something else of t than at now. What is
// ahead it takes to change at any moment.
func rereads(t, now time.Time) time.Time {
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

// relative says how long ago t was, or how soon it is, in the words that
// app.js keeps fresh.
func (w *words) relative(t, now time.Time) string {
	s := distanceOf(t, now)
	if held, ok := w.phrases.Load(s); ok {
		return held.(string)
	}
	text := w.phrase(s)
	w.phrases.Store(s, text)
	return text
}

func (w *words) phrase(s distance) string {
	switch {
	case s.unit == "":
		return w.t("just now")
	case s == distance{"day", 1, true}:
		return w.t("tomorrow")
	case s == distance{"day", 1, false}:
		return w.t("yesterday")
	}
	forms := map[string][2]string{
		"minute": {"%d minutes ago", "in %d minutes"},
		"hour":   {"%d hours ago", "in %d hours"},
		"day":    {"%d days ago", "in %d days"},
	}[s.unit]
	if s.ahead {
		return w.n(forms[1], s.n)
	}
	return w.n(forms[0], s.n)
}
