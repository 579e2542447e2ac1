package i18n

import (
	"strings"
	"time"

	"televisit/clinic"
)

// twelveHours are the languages whose times are read by twelve hours unless somebody
// chose otherwise: English as in the United States. Spanish goes by 24, as CLDR has
// it for the language.
var twelveHours = []string{English}

// With returns the catalogue for a reader who chose a clock, in a practice in the
// United States or elsewhere. Who chose no clock has the one of the language.
func (c *Catalogue) With(clock clinic.Clock, unitedStates bool) *Catalogue {
	twelve, monthFirst := c.twelve, unitedStates && c.lang == English
	if clock.Chosen() {
		twelve = clock == clinic.TwelveHours
	}
	if twelve == c.twelve && monthFirst == c.monthFirst {
		return c
	}
	other := *c
	other.twelve, other.monthFirst = twelve, monthFirst
	return &other
}

// Twelve reports whether times are read by twelve hours.
func (c *Catalogue) Twelve() bool { return c.twelve }

// Locale names what texts depend on: the language, the clock and the order of a
// date.
func (c *Catalogue) Locale() string {
	locale := c.lang + "24"
	if c.twelve {
		locale = c.lang + "12"
	}
	if c.monthFirst {
		locale += "us"
	}
	return locale
}

// Time returns the time of day of t, e.g. 5:30 PM or 17:30.
func (c *Catalogue) Time(t time.Time) string { return c.Date(t, "15:04") }

// byClock returns a layout as the reader's clock has it.
func (c *Catalogue) byClock(layout string) string {
	if !c.twelve {
		return layout
	}
	for _, hours := range []string{"15:04:05", "15:04"} {
		if before, after, ok := strings.Cut(layout, hours); ok {
			return before + strings.Replace(hours, "15", "3", 1) + " PM" + after
		}
	}
	return layout
}

// halfDay returns the half of the day that t is in.
func (c *Catalogue) halfDay(t time.Time) string {
	half := t.Format("PM")
	if c.twelve {
		c.note(half, nil)
	}
	return c.text(half)
}
