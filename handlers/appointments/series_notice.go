package appointments

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// seriesBooked goes to the earliest of made on its day, which says what was booked: how
// many, until when, and what was left out. Only numbers and days stand in the address.
func seriesBooked(w http.ResponseWriter, r *web.Request, org *store.Org, made []clinic.Appointment, skipped []clinic.Day) {
	first, last := made[0], made[0]
	for _, a := range made {
		if a.StartsAt.Before(first.StartsAt) {
			first = a
		}
		if a.StartsAt.After(last.StartsAt) {
			last = a
		}
	}
	q := url.Values{"n": {strconv.Itoa(len(made))}, "to": {string(clinic.DayIn(last.StartsAt, org.Settings().Zone()))}}
	for _, day := range skipped {
		q.Add("skipped", string(day))
	}
	toDayWith(w, r, org, first, "booked", q)
}

// ofSeries returns how many of a series the address of a day says something was done to,
// at least one.
func ofSeries(r *web.Request) int {
	if n := number(r.FormValue("n")); n > 1 && n <= clinic.LongestSeries {
		return n
	}
	return 1
}

// seriesText says what was done to the others of a series, as the address of a day has it.
func seriesText(r *web.Request) (text string) {
	n := ofSeries(r)
	switch done := r.FormValue("done"); {
	case n == 1:
	case done == "booked":
		if to, err := clinic.ParseDay(r.FormValue("to")); err == nil {
			text = " " + r.N("%d appointments in all, until %s.", n, to)
		}
	case done == "changed":
		text = " " + r.N("%d appointments are changed.", n)
	case done == "cancelled":
		text = " " + r.N("%d appointments are cancelled.", n)
	}
	if left := number(r.FormValue("left")); left > 0 && left < clinic.LongestSeries {
		text += " " + r.N("%d later ones stay as they are.", left)
	}
	var skipped []string
	for _, t := range r.Form["skipped"] {
		if day, err := clinic.ParseDay(t); err == nil && len(skipped) < clinic.LongestSeries {
			skipped = append(skipped, r.Day(day, "2 Jan 2006"))
		}
	}
	if len(skipped) > 0 {
		text += " " + r.T("Skipped: %s.", strings.Join(skipped, ", "))
	}
	return text
}
