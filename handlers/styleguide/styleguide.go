package styleguide

import (
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/handlers/telehealth"
	"televisit/handlers/today"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// styleguideView is what the pages are made of, in every state it has. Its
// sessions are real, so that what is pressed in their cards can be seen too.
type styleguideView struct {
	Variants, Sizes []string // of buttons, "" is the usual one
	Badges          []ui.Badge
	Notices         []ui.Notice
	Moved           telehealth.Moved
	Fault           string
	Summary         ui.Summary
	Fields          []ui.Field
	Texts           []ui.Field
	Selects, Radios []ui.Choice
	Checks          []ui.Check
	Switches        []ui.Check
	Disabled        ui.Field
	DisabledSelect  ui.Choice
	DisabledCheck   ui.Check
	Live            ui.Live
	List            telehealth.ListView
	Chips           []today.Chip
	Rows            []telehealth.Row
	Cards           []telehealth.Card
	Stale           telehealth.Card
	Strip           today.Strip
	Created         ui.Moment
}

var styleguidePage = ui.NewPage[styleguideView]("styleguide/page")

// GET /styleguide is there in the demo only.
func styleguide(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if !r.IsDemo() {
		return web.ErrNoPage
	}
	view := components(r)
	zone := org.Settings().Zone()
	view.Created = r.MomentOf(r.Now(), r.Now(), zone)
	view.Live = label.Live(r, zone)
	if err := sampleCards(r, org, &view); err != nil {
		return err
	}
	counts, err := org.DayCounts(r.Context(), label.Today(r, org), today.StripDays)
	if err != nil {
		return err
	}
	view.Strip = today.StripOf(r, counts)
	return styleguidePage.Render(w, r.Views, http.StatusOK, r.Frame("Style guide", ""), view)
}

// sampleCards adds the latest session in each status, and one in a status that
// nobody knows.
func sampleCards(r *web.Request, org *store.Org, view *styleguideView) error {
	table, err := telehealth.NewTable(r, org, false)
	if err != nil {
		return err
	}
	for _, status := range clinic.Statuses {
		l, err := org.Sessions(r.Context(), store.SessionFilter{Status: status, Limit: 1})
		if err != nil {
			return err
		}
		for _, s := range l.Rows {
			view.Cards = append(view.Cards, telehealth.CardOf(r, s, org))
			row := table.Row(s)
			row.ID = "row-" + row.ID
			view.Rows = append(view.Rows, row)
		}
	}
	now := r.Now()
	unknown := clinic.Session{ID: "sample", Status: "on_hold", Modality: "hologram", PlatformName: "A platform that does not exist yet",
		PatientName:  "Ann Example",
		ProviderName: "Dr. Example", StartsAt: now, EndsAt: now, CreatedAt: now}
	card := telehealth.CardOf(r, unknown, org)
	card.URL, card.Main, card.More = r.Path(label.Sessions), nil, nil
	view.Stale = card
	view.Stale.ID = "stale"
	view.Cards = append(view.Cards, card)
	late := telehealth.Row{Card: card, Time: "09:00", Age: "75", Late: true, Due: &telehealth.Due{Word: "Was due",
		Time: r.MomentOf(now.Add(-5*time.Minute), now, org.Settings().Zone())},
		Lacks: []telehealth.Lack{{Icon: "shield-check", Text: "Consent not recorded", URL: card.URL},
			{Icon: "link", Text: "No link to join", URL: card.URL}}}
	late.ID = "late"
	view.Rows = append(view.Rows, late)
	return nil
}

// components returns samples that need no data.
func components(r *web.Request) styleguideView {
	options := []ui.Option{{Value: "a", Text: "The first choice", Selected: true}, {Value: "b", Text: "Another one"},
		{Value: "c", Text: "The last"}}
	const wrong, hint = "Say why in a few words.", "What helps to fill it in."
	v := styleguideView{
		Variants: []string{"", "outline", "ghost", "destructive"}, Sizes: []string{"", "sm"},
		Badges:  []ui.Badge{label.StatusBadge(r, "on_hold")},
		Moved:   telehealth.Moved{Text: "The session is now active."},
		Fault:   "Someone else changed this a moment ago. This is how it stands now.",
		Summary: ui.Summary{Errors: []ui.FieldError{{Field: "wrong", Message: wrong}, {Message: "And something that no field can help."}}},
		Fields: []ui.Field{{Name: "empty", Label: "Empty", Type: "text", Required: true},
			{Name: "filled", Label: "Filled", Type: "text", Value: "Rosalind", Required: true},
			{Name: "optional", Label: "Optional", Type: "email", Placeholder: "name@practice.example"}, {Name: "hinted",
				Label: "With a hint", Type: "tel", Hint: hint, Required: true},
			{Name: "wrong", Label: "With an error", Type: "text", Value: "?", Hint: hint, Error: wrong, Required: true}, {Name: "day",
				Label: "A day", Type: "date", Required: true}},
		Texts: []ui.Field{{Name: "words", Label: "Several lines"}, {Name: "wrong-words", Label: "Several lines, with an error",
			Error: wrong, Required: true}},
		Selects: []ui.Choice{{Name: "one", Label: "One of these", Options: options, Required: true},
			{Name: "wrong-one", Label: "With an error", Options: options, Error: "Choose one.", Required: true}},
		Radios: []ui.Choice{{Name: "radio", Label: "One of these", Options: options, Hint: hint},
			{Name: "wrong-radio", Label: "With an error", Options: options, Error: "Choose one."}},
		Checks: []ui.Check{{Name: "off", Label: "Not chosen", Value: "on"},
			{Name: "on", Label: "Chosen", Value: "on", Checked: true, Hint: hint}, {Name: "wrong-check", Label: "With an error",
				Value: "on", Error: "This has to be chosen."}},
		Switches: []ui.Check{{Name: "switch-off", Label: "Off", Value: "on"},
			{Name: "switch-on", Label: "On", Value: "on", Checked: true, Hint: hint}},
		Disabled:       ui.Field{Name: "closed", Label: "Disabled", Type: "text", Value: "Cannot be changed", Required: true},
		DisabledSelect: ui.Choice{Name: "closed-one", Label: "Disabled", Options: options}, DisabledCheck: ui.Check{Name: "closed-check",
			Label: "Disabled", Value: "on", Checked: true},
		List: telehealth.ListView{Tabs: []telehealth.Tab{{Text: "All", Value: "all", URL: "#tabs", Count: "310", Current: true},
			{Text: "scheduled", Value: "one", URL: "#tabs", Count: "12"}, {Text: "no_show", Value: "two", URL: "#tabs", Count: "0"}},
			Shown: "24 of 310", First: "#tabs", Next: "#tabs", Empty: telehealth.EmptyView{Filtered: true, All: "#tabs"}},
		Chips: []today.Chip{{Text: "Open", Count: 9, URL: "#rows", Current: true}, {Text: "Late", Count: 1, URL: "#rows", Alarm: true},
			{Text: "Not ready", URL: "#rows"}},
	}
	for _, s := range clinic.Statuses {
		v.Badges = append(v.Badges, label.StatusBadge(r, s))
	}
	for _, kind := range []string{"info", "success", "warn", "error"} {
		v.Notices = append(v.Notices, ui.Notice{Kind: kind, Text: "A notice of the kind " + kind +
			", which says what happened and what to do."})
	}
	return v
}
