package billing

import (
	"net/http"
	"net/url"
	"slices"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// rulesView is the page of the billing rules.
	rulesView struct {
		Notice         *ui.Notice
		Summary        ui.Summary
		Sets           []tab
		Used, Settings string // which set the practice goes by, and where that is chosen
		Manage         bool   // the reader may change them
		Rules          []ruleRow
		Trial          *trialView
		Form           *ruleForm // nil for a reader who may neither add nor try
	}
	ruleRow struct {
		ID, How, Payer, Kind, At, POS, Modifier, Valid, Source, Note string
		Badge                                                        *ui.Badge
		End                                                          *endForm
	}
	// endForm says which day is the last of a rule.
	endForm struct {
		ID, Text, URL, Try, Set string
		Org                     clinic.OrgID
		Seen                    clinic.Day
		Day                     ui.Field
		Faulty                  bool
	}
)

var rulesPage = ui.NewPage[rulesView]("billing/rules-page")

// asked is what somebody asked for on the page of the rules, and what came of it.
type asked struct {
	set    string
	notice string
	draft  bool   // the form of a new rule was sent
	ends   string // the rule whose last day was typed
	trial  *trialView
	err    error
}

// GET /pm/telehealth/billing/rules?set=&rule= are the rules of a set, or of the set that a rule
// belongs to.
func rules(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	a := asked{set: r.FormValue("set")}
	if id := r.FormValue("rule"); id != "" && a.set == "" {
		for _, set := range store.RuleSets {
			all, err := org.BillingRules(r.Context(), set)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(all, func(v clinic.BillingRule) bool { return v.ID == id }) {
				a.set = set
			}
		}
	}
	switch r.FormValue("did") {
	case "added":
		a.notice = r.T("The rule was added. Hints that are fixed stay as they are.")
	case "ended":
		a.notice = r.T("The last day of the rule was saved. Hints that are fixed stay as they are.")
	}
	return showRules(w, r, org, a)
}

// showRules answers with the page.
func showRules(w http.ResponseWriter, r *web.Request, org *store.Org, a asked) error {
	used := org.Settings().BillingRuleSet
	if !slices.Contains(store.RuleSets, a.set) {
		a.set = used
	}
	all, err := org.BillingRules(r.Context(), a.set)
	if err != nil {
		return err
	}
	rights := org.Rights()
	view := rulesView{Summary: summaryOf(r, a), Manage: rights.May(clinic.ManageSettings), Trial: a.trial,
		Used: r.T("The practice goes by %s.", label.Translated(r, label.RuleSets, used))}
	if rights.May(clinic.ViewSettings) {
		view.Settings = r.Path("/pm/settings") + "#rules"
	}
	if a.notice != "" {
		view.Notice = &ui.Notice{Kind: "success", Text: a.notice}
	}
	for _, set := range label.RuleSets {
		view.Sets = append(view.Sets, tab{Text: r.T(set.Text), URL: r.Path(rulesPath) + "?" + url.Values{"set": {set.Value}}.Encode(),
			Current: set.Value == a.set})
	}
	today := label.Today(r, org)
	for _, rule := range inOrder(all, today) {
		row := rowOfRule(r, rule, today)
		if view.Manage {
			row.End = endFormOf(r, org, rule, a)
		}
		view.Rules = append(view.Rules, row)
	}
	if rights.May(clinic.ExportSessions) || view.Manage {
		view.Form = ruleFormOf(r, org, a)
	}
	return rulesPage.Render(w, r.Views, web.StatusOf(a.err), r.Frame(r.T("Billing rules"), rulesPath), view)
}

// summaryOf says what is wrong. The last day of a rule has a field of its own for each.
func summaryOf(r *web.Request, a asked) ui.Summary {
	s := r.SummaryOf(a.err)
	for i := range s.Errors {
		if a.ends != "" && s.Errors[i].Field == "valid_to" {
			s.Errors[i].Field += "-" + a.ends
		}
	}
	return s
}

// inOrder returns the rules that hold or will, and then those that are over, each kind
// of visit together.
func inOrder(all []clinic.BillingRule, today clinic.Day) []clinic.BillingRule {
	all = slices.Clone(all)
	rank := func(v clinic.BillingRule) int {
		at := slices.Index(clinic.Modalities, v.Modality)
		if isOver(v, today) {
			at += len(clinic.Modalities)
		}
		return at*len(clinic.RulePayers) + slices.Index(clinic.RulePayers, v.PayerClass)
	}
	slices.SortStableFunc(all, func(a, b clinic.BillingRule) int { return rank(a) - rank(b) })
	return all
}

func isOver(v clinic.BillingRule, today clinic.Day) bool { return v.To != "" && v.To < today }

func rowOfRule(r *web.Request, v clinic.BillingRule, today clinic.Day) ruleRow {
	row := ruleRow{ID: v.ID, How: r.Modality(v.Modality), Payer: anyOr(r, label.Payers, v.PayerClass),
		Kind: anyOr(r, label.OrgKinds, v.OrgKind), At: anyOr(r, places, v.PatientAt), POS: v.POS, Modifier: v.Modifier,
		Valid: label.Validity(r, v.From, v.To), Source: v.Source, Note: v.Note}
	switch {
	case isOver(v, today):
		row.Badge = &ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("over")}
	case v.From > today:
		row.Badge = &ui.Badge{Variant: "outline", Icon: "clock", Text: r.T("to come")}
	}
	return row
}

// places are where a rule can say that the patient is.
var places = []label.Labelled{{Value: "home", Text: "At home"}, {Value: "elsewhere", Text: "Elsewhere"}}

// anyOr is label.Translated for what may be any.
func anyOr(r *web.Request, all []label.Labelled, value string) string {
	if value == "any" {
		return r.T("any")
	}
	return label.Translated(r, all, value)
}

func endFormOf(r *web.Request, org *store.Org, v clinic.BillingRule, a asked) *endForm {
	f := &endForm{ID: v.ID, Text: r.T("End it"), URL: r.Path(rulesPath + "/" + v.ID + "/end"), Try: r.Path(tryPath), Set: a.set, Org: org.ID(),
		Seen: v.To, Day: ui.Field{Name: "valid_to-" + v.ID, Label: r.T("Last day"), Type: "date", Value: string(v.To),
			Hint: r.T("Empty for no end date.")}}
	if v.To != "" {
		f.Text = r.T("Change its end")
	}
	if a.ends == v.ID {
		f.Faulty, f.Day.Value, f.Day.Error = true, r.PostFormValue("valid_to-"+v.ID), r.MessageFor(a.err, "valid_to")
	}
	return f
}

// POST /pm/telehealth/billing/rules/{rule}/end sets the last day of a rule:
// valid_to-{rule}, seen, set.
func endRule(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	id := mux.Vars(r.Request)["rule"]
	_, err := org.EndBillingRule(r.Context(), id, clinic.Day(r.PostFormValue("seen")), clinic.Day(text(r, "valid_to-"+id)))
	if web.IsForm(err) {
		return showRules(w, r, org, asked{set: r.PostFormValue("set"), ends: id, err: err})
	}
	if err == nil {
		r.Redirect(w, r.Path(rulesPath)+"?"+url.Values{"rule": {id}, "did": {"ended"}}.Encode()+"#rule-"+id)
	}
	return err
}
