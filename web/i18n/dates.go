package i18n

import (
	"strings"
	"time"

	"televisit/clinic"
)

// The names that dates are made of, in order.
const (
	months        = "January February March April May June July August September October November December"
	shortMonths   = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
	weekdays      = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
	shortWeekdays = "Sun Mon Tue Wed Thu Fri Sat"
)

// monthFirst puts the dates of layouts into the order of the United States.
var monthFirst = strings.NewReplacer("Monday, 2 January 2006", "Monday, January 2, 2006", "Monday, 2 January", "Monday, January 2",
	"Mon 2 Jan 2006", "Mon, Jan 2, 2006", "Mon 2 Jan", "Mon, Jan 2", "2 Jan 2006", "Jan 2, 2006", "2 Jan 15", "Jan 2, 15", "2 Jan", "Jan 2")

// Date returns t by a layout of package time, which is a message too: another
// language may order a date in another way. Hours in it are those of a day, and are
// written by the reader's clock.
func (c *Catalogue) Date(t time.Time, layout string) string {
	if c.monthFirst {
		layout = monthFirst.Replace(layout)
	}
	if c.lang == English {
		return t.Format(c.byClock(layout))
	}
	c.note(layout, nil)
	rest := c.byClock(c.text(layout))
	var b strings.Builder
	for rest != "" {
		at, length, name := len(rest), 0, ""
		for _, token := range []struct {
			text, name string
		}{
			{"January", c.months[t.Month()-1]}, {"Monday", c.weekdays[t.Weekday()]},
			{"Jan", c.shortMonths[t.Month()-1]}, {"Mon", c.shortWeekdays[t.Weekday()]}, {"PM", c.halfDay(t)},
		} {
			if i := strings.Index(rest, token.text); i >= 0 && i < at {
				at, length, name = i, len(token.text), token.name
			}
		}
		b.WriteString(t.Format(rest[:at]))
		b.WriteString(name)
		rest = rest[at+length:]
	}
	return b.String()
}

// Day returns d by a layout, and d itself when it is no day.
func (c *Catalogue) Day(d clinic.Day, layout string) string {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return string(d)
	}
	return c.Date(t, layout)
}
