package admin

import (
	"net/http"
	"strings"

	"televisit/store"
	"televisit/web"
)

// GET /settings/audit.csv is all that the page finds for a spreadsheet, of whatever size.
func trailCSV(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	names, err := org.TrailNames(r.Context())
	if err != nil {
		return err
	}
	q := trailQueryOf(r)
	q.before = ""
	f, err := q.filter(names, org.Settings().Zone())
	if err != nil {
		return showTrail(w, r, org, trailAnswer{trailQuery: q, names: names, wrong: err})
	}
	sentences := &trailTexts{r: r, org: org, names: names}
	err = r.DownloadCSV(w, "audit.csv", func(file *web.CSV) error {
		head := true
		write := func(all []store.Trace) error {
			if head {
				head = false
				if err := file.Row(trailColumns(r)); err != nil {
					return err
				}
			}
			for _, t := range all {
				if err := file.Row(sentences.line(t)); err != nil {
					return err
				}
			}
			return file.Flush()
		}
		if err := org.ExportTrail(r.Context(), f, write); err != nil || !head {
			return err
		}
		return write(nil)
	})
	if wrong := noThing(err); web.IsForm(wrong) {
		return showTrail(w, r, org, trailAnswer{trailQuery: q, names: names, wrong: wrong})
	}
	return err
}

func trailColumns(r *web.Request) (all []string) {
	for _, name := range []string{"Time", "Time zone", "Person", "Kind of action", "Action", "About", "Details", "From where"} {
		all = append(all, r.T(name))
	}
	return all
}

// line returns t in the order of trailColumns, its time as any spreadsheet reads it.
func (w *trailTexts) line(t store.Trace) []string {
	at, row := t.At.In(w.org.Settings().Zone()), w.row(t)
	var details []string
	for _, c := range row.Changes {
		text := c.Name + ": " + c.New
		if c.Replaced {
			text = c.Name + ": " + c.Old + " → " + c.New
		}
		details = append(details, text)
	}
	if row.Reason != "" {
		details = append(details, row.Reason)
	}
	kind := ""
	if text, known := kindTexts[t.Kind]; known {
		kind = w.r.T(text)
	}
	return []string{at.Format("2006-01-02 15:04:05"), at.Location().String() + at.Format(" (UTC-07:00)"), row.By, kind, row.What, row.Thing,
		strings.Join(details, "; "), row.From}
}
