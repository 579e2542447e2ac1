package appointments

import (
	"errors"
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// GET /pm/appointments/sheet.csv?day=YYYY-MM-DD is the day for a spreadsheet: all
// that is booked or cancelled. It returns Invalid for a day that there is not.
func dayCSV(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	day, err := dayAsked(r, org)
	if err != nil {
		return err
	}
	all, err := org.ExportDay(r.Context(), day, "csv")
	if err != nil {
		return err
	}
	return r.DownloadCSV(w, "day-"+string(day)+".csv", func(file *web.CSV) error {
		err := file.Row(columnNames(r))
		for _, v := range all {
			err = errors.Join(err, file.Row(csvLine(r, v, org.Settings().Zone())))
		}
		return err
	})
}

func columnNames(r *web.Request) (all []string) {
	for _, name := range []string{"Starts", "Ends", "Time zone", "Patient", "MRN", "Phone", "Provider", "Visit", "Modality", "Platform",
		"Link", "Status"} {
		all = append(all, r.T(name))
	}
	return all
}

// csvLine returns v in the order of columnNames. Times are those of the practice's
// clocks, written as any spreadsheet reads them.
func csvLine(r *web.Request, v store.Visit, zone *time.Location) []string {
	starts, ends := v.StartsAt.In(zone), v.EndsAt.In(zone)
	visit, modality := r.T("In person"), ""
	if v.Telehealth {
		visit, modality = r.T("Telehealth"), r.RawModality(v.Modality)
	}
	status := r.T("booked")
	switch {
	case v.Status != clinic.Booked:
		status = r.RawStatus(clinic.Cancelled)
	case v.SessionID != "":
		status = r.RawStatus(v.SessionAt)
	}
	return []string{starts.Format(time.DateTime[:16]), ends.Format(time.DateTime[:16]), zone.String() + offsets(starts, ends),
		v.PatientName, v.Patient.MRN, v.Patient.Phone, v.ProviderName, visit, modality, v.PlatformName, v.Link, status}
}

// offsets returns how far the clocks are from UTC then, at both ends if that is not
// the same: of an hour that comes twice it says which is meant.
func offsets(starts, ends time.Time) string {
	at := starts.Format("UTC-07:00")
	if then := ends.Format("UTC-07:00"); then != at {
		at += " – " + then
	}
	return " (" + at + ")"
}
