package handlers

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// newRule is what the form of a new rule sends, with some changed.
func newRule(a answer, changes ...string) url.Values {
	f := form("set", "standard", "modality", "audio_video", "payer_class", "commercial", "org_kind", "any", "patient_at", "home", "pos", "02",
		"modifier", "gt", "valid_from", "2026-01-01", "valid_to", "", "note", "", "source", "a letter", "from", "2026-01-01",
		"until", "2026-03-31",
		"draft", "1", "once", a.Doc.Find("[name=once]").AttrOr("value", ""))
	for i := 0; i+1 < len(changes); i += 2 {
		f.Set(changes[i], changes[i+1])
	}
	return f
}

// TestBillingRules are looked at, ended and added; what overlaps is refused at its field.
func TestBillingRules(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "admin@northside.example", "")
	page := b.get(rulesPath).expect(t, http.StatusOK)
	if rows := rowsOf(page, "main .sheet"); len(rows) != 16 || rows[0] !=
		"Video|Medicare|Practice|At home|10|–|Jan 1, 2024 to Dec 31, 2027|42 CFR 410.78; CMS MLN901705POS 10 pays the non-facility rate" ||
		rows[2] != "Video|Commercial|any|At home|10|95|No end date|common payer practicepayer-specific: verify" {
		t.Errorf("%d rules: %q", len(rows), rows)
	}
	if rows := rowsOf(b.get(rulesPath+"?set=encore"), "main .sheet"); len(rows) != 6 {
		t.Errorf("Encore has %d rules, want 6", len(rows))
	}
	rule := s.Texts(t, `SELECT id FROM pm_billing_rules WHERE org_id = $1 AND rule_set = 'standard' AND payer_class = 'commercial'
		AND modality = 'audio_video' AND patient_at = 'home'`, s.Northside)[0]
	end := func(seen, day string) answer {
		return b.post(rulesPath+"/"+rule+"/end", "seen", seen, "valid_to-"+rule, day, "set", "standard")
	}
	t.Run("overlaps", func(t *testing.T) {
		a := b.send(rulesPath, newRule(page)).expect(t, http.StatusUnprocessableEntity)
		if got := a.errorOf("valid_from"); got != "Another rule for the same case has no end date. End that one first." ||
			a.value("modifier") != "gt" || a.value("source") != "a letter" {
			t.Errorf("got %q, and %q is kept", got, a.value("modifier"))
		}
	})
	t.Run("is ended", func(t *testing.T) {
		if a := end("", "2025-02-30").expect(t, http.StatusUnprocessableEntity); a.errorOf("valid_to-"+rule) == "" ||
			a.value("valid_to-"+rule) != "2025-02-30" || a.Doc.Find(`[data-summary] a[href="#f-valid_to-`+rule+`"]`).Length() != 1 {
			t.Error(squash(a.Doc.Find("[data-summary]").Text()))
		}
		end("2027-01-01", "2025-12-31").expect(t, http.StatusConflict)
		end("", "2025-12-31").expect(t, http.StatusSeeOther)
		b.post(rulesPath+"/nothing/end", "seen", "", "valid_to-nothing", "").expect(t, http.StatusNotFound)
	})
	t.Run("is added once", func(t *testing.T) {
		first := b.send(rulesPath, newRule(page)).expect(t, http.StatusSeeOther).Header.Get("Location")
		if again := b.send(rulesPath, newRule(page)).expect(t, http.StatusSeeOther).Header.Get("Location"); again != first {
			t.Errorf("sent twice: %q, then %q", first, again)
		}
		path, _, _ := strings.Cut(first, "#")
		a := b.get(path).expect(t, http.StatusOK)
		const row = "Video|Commercial|any|At home|02|GT|From Jan 1, 2026, no end date|a letter"
		if !slices.Contains(rowsOf(a, "main .sheet"), row) ||
			a.Doc.Find(".notice[data-kind=success]").Length() != 1 {
			t.Errorf("%q", rowsOf(a, "main .sheet"))
		}
		if a := end("2025-12-31", "").expect(t, http.StatusUnprocessableEntity); a.errorOf("valid_to-"+rule) == "" {
			t.Error("the old one may go on beside the new one")
		}
	})
	t.Run("makes no sense", func(t *testing.T) {
		for field, bad := range map[string][]string{"set": {"", "mars"}, "modality": {"", "hologram"}, "payer_class": {"unknown", "x"},
			"org_kind": {"x"}, "patient_at": {"school"}, "pos": {"1", "ab", "010"}, "modifier": {"9", "GTX", "="},
			"valid_from": {"2026-13-01", "x"}, "valid_to": {"2025-01-01", "x"}, "source": {"", " "}, "note": {strings.Repeat("n", 301)}} {
			for _, value := range bad {
				a := b.send(rulesPath, newRule(page, field, value)).expect(t, http.StatusUnprocessableEntity)
				if a.errorOf(field) == "" || a.Doc.Find(`[data-summary] a[href="#f-`+field+`"]`).Length() != 1 {
					t.Errorf("%s %q: %q", field, value, squash(a.Doc.Find("[data-summary]").Text()))
				}
			}
		}
	})
	t.Run("of the practice", func(t *testing.T) {
		f := b.get(settingsPath).settingsOf("rules", "billing_rule_set", "encore")
		if shown := squash(b.send(settingsPath, f).Doc.Find(".notice").Text()); shown != "Saved: Rule set." {
			t.Errorf("it says %q", shown)
		}
		if a := b.get(rulesPath); len(rowsOf(a, "main .sheet")) != 6 || !strings.Contains(a.Text, "The practice goes by Encore.") {
			t.Error("the rules are not those that were chosen")
		}
	})
	t.Run("for who may only look", func(t *testing.T) {
		for _, email := range []string{biller, "manager@northside.example"} {
			a := s.as(t, email, "").get(rulesPath).expect(t, http.StatusOK)
			if a.Doc.Find(`form[action$="/end"]`).Length() != 0 || strings.Contains(a.Doc.Find("main button").Text(), "Add rule") {
				t.Errorf("%s is offered to change them", email)
			}
		}
	})
}

