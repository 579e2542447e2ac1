package today

import (
	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// A firstStep is one of those from an empty practice to its first visit.
type firstStep struct {
	Text, Hint  string
	URL, Button string // "" where there is nothing for the reader to do
	Done, Next  bool   // Next is the first that is not done
}

// firstSteps are shown on an empty day until the first visit is booked, and then
// nevermore: it returns none.
func firstSteps(r *web.Request, org *store.Org) ([]firstStep, error) {
	has, err := org.FirstSteps(r.Context())
	if err != nil || has.Visit {
		return nil, err
	}
	may := org.Rights().May
	list := []firstStep{{Text: r.T("Have somebody who sees patients"), Done: has.Provider},
		{Text: r.T("Add the first patient"), Done: has.Patient}, {Text: r.T("Book the first visit")}}
	if !has.Provider {
		list[0].Hint = label.NoProvider(r)
	}
	if !has.Patient && may(clinic.CreatePatients) {
		list[1].URL, list[1].Button = r.Path(label.Patients+"/new"), r.T("New patient")
	}
	if n := label.NewSessionFor(r, org); n.Enabled {
		list[2].URL, list[2].Button = n.URL, r.T("Schedule appointment")
	}
	for i := range list {
		if !list[i].Done {
			list[i].Next = true
			break
		}
	}
	return list, nil
}
