package appointments

import (
	"net/http"
	"net/url"
	"strconv"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// offerSeries fills in what the form of v shows of a series.
func offerSeries(view *bookingView, r *web.Request, org *store.Org, v booking, err error) error {
	f := v.form.Series
	if v.id == "" {
		view.Series.Repeat = repeatOf(r, f, err)
		view.Series.ask(r, f, plannedOf(r, v.form), r.T("Skip this one"), err)
		return nil
	}
	a, failed := org.Appointment(r.Context(), v.id)
	if failed != nil {
		return failed
	}
	may, left, failed := laterIf(r, org, a, func(a clinic.Appointment) bool {
		return a.Changeable(org.Rights(), a.ProviderID == org.User()) == nil
	})
	if failed != nil {
		return failed
	}
	view.Series.Place, view.Series.Scope = label.Series(r, a), scopeOf(r, r.T("Change"), len(may), left, f.Later)
	var all []planned
	if f.Later {
		all = followingOf(r, org, v.form, a, may)
	}
	view.Series.ask(r, f, all, r.T("Leave it as it is"), err)
	return nil
}

// laterIf returns the later ones of the series of a that may, and how many may not.
func laterIf(r *web.Request, org *store.Org, a clinic.Appointment, may func(clinic.Appointment) bool) (those []clinic.Appointment,
	left int, err error) {
	all, err := org.LaterInSeries(r.Context(), a.ID)
	for _, a := range all {
		if may(a) {
			those = append(those, a)
		} else {
			left++
		}
	}
	return those, left, err
}

// scopeOf asks whether n later ones are meant too, nil when there are none. Those that are
// left out stay as they are whatever is chosen.
func scopeOf(r *web.Request, name string, n, left int, later bool) *ui.Choice {
	if n == 0 {
		return nil
	}
	c := &ui.Choice{Name: "scope", Label: name, Options: []ui.Option{{Value: "one", Text: r.T("This one"), Selected: !later},
		{Value: "later", Text: r.N("This one and %d later ones", n), Selected: later}}}
	if left > 0 {
		c.Hint = r.N("%d later ones stay as they are.", left)
	}
	return c
}

// followingOf returns the later ones as they would follow what f makes of old.
func followingOf(r *web.Request, org *store.Org, f bookingForm, old clinic.Appointment, later []clinic.Appointment) (all []planned) {
	zone := org.Settings().Zone()
	was := clinic.OccurrenceOf(old.Span(), zone)
	is := was
	if s, err := f.span(zone); err == nil {
		is = clinic.OccurrenceOf(s, zone)
	}
	for _, a := range later {
		text := label.LocalTime(r, a.StartsAt, zone, "Mon 2 Jan 2006") + ", " + span(r, a, org)
		all = append(all, planned{string(a.ID), text, clinic.OccurrenceOf(a.Span(), zone).Follow(was, is)})
	}
	return all
}

// toChanged goes to an appointment on its day, which says what was done to it and to the
// later ones of its series.
func toChanged(w http.ResponseWriter, r *web.Request, org *store.Org, to store.SeriesChange, done string) {
	q := url.Values{"n": {strconv.Itoa(to.Done)}}
	if to.Left > 0 {
		q.Set("left", strconv.Itoa(to.Left))
	}
	toDayWith(w, r, org, to.Appointment, done, q)
}
