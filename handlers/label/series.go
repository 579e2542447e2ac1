package label

import (
	"televisit/clinic"
	"televisit/web"
)

// Series returns which of the booked appointments of its series a is, and "" for one that
// stands alone.
func Series(r *web.Request, a clinic.Appointment) string {
	switch {
	case a.SeriesID == "" || a.Status == clinic.Booked && a.SeriesOf < 2:
		return ""
	case a.Status != clinic.Booked:
		return r.T("of a series")
	}
	return r.T("%d of %d in a series", a.SeriesAt, a.SeriesOf)
}
