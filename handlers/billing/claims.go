package billing

import (
	"net/http"
	"strconv"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// claimsView is the page of what is to be billed.
	claimsView struct {
		Summary  ui.Summary
		Period   string
		Ranges   []tab
		Which    []tab
		Filters  filtersView
		Totals   []totalView
		Rows     []claimRow
		Earliest string // where the first page is, "" on it
		Later    string // where the next one is, "" on the last
		CSV      string // where the file is, "" for a reader who may not have it
		Faulty   bool   // what was asked for makes no sense
		Last     string // where the last month is
	}
	// A tab is a way to look at the page.
	tab struct {
		Text, URL, Count string
		Current          bool
	}
	totalView   struct{ Number, Text string }
	filtersView struct {
		From, Until     ui.Field
		Provider, Payer ui.Choice
		Attention       bool
		Open            bool
		Clear           string
	}
	claimRow struct {
		ID, URL, Datetime, Day, Patient, Born, BornOn, Provider, Minutes, Payer string
		POS, Modifier                                                           string
		Missing                                                                 []missingView
		Rule                                                                    *ruleFacts // nil without a hint
	}
	missingView struct{ Text, URL string }
	// ruleFacts are the rule behind a hint.
	ruleFacts struct {
		Facts     []ui.Fact
		Note, URL string
	}
)

var claimsPage = ui.NewPage[claimsView]("billing/page")

// GET /pm/telehealth/billing?from=&until=&provider=&payer=&attention=&after= is what took
// place, for who bills it.
func claims(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	providers, err := org.SessionProviders(r.Context())
	if err != nil {
		return err
	}
	q, wrong := queryOf(r, org, providers)
	view := claimsView{Summary: r.SummaryOf(wrong), Faulty: wrong != nil, Filters: filtersOf(r, q, providers, wrong),
		Ranges: ranges(r, org, q), Last: q.within(clinic.MonthOf(label.Today(r, org), -1)).address(r, "", store.Cursor{})}
	if wrong == nil {
		if err := view.fill(r, org, q); err != nil {
			return err
		}
	}
	return claimsPage.Render(w, r.Views, web.StatusOf(wrong), r.Frame(r.T("Billing"), label.Billing), view)
}

// fill adds what q finds.
func (v *claimsView) fill(r *web.Request, org *store.Org, q query) error {
	page, err := org.Claims(r.Context(), q.filter(org.Settings().Zone()))
	if err != nil {
		return err
	}
	v.Period = r.Day(q.period.From, "2 Jan 2006") + " – " + r.Day(q.period.Until, "2 Jan 2006")
	v.Which = whichTabs(r, q, page.Totals)
	v.Totals = []totalView{{r.Number(int64(page.Totals.Sessions)), r.T("sessions")},
		{r.Number(int64(page.Totals.Minutes)), r.T("minutes")}}
	for _, c := range page.Rows {
		v.Rows = append(v.Rows, rowOf(r, org, c))
	}
	if q.after.ID != "" {
		v.Earliest = q.address(r, "", store.Cursor{})
	}
	if page.More {
		last := page.Rows[len(page.Rows)-1]
		v.Later = q.address(r, "", store.Cursor{At: last.Served(), ID: last.ID})
	}
	if org.Rights().MayExport() && len(page.Rows) > 0 {
		v.CSV = q.address(r, "/claims.csv", store.Cursor{})
	}
	return nil
}

// ranges are the days that are asked for most often.
func ranges(r *web.Request, org *store.Org, q query) (all []tab) {
	today := label.Today(r, org)
	for _, c := range []struct {
		text string
		clinic.Period
	}{
		{r.T("This month"), clinic.MonthOf(today, 0)},
		{r.T("Last month"), clinic.MonthOf(today, -1)},
		{r.T("Last 7 days"), clinic.Period{From: today.Add(-6), Until: today}},
	} {
		all = append(all, tab{Text: c.text, URL: q.within(c.Period).address(r, "", store.Cursor{}), Current: q.period == c.Period})
	}
	return all
}

func whichTabs(r *web.Request, q query, t store.ClaimTotals) []tab {
	of := func(text string, attention bool, n int) tab {
		to := q
		to.attention = attention
		return tab{text, to.address(r, "", store.Cursor{}), r.Number(int64(n)), q.attention == attention}
	}
	return []tab{of(r.T("All"), false, t.Sessions), of(r.T("Needs attention"), true, t.Attention)}
}

func filtersOf(r *web.Request, q query, providers []store.Member, cause error) filtersView {
	v := filtersView{Attention: q.attention, Open: q.provider != "" || q.payer != "" || cause != nil, Clear: r.Path(label.Billing),
		From:     ui.Field{Name: "from", Label: r.T("From"), Type: "date", Value: q.from, Error: r.MessageFor(cause, "from")},
		Until:    ui.Field{Name: "until", Label: r.T("Until|day"), Type: "date", Value: q.until, Error: r.MessageFor(cause, "until")},
		Provider: ui.Choice{Name: "provider", Label: r.T("Provider"), Error: r.MessageFor(cause, "provider")},
		Payer:    ui.Choice{Name: "payer", Label: r.T("Payer"), Error: r.MessageFor(cause, "payer")}}
	v.Provider.Options = []ui.Option{{Text: r.T("Any provider"), Selected: q.provider == ""}}
	for _, m := range providers {
		v.Provider.Options = append(v.Provider.Options, ui.Option{Value: string(m.ID), Text: m.Name, Selected: string(m.ID) == q.provider})
	}
	v.Payer.Options = []ui.Option{{Text: r.T("Any payer"), Selected: q.payer == ""}}
	for _, p := range label.Payers {
		v.Payer.Options = append(v.Payer.Options, ui.Option{Value: p.Value, Text: r.T(p.Text), Selected: p.Value == q.payer})
	}
	return v
}

func rowOf(r *web.Request, org *store.Org, c store.Claim) claimRow {
	day := c.ServiceDay(org.Settings().Zone())
	v := claimRow{ID: string(c.ID), URL: label.SessionPath(r, c.ID, ""), Datetime: string(day), Day: r.Day(day, "2 Jan 2006"),
		Patient: c.PatientName, Provider: c.ProviderName, Payer: label.Translated(r, label.Payers, c.Payer)}
	if c.PatientBorn != "" {
		v.Born, v.BornOn = r.Day(c.PatientBorn, "2 Jan 2006"), string(c.PatientBorn)
	}
	if c.Minutes != nil {
		v.Minutes = strconv.Itoa(*c.Minutes)
	}
	for _, item := range c.Missing {
		v.Missing = append(v.Missing, missingView{label.Missing(r, item), label.MissingURL(r, org, c.Session, item)})
	}
	if h := c.Billing; h != nil {
		v.POS, v.Modifier = h.POS, h.Modifier
		v.Rule = &ruleFacts{Note: h.Note, URL: r.Path(rulesPath) + "?rule=" + h.RuleID + "#rule-" + h.RuleID,
			Facts: []ui.Fact{{Name: r.T("How"), Value: r.Modality(c.Modality)}, {Name: r.T("Patient is at"), Value: place(r, c.Location)},
				{Name: r.T("Valid"), Value: label.Validity(r, h.From, h.To)}, {Name: r.T("Source"), Value: h.Source}}}
	}
	return v
}

// place names where the patient was.
func place(r *web.Request, at clinic.Location) string {
	if at.Missing() {
		return r.T("not recorded")
	}
	return r.T(at.Patient+"|place") + ", " + at.PatientState
}
