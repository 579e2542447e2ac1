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

// With returns the catalogue for a reader who chose a clock; who chose none has the
// one of the language.
func (c *Catalogue) With(clock clinic.Clock) *Catalogue {
	twelve := clock == clinic.TwelveHours
	if !clock.Chosen() || twelve == c.twelve {
		return c
	}
	other := *c
	other.twelve = twelve
	return &other
}

// Twelve reports whether times are read by twelve hours.
func (c *Catalogue) Twelve() bool { return c.twelve }

// Reading names what texts depend on: the language and the clock.
func (c *Catalogue) Reading() string {
	if c.twelve {
		return c.lang + "12"
	}
	return c.lang + "24"
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