// TestWhatWouldChange runs rules over what took place, and touches nothing.
func TestWhatWouldChange(t *testing.T) {
	t.Parallel()
	s, ids := billed(t)
	b := s.as(t, biller, "")
	page := b.get(rulesPath)
	before := s.Dump(t, s.Northside)
	const done = "Mar 2, 2026|Ann =SUM(A1)|The provider@northside|Commercial|10 / 95|"
	try := func(f url.Values) answer { return b.send(rulesPath+"/try", f).expect(t, http.StatusOK) }
	t.Run("a rule", func(t *testing.T) {
		a := try(newRule(page))
		if got := rowsOf(a, "#trial"); len(got) != 2 || !slices.Contains(got, done+"02 / GT") {
			t.Errorf("%q", got)
		}
		if shown := squash(a.Doc.Find("#trial [role=status]").Text()); shown !=
			"Jan 1, 2026 – Mar 31, 2026: 2 of 4 sessions would get another place of service or modifier." {
			t.Errorf("it says %q", shown)
		}
	})
	t.Run("a set", func(t *testing.T) {
		a := try(form("whole", "encore", "whole_from", "2026-03-01", "whole_until", "2026-03-31"))
		if got := rowsOf(a, "#trial"); len(got) != 1 || !strings.HasSuffix(got[0], "10 / 95|10 / FQ") {
			t.Errorf("%q", got)
		}
	})
	t.Run("an end", func(t *testing.T) {
		rule := s.Texts(t, `SELECT id FROM pm_billing_rules WHERE org_id = $1 AND rule_set = 'standard' AND payer_class = 'commercial'
			AND modality = 'audio_video' AND patient_at = 'home'`, s.Northside)[0]
		a := try(form("set", "standard", "ends", rule, "valid_to-"+rule, "2026-01-31"))
		if got := rowsOf(a, "#trial"); !slices.Contains(got, done+"no hint") {
			t.Errorf("%q", got)
		}
	})
	t.Run("what makes no sense", func(t *testing.T) {
		for field, f := range map[string]url.Values{
			"whole":       form("whole", "mars", "whole_from", "2026-03-01", "whole_until", "2026-03-31"),
			"whole_until": form("whole", "encore", "whole_from", "2026-03-01", "whole_until", "2026-02-01"),
			"until":       newRule(page, "until", "2025-01-01"),
			"from":        newRule(page, "from", "soon"),
			"pos":         newRule(page, "pos", "x"),
		} {
			a := b.send(rulesPath+"/try", f).expect(t, http.StatusUnprocessableEntity)
			if a.errorOf(field) == "" || a.Doc.Find("#trial").Length() != 0 {
				t.Errorf("%s: %q", field, squash(a.Doc.Find("[data-summary]").Text()))
			}
		}
	})
	if s.Dump(t, s.Northside) != before {
		t.Error("something was changed")
	}
	v, err := s.As(t, biller, s.Northside).Session(t.Context(), ids["done"])
	fixed := clinic.BillingHint{RuleID: "r", POS: "10", Modifier: "95", Source: "a letter", To: "2027-12-31"}
	if err != nil || v.Billing == nil || *v.Billing != fixed {
		t.Errorf("the hint is %+v; %v", v.Billing, err)
	}
}

// TestHintIsGivenLater: a session that no rule fitted is given a hint by hand once one does.
func TestHintIsGivenLater(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	n := 10
	id := s.Session(t, storetest.Row{Status: "completed", Minutes: &n})
	path := "/pm/telehealth/sessions/" + string(id)
	s.Exec(t, `UPDATE pm_billing_rules SET valid_to = '2020-12-31' WHERE org_id = $1 AND payer_class = 'commercial'`, s.Northside)
	b := s.as(t, "manager@northside.example", "")
	offer := `form[action="` + path + `/hint"]`
	if b.get(path).Doc.Find(offer).Length() != 0 {
		t.Error("it is offered without a rule")
	}
	b.post(path+"/hint", "version", "1").expect(t, http.StatusUnprocessableEntity)
	s.Exec(t, `UPDATE pm_billing_rules SET valid_to = '' WHERE org_id = $1 AND payer_class = 'commercial'`, s.Northside)
	if b.get(path).Doc.Find(offer).Length() != 1 || s.as(t, biller, "").get(path).Doc.Find(offer).Length() != 0 {
		t.Error("it is not offered to those who record alone")
	}
	b.post(path+"/hint", "version", "7").expect(t, http.StatusConflict)
	b.post(path+"/hint", "version", "1").expect(t, http.StatusSeeOther)
	page := b.get(path)
	if !strings.Contains(squash(page.Doc.Find(".timeline").Text()), "gave it the billing hint that it lacked") ||
		!strings.Contains(squash(page.Doc.Find("section[aria-labelledby=billing]").Text()), "Modifier95") {
		t.Error(squash(page.Doc.Find("section[aria-labelledby=billing]").Text()))
	}
	b.post(path+"/hint", "version", "2").expect(t, http.StatusUnprocessableEntity)
}
