package reports

import (
	"net/http"
	"net/url"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// How far a report reaches.
const (
	usualWeeks = 12
	mostDays   = 1100 // three years, and the days to the Mondays
)

type (
	// reportsView is the page of a report.
	reportsView struct {
		Summary     ui.Summary
		Period      string
		Ranges      []rangeTab
		From, Until ui.Field
		CSV         string // where the file is, "" for a reader who may not have it
		Charts      []chart
		Groups      []groupView // none when what was asked for makes no sense
		Definitions []ui.Fact
	}
	rangeTab struct {
		Text, URL string
		Current   bool
	}
	// groupView is a table of the report.
	groupView struct {
		ID, Heading, Of string
		Rows            []tallyRow
		Total           tallyRow
	}
	tallyRow struct {
		All                                                                                 bool // of all that stand above it
		Name, Sessions, NoShows, NoShowRate, LateCancels, LateRate, Median, Ninety, Minutes string
	}
)

var reportsPage = ui.NewPage[reportsView]("reports/page")

// GET /pm/telehealth/reports?from=&until= is the report of these days, and of the last
// twelve weeks unless there are some.
func reports(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	period, wrong := periodOf(r, org)
	view := reportsView{Summary: r.SummaryOf(wrong), Ranges: ranges(r, org, period),
		From:        ui.Field{Name: "from", Label: r.T("From"), Type: "date", Value: string(period.From), Required: true},
		Until:       ui.Field{Name: "until", Label: r.T("Until|day"), Type: "date", Value: string(period.Until), Required: true},
		Definitions: definitions(r)}
	view.From.Error, view.Until.Error = r.MessageFor(wrong, "from"), r.MessageFor(wrong, "until")
	if wrong == nil {
		report, err := org.Report(r.Context(), period)
		if err != nil {
			return err
		}
		view.Period = r.Day(period.From, "2 Jan 2006") + " – " + r.Day(period.Until, "2 Jan 2006")
		view.Charts = charts(r, report, period)
		view.Groups = groups(r, report, period)
		if org.Rights().MayExport() {
			view.CSV = address(r, "/report.csv", period)
		}
	}
	return reportsPage.Render(w, r.Views, web.StatusOf(wrong), r.Frame(r.T("Reports"), label.Reports), view)
}

// periodOf reads the days of an address. It returns Invalid, naming each field that makes
// no sense, with what was typed.
func periodOf(r *web.Request, org *store.Org) (clinic.Period, error) {
	from, until := strings.TrimSpace(r.FormValue("from")), strings.TrimSpace(r.FormValue("until"))
	if from == "" && until == "" {
		return lastWeeks(r, org, usualWeeks), nil
	}
	p, err := clinic.ParsePeriod(from, until, mostDays)
	if err != nil {
		p = clinic.Period{From: clinic.Day(from), Until: clinic.Day(until)}
	}
	return p, err
}

// lastWeeks returns so many weeks, of which the last is this one, up to today.
func lastWeeks(r *web.Request, org *store.Org, n int) clinic.Period {
	today := label.Today(r, org)
	return clinic.Period{From: today.Monday().Add(-7 * (n - 1)), Until: today}
}

func ranges(r *web.Request, org *store.Org, p clinic.Period) (all []rangeTab) {
	for _, n := range []int{4, usualWeeks, 52} {
		weeks := lastWeeks(r, org, n)
		all = append(all, rangeTab{r.N("Last %d weeks", n), address(r, "", weeks), weeks == p})
	}
	return all
}

func address(r *web.Request, below string, p clinic.Period) string {
	return r.Path(label.Reports+below) + "?" + url.Values{"from": {string(p.From)}, "until": {string(p.Until)}}.Encode()
}

// definitions say what each figure is.
func definitions(r *web.Request) []ui.Fact {
	return []ui.Fact{
		{Name: r.T("Sessions"), Value: r.T("All that were planned to begin in the period, whatever became of them; deleted ones never count.")},
		{Name: r.T("No-show rate"), Value: r.T("No-shows out of the sessions that began and the no-shows.")},
		{Name: r.T("Late-cancel rate"), Value: r.T("Cancelled within 24 hours of the start, out of these, those that began and the no-shows.")},
		{Name: r.T("Start delay"), Value: r.T("Minutes from the planned to the actual start, 0 for an early one.")},
		{Name: r.T("Median delay"), Value: r.T("Half of the sessions that began did so within it; nine of ten within the 90th percentile.")},
		{Name: r.T("Minutes"), Value: r.T("How long the sessions took that were completed, as recorded.")},
	}
}
