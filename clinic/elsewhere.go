package clinic

import (
	"sync"
	"time"
)

// zones are Zones, looked up once: it takes as long as a query.
var zones = sync.OnceValue(func() map[string]*time.Location {
	all := map[string]*time.Location{}
	for _, name := range Zones {
		if zone, err := time.LoadLocation(name); err == nil {
			all[name] = zone
		}
	}
	return all
})

// Elsewhere returns the instant at on the clocks of a zone by its name, and whether
// they show another time than those of here: only then need it be said. A name that
// is none is here.
func Elsewhere(at time.Time, zone string, here *time.Location) (there time.Time, differs bool) {
	if zone == "" {
		return at.In(here), false
	}
	place := zones()[zone]
	if place == nil {
		var err error
		if place, err = time.LoadLocation(zone); err != nil {
			return at.In(here), false
		}
	}
	there = at.In(place)
	_, theirs := there.Zone()
	_, ours := at.In(here).Zone()
	return there, theirs != ours
}
