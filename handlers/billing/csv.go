package billing

import (
	"net/http"
	"strconv"
	"strings"

	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// GET /pm/telehealth/billing/claims.csv, with the query of the page, is all that it finds.
// It returns Invalid for what makes no sense.
func claimsCSV(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	providers, err := org.SessionProviders(r.Context())
	if err != nil {
		return err
	}
	q, err := queryOf(r, org, providers)
	if err != nil {
		return err
	}
	q.after = store.Cursor{}
	name := "billing-" + string(q.period.From) + "-" + string(q.period.Until) + ".csv"
	return r.DownloadCSV(w, name, func(file *web.CSV) error {
		if err := file.Row(claimColumns(r)); err != nil {
			return err
		}
		return org.ExportClaims(r.Context(), q.filter(org.Settings().Zone()), func(some []store.Claim) error {
			for _, c := range some {
				if err := file.Row(claimLine(r, org, c)); err != nil {
					return err
				}
			}
			return file.Flush()
		})
	})
}

func claimColumns(r *web.Request) (all []string) {
	for _, name := range []string{"Date of service", "Patient", "Born", "MRN", "Provider", "Minutes", "How", "Patient is at",
		"Patient’s state", "POS", "Modifier", "Payer", "Missing", "Why there was no video", "The provider could do video", "Note|rule",
		"Source"} {
		all = append(all, r.T(name))
	}
	return all
}

// claimLine returns c in the order of claimColumns.
func claimLine(r *web.Request, org *store.Org, c store.Claim) []string {
	minutes, at, pos, modifier, note, source := "", "", "", "", "", ""
	if c.Minutes != nil {
		minutes = strconv.Itoa(*c.Minutes)
	}
	if c.Location.Patient != "" {
		at = r.T(c.Location.Patient + "|place")
	}
	if h := c.Billing; h != nil {
		pos, modifier, note, source = h.POS, h.Modifier, h.Note, h.Source
	}
	var missing []string
	for _, item := range c.Missing {
		missing = append(missing, label.Missing(r, item))
	}
	why, video := c.Audio.Detail, ""
	if why == "" && c.Audio.Reason != "" {
		why = label.Translated(r, label.AudioReasons, c.Audio.Reason)
	}
	switch c.Audio.Video {
	case "yes":
		video = r.T("Yes")
	case "no":
		video = r.T("No")
	}
	return []string{string(c.ServiceDay(org.Settings().Zone())), c.PatientName, string(c.PatientBorn), c.MRN, c.ProviderName, minutes,
		r.Modality(c.Modality), at, c.Location.PatientState, pos, modifier, label.Translated(r, label.Payers, c.Payer),
		strings.Join(missing, "; "), why, video, note, source}
}
