package clinic

// How often and how many times an appointment may take place.
const (
	MostWeeks     = 4
	LongestSeries = 26
)

// A Repeat says how often an appointment takes place again. The zero one is an
// appointment that does not.
type Repeat struct {
	EveryWeeks int
	Count      int // how many there are to be with the first, 0 when Until alone says so
	Until      Day // the last day that one may be on, "" when Count alone says so
}

// Check returns an Invalid error that names every field that makes no series
// which begins on that day.
func (r Repeat) Check(first Day) error {
	var p Problems
	switch {
	case r == Repeat{}:
		return nil
	case r.EveryWeeks == 0:
		p.Add("repeat", "Choose how often it repeats, or leave how many and until when empty.")
	case r.EveryWeeks < 1 || r.EveryWeeks > MostWeeks:
		p.Add("repeat", "Choose how often it repeats from the list.")
	case r.Count == 0 && r.Until == "":
		p.Add("repeat_count", "Enter how many there are to be, or until when.")
	}
	if r.Count != 0 && (r.Count < 2 || r.Count > LongestSeries) {
		p.Add("repeat_count", "Enter a number from 2 to %d.", LongestSeries)
	}
	if _, err := ParseDay(string(r.Until)); err != nil && r.Until != "" {
		p.Add("repeat_until", "%s", MessageOf(err))
	}
	if _, err := ParseDay(string(first)); err != nil || len(p) > 0 || r.Until == "" {
		return p.Err()
	}
	last := first.Add(7 * r.EveryWeeks * (LongestSeries - 1))
	switch n := r.fits(first); {
	case n < 2:
		p.Add("repeat_until", "Until then there is only one. Choose a later day, or do not repeat it.")
	case n > LongestSeries && r.Count == 0:
		p.Add("repeat_until", "Until then there are %d, and a series has up to %d: the last day can be %s.", n, LongestSeries, last)
	}
	return p.Err()
}

// fits returns how many there are from the first one until r.Until.
func (r Repeat) fits(first Day) int {
	days := first.daysUntil(r.Until)
	if days < 0 {
		return 0
	}
	return days/(7*r.EveryWeeks) + 1
}

// After returns the days of the appointments after the first one, in order. What
// ends them first, a number or a day, counts. r is one that Check finds right.
func (r Repeat) After(first Day) (days []Day) {
	if r.EveryWeeks == 0 {
		return nil
	}
	n := r.Count
	if r.Until != "" && (n == 0 || r.fits(first) < n) {
		n = r.fits(first)
	}
	for i := 1; i < min(n, LongestSeries); i++ {
		days = append(days, first.Add(7*r.EveryWeeks*i))
	}
	return days
}
