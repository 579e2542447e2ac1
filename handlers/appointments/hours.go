package appointments

import (
	"slices"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/web"
	"televisit/web/ui"
)

// span returns the hours that f is for, and Invalid naming each field that cannot be
// read, or the hours when somebody must choose which are meant. Even then it returns
// when they start, as far as that is known.
func (f bookingForm) span(zone *time.Location) (clinic.Span, error) {
	day, err := clinic.ParseDay(f.Day)
	if err != nil {
		return clinic.Span{}, clinic.FieldErrorf("day", "%s", clinic.MessageOf(err))
	}
	all, err := day.Spans(f.Starts, f.Ends, zone)
	if span := f.chosen(all); span != nil {
		return *span, nil
	}
	if err == nil {
		err = clinic.FieldErrorf("hours", "Clocks change in that night. Choose which hours are meant.")
	}
	start, _ := day.At(f.Starts, zone) // if it cannot be read, that is said already
	return clinic.Span{Start: start}, err
}

// chosen returns the one of all that was chosen, else the one that the times say, nil
// for none.
func (f bookingForm) chosen(all clinic.Spans) *clinic.Span {
	if i := slices.IndexFunc(all.All, func(s clinic.Span) bool { return s.String() == f.Hours }); i >= 0 {
		return &all.All[i]
	}
	return all.Stated
}

// setHours puts s into f.
func (f *bookingForm) setHours(s clinic.Span, zone *time.Location) {
	s.Start, s.End = s.Start.Truncate(time.Minute).In(zone), s.End.Truncate(time.Minute).In(zone)
	f.Day, f.Starts, f.Ends = string(clinic.DayIn(s.Start, zone)), s.Start.Format("15:04"), s.End.Format("15:04")
	f.Hours = s.String()
}

// keepHours gives b the instants of a when they are the same but for what the form
// does not show: seconds.
func keepHours(b *clinic.Booking, a clinic.Appointment) {
	if b.StartsAt.Equal(a.StartsAt.Truncate(time.Minute)) && b.EndsAt.Equal(a.EndsAt.Truncate(time.Minute)) {
		b.StartsAt, b.EndsAt = a.StartsAt, a.EndsAt
	}
}

// hoursToChoose returns what the times of f can mean, nil when that is one thing.
func hoursToChoose(r *web.Request, f bookingForm, zone *time.Location, err error) *ui.Choice {
	all, _ := clinic.Day(f.Day).Spans(f.Starts, f.Ends, zone) // what is wrong is said beside the times
	if len(all.All) == 0 || len(all.All) == 1 && all.Stated != nil {
		return nil
	}
	c := &ui.Choice{Name: "hours", Label: r.T("Which hours"), Error: r.MessageFor(err, "hours"), Required: true}
	chosen := f.chosen(all)
	for i := range all.All {
		s := all.All[i]
		c.Options = append(c.Options, ui.Option{Value: s.String(), Text: hoursText(r, s), Selected: chosen == &all.All[i]})
	}
	return c
}

// hoursText tells s from the others that the same times can mean.
func hoursText(r *web.Request, s clinic.Span) string {
	text := "%s, %d min"
	switch clinic.Repetition(s.Start) {
	case 1:
		text = "%s, %d min, the first time"
	case 2:
		text = "%s, %d min, the second time"
	}
	return r.T(text, label.HoursInZone(r, s), int(s.Length().Minutes()))
}

// nextSlot returns the half hour that begins with the next full one after now.
func nextSlot(now time.Time) clinic.Span {
	start := now.Truncate(time.Minute).Add(time.Duration(30-now.Minute()%30) * time.Minute)
	return clinic.Span{Start: start, End: start.Add(30 * time.Minute)}
}
