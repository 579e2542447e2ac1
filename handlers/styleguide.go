package handlers

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
)

// styleguideView is what the pages are made of, in every state it has. Its
// sessions are real, so that what is pressed in their cards can be seen too.
type styleguideView struct {
	Variants, Sizes []string // of buttons, "" is the usual one
	Badges          []badge
	Notices         []notice
	Moved           movedView
	Fault           string
	Summary         summary
	Fields          []field
	Texts           []field
	Selects, Radios []choice
	Checks          []check
	Switches        []check
	Disabled        field
	DisabledSelect  choice
	DisabledCheck   check
	Live            liveView
	List            listView
	Figures         []figure
	Cards           []cardView
	Stale           cardView
	Strip           stripView
	Created         moment
}

var styleguidePage = page[styleguideView]{"styleguide/page"}

// GET /styleguide is there in the demo only.
func (p *pages) styleguide(w http.ResponseWriter, r *http.Request, org *store.Org) error {
	if !p.demo {
		return errNoPage
	}
	view := p.atoms()
	zone := org.Settings().Zone()
	view.Created = p.momentOf(p.now(), p.now(), zone)
	view.Live = liveView{p.now().In(zone).Format("15:04:05"), zone.String()}
	if err := p.sampleCards(r, org, &view); err != nil {
		return err
	}
	counts, err := org.DayCounts(r.Context(), p.today(org), stripDays)
	if err != nil {
		return err
	}
	view.Strip = p.stripOf(counts)
	return styleguidePage.render(w, p.views, http.StatusOK, p.frame(org, "Style guide", ""), view)
}

// sampleCards adds the latest session in each status, and one in a status that
// nobody knows.
func (p *pages) sampleCards(r *http.Request, org *store.Org, view *styleguideView) error {
	for _, status := range clinic.Statuses {
		l, err := org.Sessions(r.Context(), store.SessionFilter{Status: status, Limit: 1})
		if err != nil {
			return err
		}
		for _, s := range l.Rows {
			view.Cards = append(view.Cards, p.card(s, org))
		}
	}
	now := p.now()
	unknown := clinic.Session{ID: "sample", Status: "on_hold", Modality: "hologram", PlatformName: "A platform that does not exist yet", PatientName: "Ann Example",
		ProviderName: "Dr. Example", StartsAt: now, EndsAt: now, CreatedAt: now}
	card := p.card(unknown, org)
	card.URL, card.Main, card.More = p.views.links.path("/pm/telehealth"), nil, nil
	view.Stale = card
	view.Stale.ID = "stale"
	late := card
	late.ID, late.Due = "late", p.due("Started", now, org.Settings().Zone())
	late.Lacks = []lackView{{Icon: "shield-check", Text: "Consent not recorded", URL: card.URL}, {Icon: "map-pin", Text: "Location not recorded", URL: card.URL}}
	view.Cards = append(view.Cards, card, late)
	return nil
}

// atoms returns samples that need no data.
func (p *pages) atoms() styleguideView {
	options := []option{{"a", "The first choice", true}, {"b", "Another one", false}, {"c", "The last", false}}
	const wrong, hint = "Say why in a few words.", "What helps to fill it in."
	v := styleguideView{
		Variants: []string{"", "outline", "ghost", "destructive"}, Sizes: []string{"", "sm"},
		Badges:  []badge{p.badgeOf("on_hold")},
		Moved:   movedView{Text: "The session is now active."},
		Fault:   "Someone else changed this a moment ago. This is how it stands now.",
		Summary: summary{[]fieldError{{Field: "wrong", Message: wrong}, {Message: "And something that no field can help."}}},
		Fields: []field{{Name: "empty", Label: "Empty", Type: "text", Required: true}, {Name: "filled", Label: "Filled", Type: "text", Value: "Rosalind", Required: true},
			{Name: "optional", Label: "Optional", Type: "email", Placeholder: "name@practice.example"}, {Name: "hinted", Label: "With a hint", Type: "tel", Hint: hint, Required: true},
			{Name: "wrong", Label: "With an error", Type: "text", Value: "?", Hint: hint, Error: wrong, Required: true}, {Name: "day", Label: "A day", Type: "date", Required: true}},
		Texts: []field{{Name: "words", Label: "Several lines"}, {Name: "wrong-words", Label: "Several lines, with an error", Error: wrong, Required: true}},
		Selects: []choice{{Name: "one", Label: "One of these", Options: options, Required: true},
			{Name: "wrong-one", Label: "With an error", Options: options, Error: "Choose one.", Required: true}},
		Radios: []choice{{Name: "radio", Label: "One of these", Options: options, Hint: hint},
			{Name: "wrong-radio", Label: "With an error", Options: options, Error: "Choose one."}},
		Checks:         []check{{Name: "off", Label: "Not chosen", Value: "on"}, {Name: "on", Label: "Chosen", Value: "on", Checked: true, Hint: hint}, {Name: "wrong-check", Label: "With an error", Value: "on", Error: "This has to be chosen."}},
		Switches:       []check{{Name: "switch-off", Label: "Off", Value: "on"}, {Name: "switch-on", Label: "On", Value: "on", Checked: true, Hint: hint}},
		Disabled:       field{Name: "closed", Label: "Disabled", Type: "text", Value: "Cannot be changed", Required: true},
		DisabledSelect: choice{Name: "closed-one", Label: "Disabled", Options: options}, DisabledCheck: check{Name: "closed-check", Label: "Disabled", Value: "on", Checked: true},
		List: listView{Tabs: []tab{{"All", "all", "#tabs", "310", true}, {"scheduled", "one", "#tabs", "12", false}, {"no_show", "two", "#tabs", "0", false}},
			Shown: "24 of 310", Newest: "#tabs", Older: "#tabs", Empty: emptyView{Filtered: true, All: "#tabs"}},
		Figures: []figure{{Name: "On now", Value: "3", URL: "#figures"}, {Name: "Late", Value: "1", URL: "#figures", Alarm: true}, {Name: "Not ready", Value: "0"}},
	}
	for _, s := range clinic.Statuses {
		v.Badges = append(v.Badges, p.badgeOf(s))
	}
	for _, kind := range []string{"info", "success", "warn", "error"} {
		v.Notices = append(v.Notices, notice{kind, "A notice of the kind " + kind + ", which says what happened and what to do."})
	}
	return v
}
