package appointments

import (
	"net/http"
	"net/url"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// sheetView is a day for the wall or the pocket: what is booked, without buttons.
	sheetView struct {
		Heading, Zone, Org string
		Printed            string // as of when
		Back               string
		Cancelled          string // how many are left out, "" for none
		Rows               []sheetRow
	}
	sheetRow struct {
		Starts, Time        string
		Patient, MRN, Phone string
		Provider            string
		Telehealth          bool
		Modality            string
		Platform, Link      string
		Session             *ui.Badge // nil without a live one
	}
)

var sheetPage = ui.NewPage[sheetView]("appointments/sheet-page")

// GET /pm/appointments/sheet?day=YYYY-MM-DD is the day to be printed. It returns
// Invalid for a day that there is not: another one printed would mislead.
func daySheet(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	day, err := dayAsked(r, org)
	if err != nil {
		return err
	}
	all, err := org.ExportDay(r.Context(), day, "paper")
	if err != nil {
		return err
	}
	zone := org.Settings().Zone()
	view := sheetView{Heading: r.Day(day, label.FullDay), Zone: label.ZoneOf(r, org), Org: org.Name(), Back: dayURL(r, day),
		Printed: r.Date(r.Now().In(zone), "2 Jan 2006, 15:04 MST")}
	cancelled := 0
	for _, v := range all {
		if v.Status != clinic.Booked {
			cancelled++
			continue
		}
		view.Rows = append(view.Rows, sheetRowOf(r, org, v, zone))
	}
	if cancelled > 0 {
		view.Cancelled = r.N("%d cancelled appointments are left out.", cancelled)
	}
	return sheetPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Day sheet, %s", view.Heading), label.Appointments), view)
}

func sheetRowOf(r *web.Request, org *store.Org, v store.Visit, zone *time.Location) sheetRow {
	row := sheetRow{Starts: v.StartsAt.UTC().Format(time.RFC3339), Time: label.Hours(r, v.Span(), zone), Patient: v.PatientName,
		MRN: v.Patient.MRN, Phone: label.Phone(org, v.Patient.Phone), Provider: v.ProviderName, Telehealth: v.Telehealth,
		Modality: r.Modality(v.Modality), Platform: v.PlatformName, Link: clinic.ShortLink(v.Link)}
	if v.SessionID != "" {
		at := label.StatusBadge(r, v.SessionAt)
		row.Session = &at
	}
	return row
}

// dayAsked returns the day that r names, today if it names none.
func dayAsked(r *web.Request, org *store.Org) (clinic.Day, error) {
	if text := r.FormValue("day"); text != "" {
		return clinic.ParseDay(text)
	}
	return label.Today(r, org), nil
}

// sheetURL returns the address of a day as one of its files.
func sheetURL(r *web.Request, day clinic.Day, file string) string {
	return r.Path(label.Appointments+"/"+file) + "?" + url.Values{"day": {string(day)}}.Encode()
}
