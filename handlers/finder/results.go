package finder

import (
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
)

// patientResults returns patients, each with the visit that they have next.
func patientResults(r *web.Request, org *store.Org, all []clinic.Patient) (results []result, err error) {
	next := map[clinic.PatientID]clinic.Appointment{}
	if org.Rights().May(clinic.ViewAppointments) {
		var ids []clinic.PatientID
		for _, p := range all {
			ids = append(ids, p.ID)
		}
		if next, err = org.NextVisits(r.Context(), ids); err != nil {
			return nil, err
		}
	}
	for _, p := range all {
		found := result{URL: label.PatientPath(r, p.ID), Icon: "user", Text: p.Name(), Note: r.T("born %s · MRN %s", p.Born, p.MRN)}
		if a, ok := next[p.ID]; ok {
			found.Next = label.LocalTime(r, a.StartsAt, org.Settings().Zone(), "Mon 2 Jan, 15:04") + " · " + i18n.Isolated(a.ProviderName)
		}
		results = append(results, found)
	}
	return results, nil
}

func sessionResults(r *web.Request, all []clinic.Session, org *store.Org) (results []result) {
	zone := org.Settings().Zone()
	for _, s := range all {
		results = append(results, result{URL: label.SessionPath(r, s.ID, ""), Icon: label.ModalityIcon(s.Modality),
			Text: label.LocalTime(r, s.StartsAt, zone, "15:04") + " " + i18n.Isolated(s.PatientName),
			Note: i18n.Isolated(s.ProviderName) + " · " + i18n.Isolated(s.PlatformName) + " · " + r.Status(s.Status)})
	}
	return results
}

// pageResults returns the pages that the reader may see and whose names hold
// text.
func pageResults(r *web.Request, org *store.Org, text string) (results []result) {
	may := org.Rights().May
	for _, l := range []struct {
		shown            bool
		path, icon, name string
	}{
		{may(clinic.ViewSessions), "/", "calendar-clock", "Today"},
		{may(clinic.ViewSessions), label.Sessions, "video", "Sessions"},
		{may(clinic.ViewAppointments), label.Appointments, "calendar-days", "Appointments"},
		{may(clinic.ViewPatients), label.Patients, "users", "Patients"},
		{may(clinic.CreateAppointments), label.Appointments + "/new", "calendar-plus", "New appointment"},
		{may(clinic.CreatePatients), "/pm/patients/new", "plus", "New patient"},
		{true, label.Account, "circle-user", "Your account"},
		{org.Orgs() > 1, "/orgs", "arrow-left-right", "Switch organization"},
	} {
		name := r.T(l.name)
		if l.shown && strings.Contains(strings.ToLower(name), strings.ToLower(text)) {
			results = append(results, result{URL: r.Path(l.path), Icon: l.icon, Text: name})
		}
	}
	return results
}
