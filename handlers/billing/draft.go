package billing

import (
	"net/http"
	"net/url"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// triedDays are the days that rules are tried on unless others are chosen.
const triedDays = 90

type (
	// ruleForm adds a rule, or tries it on past sessions.
	ruleForm struct {
		Org          clinic.OrgID
		Heading, Try string
		Once         string
		Manage       bool
		Set          ui.Choice
		Case         []ui.Choice
		Says, Past   []ui.Field
		Note, Source ui.Field
		SetTrial     setTrialForm
	}
	// setTrialForm tries a whole set of rules.
	setTrialForm struct {
		Set  ui.Choice
		Past []ui.Field
	}
)

// typedRule returns the rule that a form says.
func typedRule(r *web.Request) clinic.BillingRule {
	return clinic.BillingRule{PayerClass: text(r, "payer_class"), OrgKind: text(r, "org_kind"), Modality: clinic.Modality(text(r, "modality")),
		PatientAt: text(r, "patient_at"), POS: text(r, "pos"), Modifier: text(r, "modifier"), From: clinic.Day(text(r, "valid_from")),
		To: clinic.Day(text(r, "valid_to")), Note: text(r, "note"), Source: text(r, "source")}
}

// ruleFormOf returns the form as it was filled.
func ruleFormOf(r *web.Request, org *store.Org, a asked) *ruleForm {
	today := label.Today(r, org)
	v, cause := clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo, PatientAt: "any", From: today}, error(nil)
	once := store.NewID()
	if a.draft {
		v, cause = typedRule(r), a.err
		if key := r.PostFormValue(web.OnceField); key != "" {
			once = key
		}
	}
	f := &ruleForm{Org: org.ID(), Heading: r.T("Try a rule"), Try: r.Path(tryPath), Once: once,
		Manage: org.Rights().May(clinic.ManageSettings)}
	if f.Manage {
		f.Heading = r.T("Add a rule")
	}
	choice := func(name, text, value string, all []label.Labelled, some bool) ui.Choice {
		c := ui.Choice{Name: name, Label: text, Error: r.MessageFor(cause, name)}
		if some {
			c.Options = []ui.Option{{Value: "any", Text: r.T("any")}}
		}
		for _, l := range all {
			if l.Value != clinic.PayerUnknown {
				c.Options = append(c.Options, ui.Option{Value: l.Value, Text: r.T(l.Text)})
			}
		}
		c.Choose(value, r.T("Choose…"))
		return c
	}
	field := func(name, kind, text, value, hint string, needed bool) ui.Field {
		return ui.Field{Name: name, Type: kind, Label: text, Value: value, Hint: hint, Required: needed, Error: r.MessageFor(cause, name)}
	}
	f.Set = choice("set", r.T("Rule set"), a.set, label.RuleSets, false)
	f.Case = []ui.Choice{choice("modality", r.T("How"), string(v.Modality), modalities, false),
		choice("payer_class", r.T("Payer"), v.PayerClass, label.Payers, true),
		choice("org_kind", r.T("Kind of practice"), v.OrgKind, label.OrgKinds, true),
		choice("patient_at", r.T("Patient is at"), v.PatientAt, places, true)}
	f.Says = []ui.Field{field("pos", "text", r.T("POS"), v.POS, "", false),
		field("modifier", "text", r.T("Modifier"), v.Modifier, "", false),
		field("valid_from", "date", r.T("First day"), string(v.From), "", false),
		field("valid_to", "date", r.T("Last day"), string(v.To), r.T("Empty for no end date."), false)}
	f.Note = field("note", "text", r.T("Note|rule"), v.Note, "", false)
	f.Source = field("source", "text", r.T("Source"), v.Source, r.T("Where the payer says so."), true)
	f.Past = pastFields(r, today, "", cause)
	wrong := a.err
	if a.draft || a.ends != "" {
		wrong = nil
	}
	f.SetTrial = setTrialForm{choice("whole", r.T("Rule set"), trialSet(r, a.set), label.RuleSets, false),
		pastFields(r, today, "whole_", wrong)}
	f.SetTrial.Set.Error = r.MessageFor(wrong, "whole")
	return f
}

// trialSet is the set that is tried whole: what was chosen, or else another than the
// one that is shown.
func trialSet(r *web.Request, shown string) string {
	if chosen := r.PostFormValue("whole"); chosen != "" {
		return chosen
	}
	for _, set := range store.RuleSets {
		if set != shown {
			return set
		}
	}
	return shown
}

// modalities are those that a rule can speak of.
var modalities = []label.Labelled{{Value: "audio_video", Text: "Video"}, {Value: "audio_only", Text: "Phone"},
	{Value: "store_forward", Text: "Photos or files"}, {Value: "remote_monitoring", Text: "Monitoring"}}

// pastFields ask for the days that rules are tried on.
func pastFields(r *web.Request, today clinic.Day, prefix string, cause error) []ui.Field {
	from, until := pastTyped(r, today, prefix)
	return []ui.Field{
		{Name: prefix + "from", Type: "date", Label: r.T("From"), Value: from, Required: true, Error: r.MessageFor(cause, prefix+"from")},
		{Name: prefix + "until", Type: "date", Label: r.T("Until|day"), Value: until, Required: true, Error: r.MessageFor(cause, prefix+"until")}}
}

// pastTyped returns those days as they were typed, or the usual ones.
func pastTyped(r *web.Request, today clinic.Day, prefix string) (from, until string) {
	if !r.PostForm.Has(prefix + "from") {
		return string(today.Add(1 - triedDays)), string(today)
	}
	return text(r, prefix+"from"), text(r, prefix+"until")
}

// POST /pm/telehealth/billing/rules adds a rule: set, modality, payer_class, org_kind,
// patient_at, pos, modifier, valid_from, valid_to, note, source, once.
func addRule(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := typedRule(r)
	set := text(r, "set")
	saved, err := org.AddBillingRule(r.Context(), set, typed, web.Once(r.PostFormValue(web.OnceField), []any{set, typed}))
	if web.IsForm(err) {
		return showRules(w, r, org, asked{set: set, draft: true, err: err})
	}
	if err == nil {
		r.Redirect(w, r.Path(rulesPath)+"?"+url.Values{"rule": {saved.ID}, "did": {"added"}}.Encode()+"#rule-"+saved.ID)
	}
	return err
}
