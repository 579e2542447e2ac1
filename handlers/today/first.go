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
	steps := []firstStep{{Text: r.T("Have somebody who sees patients"), Done: has.Provider},
		{Text: r.T("Add the first patient"), Done: has.Patient}, {Text: r.T("Book the first visit")}}
	if !has.Provider {
		steps[0].Hint = label.NoProvider(r)
	}
	if !has.Patient && may(clinic.CreatePatients) {
		steps[1].URL, steps[1].Button = r.Path(label.Patients+"/new"), r.T("New patient")
	}
	if n := label.NewSessionFor(r, org); n.Enabled {
		steps[2].URL, steps[2].Button = n.URL, r.T("Schedule appointment")
	}
	for i := range steps {
		if !steps[i].Done {
			steps[i].Next = true
			break
		}
	}
	return steps, nil
}
