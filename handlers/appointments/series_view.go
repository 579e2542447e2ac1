package appointments

import (
	"slices"
	"strconv"

	"televisit/clinic"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// seriesView is what the form of an appointment shows of its series.
	seriesView struct {
		Place  string      // which of its series it is, "" for one that stands alone
		Repeat *repeatView // nil for an appointment that there is
		Scope  *ui.Choice  // nil where no later one could be changed too
		Each   []eachView
		Rest   []ui.Option // hidden fields with what was chosen for those that are not in it now
	}
	// repeatView asks how often an appointment repeats.
	repeatView struct {
		Open         bool
		Every        ui.Choice
		Count, Until ui.Field
	}
	// eachView asks what becomes of one of a series that clashes.
	eachView struct {
		Key         string
		Choice      ui.Choice
		Day, Starts ui.Field
	}
	// planned is one of a series as a form can ask about it.
	planned struct {
		key, text string            // text says when it would be, or is
		at        clinic.Occurrence // where it is moved from
	}
)

// repeatOf returns how often f repeats.
func repeatOf(r *web.Request, f seriesForm, err error) *repeatView {
	view := &repeatView{Open: f.Every+f.Count+f.Until != "",
		Every: ui.Choice{Name: "repeat", Label: r.T("Repeats"), Error: r.MessageFor(err, "repeat"), Required: true,
			Options: []ui.Option{{Text: r.T("Does not repeat")}, {Value: "1", Text: r.T("Every week")}}},
		Count: ui.Field{Name: "repeat_count", Label: r.T("How many in all"), Type: "number", Value: f.Count,
			Error: r.MessageFor(err, "repeat_count"), Hint: r.T("Up to %d.", clinic.LongestSeries)},
		Until: ui.Field{Name: "repeat_until", Label: r.T("Until"), Type: "date", Value: f.Until, Error: r.MessageFor(err, "repeat_until"),
			Hint: r.T("Whichever comes first.")}}
	for weeks := 2; weeks <= clinic.MostWeeks; weeks++ {
		view.Every.Options = append(view.Every.Options, ui.Option{Value: strconv.Itoa(weeks), Text: r.N("Every %d weeks", weeks)})
	}
	view.Every.Choose(f.Every, r.T("Choose how often"))
	return view
}

// plannedOf returns the later ones of the new series that f wants.
func plannedOf(r *web.Request, f bookingForm) (all []planned) {
	s := f.Series.wish()
	if s.Check(clinic.Day(f.Day)) != nil {
		return nil
	}
	for _, day := range s.After(clinic.Day(f.Day)) {
		all = append(all, planned{string(day), r.Day(day, "Mon 2 Jan 2006"), clinic.Occurrence{Day: day, Starts: f.Starts}})
	}
	return all
}

// ask fills in what is to be asked about each of all that clashes, or for which something
// was chosen before.
func (v *seriesView) ask(r *web.Request, f seriesForm, all []planned, skip string, err error) {
	for _, p := range all {
		e := clinic.Exception{Key: p.key}
		wrong := r.MessageFor(err, e.Field())
		i := slices.IndexFunc(f.Each, func(e eachForm) bool { return e.Key == p.key })
		if i < 0 && wrong == "" {
			continue
		}
		chosen := eachForm{p.key, "", string(p.at.Day), p.at.Starts}
		if i >= 0 {
			chosen = f.Each[i]
		}
		v.Each = append(v.Each, eachOf(r, chosen, p.text, skip, wrong))
	}
	for _, e := range f.Each {
		if slices.ContainsFunc(all, func(p planned) bool { return p.key == e.Key }) {
			continue
		}
		v.Rest = append(v.Rest, ui.Option{Value: e.Key, Text: eachKeys}, ui.Option{Value: e.Do, Text: clinic.Exception{Key: e.Key}.Field()},
			ui.Option{Value: e.Day, Text: eachDay + e.Key}, ui.Option{Value: e.Starts, Text: eachStarts + e.Key})
	}
}

// eachOf asks about the one that e is about. What clashes as planned cannot stay so.
func eachOf(r *web.Request, e eachForm, text, skip, wrong string) eachView {
	view := eachView{Key: e.Key, Choice: ui.Choice{Name: clinic.Exception{Key: e.Key}.Field(), Label: text, Error: wrong, Required: true},
		Day:    ui.Field{Name: eachDay + e.Key, Label: r.T("Day"), Type: "date", Value: e.Day, Required: true},
		Starts: ui.Field{Name: eachStarts + e.Key, Label: r.T("Starts"), Type: "time", Value: e.Starts, Required: true}}
	if wrong == "" {
		view.Choice.Options = []ui.Option{{Value: "", Text: r.T("As planned"), Selected: e.Do != "skip" && e.Do != "move"}}
	}
	view.Choice.Options = append(view.Choice.Options, ui.Option{Value: "skip", Text: skip, Selected: e.Do == "skip"},
		ui.Option{Value: "move", Text: r.T("Move it to"), Selected: e.Do == "move"})
	return view
}
