package clinic

// A Clock is how a time of day is read.
type Clock string

// The clocks. By its locale English goes by twelve hours, Spanish by 24.
const (
	ByLocale    Clock = "locale"
	TwelveHours Clock = "12"
	AllHours    Clock = "24"
)

// Chosen reports whether c is one of the two clocks, rather than left to the
// language.
func (c Clock) Chosen() bool { return c == TwelveHours || c == AllHours }

// Or returns c if it was chosen, and else other.
func (c Clock) Or(other Clock) Clock {
	if c.Chosen() {
		return c
	}
	return other
}
