package admin

import (
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/doctor"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// healthView is the page of what the practice relies on.
	healthView struct {
		Org    clinic.OrgID // that the form is of
		Notice ui.Notice    // whether all is well
		Zone   string
		Cheap  bool // it may be looked at while one waits
		Rows   []healthRow
	}
	healthRow struct {
		Name, What, Do string
		Badge          ui.Badge
		Time           *ui.Moment // nil for now
	}
)

var healthPage = ui.NewPage[healthView]("admin/health-page")

// GET /settings/health shows what the doctor finds, and of what takes long what it found the last time. What
// it says of the machine is the same for every practice on it, and names no place on it.
func (a *Area) health(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	all := a.watch.Checks(r.Context(), doctor.Seen{UnnamedProxy: r.UnnamedProxy()})
	view := healthView{Org: org.ID(), Notice: healthNotice(r, doctor.Worst(all)), Zone: label.ZoneOf(r, org),
		Cheap: a.watch.Cheap()}
	slices.SortStableFunc(all, func(a, b doctor.Check) int { return int(b.State - a.State) })
	for _, c := range all {
		view.Rows = append(view.Rows, healthRowOf(r, org, c))
	}
	return healthPage.Render(w, r.Views, http.StatusOK, r.Frame(r.T("Health"), health), view)
}

// POST /settings/health looks at what takes long, now.
func (a *Area) lookNow(w http.ResponseWriter, r *web.Request, _ *store.Org) error {
	if err := a.watch.Now(r.Context()); err != nil {
		return err
	}
	r.Redirect(w, r.Path(health))
	return nil
}

func healthRowOf(r *web.Request, org *store.Org, c doctor.Check) healthRow {
	zone := org.Settings().Zone()
	row := healthRow{Name: r.T(c.Name), What: r.Message(c.In(zone).What), Badge: healthBadge(r, c.State)}
	if c.Do.Format != "" {
		row.Do = r.Message(c.Do)
	}
	if !c.At.IsZero() {
		at := r.MomentOf(c.At, r.Now(), zone)
		row.Time = &at
	}
	return row
}

// healthNotice says in a sentence how bad it is.
func healthNotice(r *web.Request, worst doctor.State) ui.Notice {
	switch worst {
	case doctor.Wrong:
		return ui.Notice{Kind: "error", Text: r.T("Something is wrong. What to do stands below.")}
	case doctor.Warn:
		return ui.Notice{Kind: "warn", Text: r.T("It works, but not everything is as it should be.")}
	case doctor.Unseen:
		return ui.Notice{Kind: "info", Text: r.T("All is well as far as was looked.")}
	}
	return ui.Notice{Kind: "success", Text: r.T("All is well.")}
}

func healthBadge(r *web.Request, s doctor.State) ui.Badge {
	switch s {
	case doctor.Wrong:
		return ui.Badge{Variant: "destructive", Icon: "circle-x", Text: r.T("wrong")}
	case doctor.Warn:
		return ui.Badge{Variant: "outline", Icon: "triangle-alert", Text: r.T("warning")}
	case doctor.Unseen:
		return ui.Badge{Variant: "outline", Icon: "hourglass", Text: r.T("not checked yet")}
	}
	return ui.Badge{Variant: "secondary", Icon: "circle-check", Text: r.T("well")}
}
