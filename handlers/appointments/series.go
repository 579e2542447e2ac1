package appointments

import (
	"slices"
	"strconv"
	"strings"

	"televisit/clinic"
	"televisit/web"
)

type (
	// seriesForm is what somebody typed about the series of an appointment, before
	// anybody judged it.
	seriesForm struct {
		Every, Count, Until string
		Later               bool // the later ones are meant too
		Each                []eachForm
	}
	// eachForm is what somebody chose for one of a series that clashes.
	eachForm struct {
		Key         string // as clinic.Exception has it
		Do          string // "skip", "move" or "" for as planned
		Day, Starts string // where to
	}
)

// The fields of a form that say what becomes of one of a series; a key follows.
const (
	eachKeys   = "each"
	eachDay    = "each_day-"
	eachStarts = "each_starts-"
)

// readSeries reads what the form that was sent says about a series.
func readSeries(r *web.Request) seriesForm {
	text := func(field string) string { return strings.TrimSpace(r.PostFormValue(field)) }
	f := seriesForm{Every: text("repeat"), Count: text("repeat_count"), Until: text("repeat_until"), Later: text("scope") == "later"}
	for _, key := range r.PostForm[eachKeys] {
		known := slices.ContainsFunc(f.Each, func(e eachForm) bool { return e.Key == key })
		if !known && len(f.Each) < 2*clinic.LongestSeries {
			do := text(clinic.Exception{Key: key}.Field())
			f.Each = append(f.Each, eachForm{key, do, text(eachDay + key), text(eachStarts + key)})
		}
	}
	return f
}

// wish returns what f wants.
func (f seriesForm) wish() clinic.Series {
	s := clinic.Series{Repeat: clinic.Repeat{EveryWeeks: number(f.Every), Count: number(f.Count), Until: clinic.Day(f.Until)}}
	for _, e := range f.Each {
		s.Exceptions = append(s.Exceptions, clinic.Exception{Key: e.Key, Skip: e.Do == "skip", Move: e.Do == "move",
			Day: clinic.Day(e.Day), Starts: e.Starts})
	}
	return s
}

// number returns the number that text is, 0 for none, and -1 for what is no number of
// anything.
func number(text string) int {
	if text == "" {
		return 0
	}
	if n, err := strconv.Atoi(text); err == nil && n > 0 {
		return n
	}
	return -1
}

// skipped returns the days that f leaves out of its series.
func (f bookingForm) skipped() (days []clinic.Day) {
	s := f.Series.wish()
	for _, day := range s.After(clinic.Day(f.Day)) {
		if clinic.ExceptionOf(s.Exceptions, string(day)).Skip {
			days = append(days, day)
		}
	}
	return days
}
