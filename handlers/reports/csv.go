package reports

import (
	"net/http"
	"strconv"

	"televisit/store"
	"televisit/web"
)

// GET /pm/telehealth/reports/report.csv, with the query of the page, is the report for a
// spreadsheet. It returns Invalid for what makes no sense.
func reportCSV(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p, err := periodOf(r, org)
	if err != nil {
		return err
	}
	rep, err := org.ExportReport(r.Context(), p)
	if err != nil {
		return err
	}
	return r.DownloadCSV(w, "report-"+string(p.From)+"-"+string(p.Until)+".csv", func(file *web.CSV) error {
		if err := file.Row(columns(r)); err != nil {
			return err
		}
		all := append(sections(r, rep, p), section{"all", r.T("All"), "", []named{{r.T("All"), rep.Total}}})
		for _, s := range all {
			for _, n := range s.all {
				if err := file.Row(line(s, n)); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func columns(r *web.Request) (all []string) {
	for _, name := range []string{"Group", "Name", "Sessions", "Sessions that began", "No-shows", "No-show rate", "Late cancellations",
		"Late-cancel rate", "Median start delay", "90th percentile of the start delay", "Minutes"} {
		all = append(all, r.T(name))
	}
	return all
}

// line returns n in the order of columns, as any spreadsheet reads numbers.
func line(s section, n named) []string {
	rate := func(share float64, ok bool) string {
		if !ok {
			return ""
		}
		return strconv.FormatFloat(share, 'f', 4, 64)
	}
	minutes := func(m int, ok bool) string {
		if !ok {
			return ""
		}
		return strconv.Itoa(m)
	}
	return []string{s.heading, n.name, strconv.Itoa(n.Sessions), strconv.Itoa(n.Started), strconv.Itoa(n.NoShows), rate(n.NoShowRate()),
		strconv.Itoa(n.LateCancels), rate(n.LateCancelRate()), minutes(n.Delay(50)), minutes(n.Delay(90)), strconv.Itoa(n.Minutes)}
}
