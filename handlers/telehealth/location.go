package telehealth

import (
	"net/http"
	"slices"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// locationView is where both sides are, as the session's page says it.
type locationView struct {
	Patient, Provider string
	Missing           bool   // it is due: the session began
	URL               string // of the form, "" where the reader may not record
}

// locationForm asks where both sides are.
type locationForm struct {
	Patient, Provider []ui.Choice // place and state
	Hint              string      // about the patient's: what they said last time
	Without           *ui.Check   // to go on without it; nil where that is not offered
}

func viewOfLocation(r *web.Request, s clinic.Session, org *store.Org) locationView {
	at := s.Location
	v := locationView{Patient: place(r, at.Patient, at.PatientState), Provider: place(r, at.Provider, at.ProviderState),
		Missing: at.Missing() && org.Settings().AsksLocation() && (s.Status == clinic.Active || s.Status == clinic.Completed)}
	if org.Mover(s.ProviderID).MayRecord() {
		v.URL = label.SessionPath(r, s.ID, "/location")
	}
	return v
}

// place names where somebody is.
func place(r *web.Request, place, state string) string {
	switch {
	case place == "":
		return r.T("not recorded")
	case state == "":
		return r.T("%s, state not recorded", clinic.Translatable(place+"|place"))
	}
	return r.T(place+"|place") + ", " + state
}

var locationFields = []string{"patient_place", "patient_state", "provider_place", "provider_state"}

// locationOf returns the location that a form records, nil when it asks for none.
func locationOf(r *web.Request) *clinic.Location {
	if !slices.ContainsFunc(locationFields, r.PostForm.Has) {
		return nil
	}
	return &clinic.Location{Patient: r.PostFormValue("patient_place"), PatientState: r.PostFormValue("patient_state"),
		Provider: r.PostFormValue("provider_place"), ProviderState: r.PostFormValue("provider_state")}
}

// locationFormOf returns the form for s as r filled it, with what cause says of it.
// What was not filled yet begins with where both sides probably are.
func locationFormOf(r *web.Request, org *store.Org, s clinic.Session, cause error) (*locationForm, error) {
	likely, err := org.LikelyLocation(r.Context(), s.ID)
	if err != nil {
		return nil, err
	}
	f, at := &locationForm{}, likely
	if typed := locationOf(r); typed != nil {
		at = *typed
	}
	f.Patient = []ui.Choice{places(r, "patient_place", r.T("Patient is at"), at.Patient, cause),
		states(r, "patient_state", r.T("Patient’s state"), at.PatientState, cause)}
	f.Provider = []ui.Choice{places(r, "provider_place", r.T("Provider is at"), at.Provider, cause),
		states(r, "provider_state", r.T("Provider’s state"), at.ProviderState, cause)}
	if s.Location.Missing() && !likely.Missing() {
		f.Hint = r.T("Last time: %s. Ask again.", place(r, likely.Patient, likely.PatientState))
	}
	return f, nil
}

// withoutLocation is the way to go on without where the patient is, nil unless it was
// asked for once.
func withoutLocation(r *web.Request, org *store.Org, to clinic.Status, cause error) *ui.Check {
	chosen := r.PostFormValue("without_location") != ""
	missing := r.MessageFor(cause, "patient_place")+r.MessageFor(cause, "patient_state") != ""
	if org.Settings().RequireLocation == clinic.LocationBlock || !missing && !chosen {
		return nil
	}
	text := "Start without it"
	if to == clinic.Completed {
		text = "Complete without it"
	}
	return &ui.Check{Name: "without_location", Label: r.T(text), Value: "yes", Checked: chosen,
		Hint: r.T("It can be recorded later, on the session’s page.")}
}

func places(r *web.Request, name, label, chosen string, cause error) ui.Choice {
	return choiceOf(r, name, label, chosen, clinic.Places, func(p string) string { return r.T(p + "|place") }, cause)
}

func states(r *web.Request, name, label, chosen string, cause error) ui.Choice {
	return choiceOf(r, name, label, chosen, clinic.USStates, strings.ToUpper, cause)
}

// choiceOf returns a choice of values or none.
func choiceOf(r *web.Request, name, label, chosen string, values []string, text func(string) string, cause error) ui.Choice {
	c := ui.Choice{Name: name, Label: label, Error: r.MessageFor(cause, name),
		Options: []ui.Option{{Text: r.T("not recorded"), Selected: chosen == ""}}}
	for _, v := range values {
		c.Options = append(c.Options, ui.Option{Value: v, Text: text(v), Selected: v == chosen})
	}
	return c
}

// GET /pm/telehealth/sessions/{id}/location is the form that records where both
// sides are.
func locationPage(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showRecordForm(w, r, org, showLocation)
}

func showLocation(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	form, err := locationFormOf(r, org, s, cause)
	if err != nil {
		return err
	}
	view := recordView(r, org, s, r.T("Record location"), "/location", cause)
	view.Location = form
	return view.show(w, r, code)
}

// POST /pm/telehealth/sessions/{id}/location records where both sides are:
// patient_place, patient_state, provider_place, provider_state, version.
func recordLocation(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return record(w, r, org, locationOf(r), org.RecordLocation, showLocation)
}
