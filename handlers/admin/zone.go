package admin

import (
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// How far ahead examples of a change of the time zone are looked for, and how many are shown.
const (
	examplesWithin = 60 * 24 * time.Hour
	examplesShown  = 3
)

// zoneExamples returns the next appointments as they are shown and as another time zone
// would show them, none when the zone stays, is unknown, or was confirmed.
func zoneExamples(r *web.Request, org *store.Org, zone string) (all []exampleView, err error) {
	now := org.Settings().Zone()
	if zone == "" || zone == org.Settings().TimeZone || !clinic.KnownZone(zone) || r.PostFormValue("confirm") == zone {
		return nil, nil
	}
	then, err := time.LoadLocation(zone)
	if err != nil {
		return nil, nil // KnownZone knows it
	}
	if !org.Rights().May(clinic.ViewAppointments) {
		return nil, nil
	}
	next, err := org.Appointments(r.Context(), r.Now(), r.Now().Add(examplesWithin))
	if err != nil {
		return nil, err
	}
	const layout = "Mon 2 Jan, 15:04"
	for _, a := range next[:min(len(next), examplesShown)] {
		all = append(all, exampleView{a.PatientName, label.LocalTime(r, a.StartsAt, now, layout), label.LocalTime(r, a.StartsAt, then, layout)})
	}
	return all, nil
}

// ask shows what another time zone changes, and asks whether it is meant.
func (g *groupView) ask(r *web.Request, t typedSettings) {
	if len(t.examples) == 0 {
		return
	}
	g.Examples = t.examples
	g.Confirm = &ui.Check{Name: "confirm", Value: t.values["time_zone"], Label: r.T("Yes, show them so from now on")}
}
