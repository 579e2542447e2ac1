package label

import (
	"time"

	"televisit/clinic"
	"televisit/web"
)

// Hours returns from when to when s is by the clocks of zone, e.g. "23:30 – Wed 4 Mar,
// 00:15": with the day of the end if that is another one, and with the zone beside a
// time that the clocks of that day show twice.
func Hours(r *web.Request, s clinic.Span, zone *time.Location) string {
	return LocalTime(r, s.Start, zone, "15:04") + " – " + End(r, s, zone)
}

// LocalTime returns the instant at in a layout, with the zone beside it if the clocks of
// that day show the same time twice.
func LocalTime(r *web.Request, at time.Time, zone *time.Location, layout string) string {
	at = at.In(zone)
	return r.Date(at, layout) + clinic.LocalTime{At: at}.Zone()
}

// End returns when s ends, as Hours has it.
func End(r *web.Request, s clinic.Span, zone *time.Location) string {
	return LocalTime(r, s.End, zone, endLayout(s, zone))
}

// endLayout is the layout of the end of s: with its day if that is another one.
func endLayout(s clinic.Span, zone *time.Location) string {
	if clinic.DayIn(s.Start, zone) != clinic.DayIn(s.End, zone) {
		return "Mon 2 Jan, 15:04"
	}
	return "15:04"
}

// HoursInZone is Hours on the clocks of s, with the zone beside either time.
func HoursInZone(r *web.Request, s clinic.Span) string {
	return r.Time(s.Start) + s.Start.Format(" MST") + " – " + EndInZone(r, s, s.End.Location())
}

// EndInZone is End with the zone beside it.
func EndInZone(r *web.Request, s clinic.Span, zone *time.Location) string {
	return r.Date(s.End.In(zone), endLayout(s, zone)) + s.End.In(zone).Format(" MST")
}
