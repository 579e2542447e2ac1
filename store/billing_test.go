package store_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// TestRuleSets is the table of what a visit may be billed as: both rule sets of a new
// org, on the first and the last day of each rule and on the days beside them.
func TestRuleSets(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	o := d.As(t, "biller@northside.example", d.Northside)
	rules := map[string][]clinic.BillingRule{}
	for _, set := range store.RuleSets {
		var err error
		if rules[set], err = o.BillingRules(t.Context(), set); err != nil {
			t.Fatal(err)
		}
	}
	const (
		always  = "" // holds on any day
		from24  = "2024-01-01"
		from25  = "2025-01-01"
		through = "2027-12-31"
	)
	warns := map[string]string{}
	for _, c := range []struct {
		set, payers, kinds string
		modality           clinic.Modality
		places             []string
		codes              string // POS/modifier
		from, to           clinic.Day
	}{
		{"standard", "medicare", "practice rhc fqhc", clinic.AudioVideo, []string{""}, "no rule", always, always},
		{"standard", "medicare", "practice", clinic.AudioVideo, home, "10/", from24, through},
		{"standard", "medicare", "practice", clinic.AudioVideo, elsewhere, "02/", from24, through},
		{"standard", "medicare", "practice", clinic.AudioOnly, home, "10/93", from25, through},
		{"standard", "medicare", "practice", clinic.AudioOnly, elsewhere, "02/93", from25, through},
		{"standard", "medicare", "rhc fqhc", clinic.AudioOnly, anywhere, "/FQ", from25, through},
		{"standard", "medicare", "rhc fqhc", clinic.AudioVideo, anywhere, "no rule", always, always},
		{"standard", "commercial other", "practice rhc fqhc", clinic.AudioVideo, home, "10/95", always, always},
		{"standard", "commercial other", "practice rhc fqhc", clinic.AudioVideo, elsewhere, "02/95", always, always},
		{"standard", "commercial other", "practice rhc fqhc", clinic.AudioOnly, home, "10/93", always, always},
		{"standard", "commercial other", "practice rhc fqhc", clinic.AudioOnly, elsewhere, "02/93", always, always},
		{"standard", "commercial other", "practice rhc fqhc", clinic.AudioOnly, []string{""}, "no rule", always, always},
		{"standard", "medicare commercial other unknown", "practice rhc fqhc", clinic.StoreForward, anywhere, "/GQ", always, always},
		{"standard", "medicare commercial other unknown", "practice rhc fqhc", clinic.RemoteMonitoring, anywhere, "/", always, always},
		{"standard", "unknown", "practice rhc fqhc", clinic.AudioVideo, anywhere, "no rule", always, always},
		{"standard", "unknown", "practice rhc fqhc", clinic.AudioOnly, anywhere, "no rule", always, always},
		{"standard", "medicare", "practice", "hologram", anywhere, "no rule", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.AudioVideo, home, "10/95", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.AudioVideo, elsewhere, "02/95", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.AudioOnly, home, "10/FQ", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.AudioOnly, elsewhere, "02/FQ", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.StoreForward, home, "10/GQ", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.StoreForward, elsewhere, "02/GQ", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.AudioOnly, []string{""}, "no rule", always, always},
		{"encore", "medicare commercial other unknown", "practice rhc fqhc", clinic.RemoteMonitoring, anywhere, "no rule", always, always},
	} {
		for _, payer := range strings.Fields(c.payers) {
			for _, kind := range strings.Fields(c.kinds) {
				t.Run(fmt.Sprint(c.set, " ", payer, " ", kind, " ", c.modality, " ", c.places[0]), func(t *testing.T) {
					for _, place := range c.places {
						for day, want := range edges(c.from, c.to, c.codes) {
							h := clinic.Hint(rules[c.set], clinic.BillingCase{PayerClass: payer, OrgKind: kind, Modality: c.modality,
								Patient: place, Day: day})
							if got := codes(h); got != want {
								t.Errorf("at %q on %s: got %s, want %s", place, day, got, want)
							}
							if h != nil && h.Note != "" {
								warns[c.set+" "+payer+" "+kind+" "+string(c.modality)+" "+place] = h.Note
							}
							if h != nil && h.Source == "" {
								t.Errorf("at %q on %s: the hint has no source", place, day)
							}
						}
					}
				})
			}
		}
	}
	for which, want := range map[string]string{
		"standard medicare practice audio_video home":   "POS 10 pays the non-facility rate",
		"standard medicare practice audio_only home":    "record why there was no video, and that the provider could",
		"standard medicare practice audio_only vehicle": "audio-only is for patients at home (42 CFR 410.78(a)(3))",
		"standard medicare rhc audio_only work":         "93 is accepted too",
		"standard other fqhc audio_only home":           "payer-specific: verify",
		"standard commercial practice audio_video home": "payer-specific: verify",
		"standard medicare rhc store_forward home":      "Medicare pays GQ only in the Alaska and Hawaii demonstration",
		"standard other rhc remote_monitoring ":         "monitoring has its own codes: no telehealth POS or modifier",
	} {
		if warns[which] != want {
			t.Errorf("%s: the note is %q, want %q", which, warns[which], want)
		}
	}
}

var (
	home      = []string{"home"}
	elsewhere = slices.DeleteFunc(slices.Clone(clinic.Places), func(p string) bool { return p == "home" })
	anywhere  = append([]string{""}, clinic.Places...)
)

// edges returns what is said on the days around both ends of a rule.
func edges(from, to clinic.Day, codes string) map[clinic.Day]string {
	all := map[clinic.Day]string{"2025-06-30": codes}
	if from == "" {
		all["1999-12-31"], all["2099-01-01"] = codes, codes
		return all
	}
	all[from.Add(-1)], all[from], all[to], all[to.Add(1)] = "no rule", codes, codes, "no rule"
	return all
}

func codes(h *clinic.BillingHint) string {
	if h == nil {
		return "no rule"
	}
	return h.POS + "/" + h.Modifier
}

// claims puts one of each kind of completed session into d.
func claims(t *testing.T, d *storetest.Desk) map[string]clinic.SessionID {
	t.Helper()
	n, all := 30, map[string]clinic.SessionID{}
	for name, r := range map[string]storetest.Row{
		"complete": {Minutes: &n, Family: "Complete"},
		"place":    {Minutes: &n, Family: "Placeless", Place: storetest.NoPlace},
		"audio":    {Minutes: &n, Family: "Audio", Modality: "audio_only"},
		"consent":  {Minutes: &n, Family: "Unasked", Consent: "pending"},
		"minutes":  {Family: "Minuteless"},
		"payer":    {Minutes: &n, Family: "Payerless"},
		"rule":     {Minutes: &n, Family: "Ruleless"},
		"older":    {Minutes: &n, Family: "Older", StartsAt: d.Clock.Now().AddDate(0, -1, 0)},
		"another":  {Minutes: &n, Family: "Another", Provider: "solo@northside.example"},
		"open":     {Status: "scheduled", Family: "Open"},
		"gone":     {Minutes: &n, Family: "Gone", Deleted: true},
		"harbor":   {Minutes: &n, Family: "Harbor", Org: d.Harbor},
	} {
		if r.Status == "" {
			r.Status = "completed"
		}
		all[name] = d.Session(t, r)
		if name == "rule" || name == "payer" || name == "place" || r.Status != "completed" {
			continue
		}
		d.Exec(t, `UPDATE pm_telehealth_sessions SET billing = '{"RuleID":"r","POS":"10","Modifier":"95"}' WHERE id = $1`, all[name])
	}
	d.Exec(t, `UPDATE pm_patients SET payer_class = 'unknown' WHERE family_name = 'Payerless'`)
	return all
}

// TestClaims finds what is to be billed and says what it lacks, page by page and as a
// exported, the same in both.
func TestClaims(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	ids := claims(t, d)
	o := d.As(t, "biller@northside.example", d.Northside)
	now := d.Clock.Now()
	f := store.ClaimFilter{From: now.AddDate(0, 0, -2), To: now.AddDate(0, 0, 1), Limit: 3}
	found := func(f store.ClaimFilter) map[string]string {
		t.Helper()
		paged, exported := map[string]string{}, map[string]string{}
		add := func(to map[string]string, all []store.Claim) {
			for _, v := range all {
				for name, id := range ids {
					if id == v.ID {
						to[name] = fmt.Sprint(v.Missing)
					}
				}
			}
		}
		first := f
		for {
			page, err := o.Claims(t.Context(), f)
			if err != nil {
				t.Fatal(err)
			}
			add(paged, page.Rows)
			if !page.More {
				break
			}
			last := page.Rows[len(page.Rows)-1]
			f.After = store.Cursor{At: last.Served(), ID: last.ID}
		}
		err := o.ExportClaims(t.Context(), first, func(some []store.Claim) error { add(exported, some); return nil })
		if diff := cmp.Diff(paged, exported); err != nil || diff != "" {
			t.Error(err, "the export is not what the pages are:", diff)
		}
		return paged
	}
	want := map[string]string{"complete": "[]", "place": "[place]", "audio": "[audio]", "consent": "[consent]", "minutes": "[minutes]",
		"payer": "[payer]", "rule": "[rule]", "another": "[]"}
	if diff := cmp.Diff(want, found(f)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	page, err := o.Claims(t.Context(), f)
	if want := (store.ClaimTotals{Sessions: 8, Minutes: 210, Attention: 6}); err != nil || page.Totals != want {
		t.Errorf("got %+v, want %+v; %v", page.Totals, want, err)
	}
	attention := f
	attention.Attention = true
	delete(want, "complete")
	delete(want, "another")
	if diff := cmp.Diff(want, found(attention)); diff != "" {
		t.Errorf("needing attention (-want +got):\n%s", diff)
	}
	provider := f
	provider.Provider = d.As(t, "solo@northside.example", d.Northside).User()
	payer := f
	payer.Payer = "unknown"
	if got := found(provider); len(got) != 1 || got["another"] == "" {
		t.Errorf("of one provider: %v", got)
	}
	if got := found(payer); len(got) != 1 || got["payer"] == "" {
		t.Errorf("of one payer: %v", got)
	}
	if n := d.Count(t, `SELECT count(*) FROM pf_audit WHERE action = 'billing.export'`); n != 4 {
		t.Errorf("%d exports are on record, want 4", n)
	}
}

// A page and an export go by the index, whatever the filter.
func TestClaimPlans(t *testing.T) {
	t.Parallel()
	dbtest.OnlyFiles(t, "plans that go by the index that they are told")
	d := storetest.Empty(t)
	f := store.ClaimFilter{From: time.UnixMilli(0), To: time.UnixMilli(1), Provider: "p", Payer: "other", Limit: 3,
		After: store.Cursor{At: time.UnixMilli(0), ID: "x"}}
	for name, query := range f.Plans() {
		plan := d.Plan(t, query.SQL, query.Args...)
		if !strings.Contains(plan, "SEARCH s USING INDEX pm_sessions_served (org_id=? AND <expr>>? AND <expr><?)") ||
			strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN") {
			t.Errorf("%s is found by\n%s", name, plan)
		}
	}
}

// Who pays is known later than the visit: the sessions that had no hint get one, and
// those that had one keep it.
func TestHintFollowsThePayer(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	ids := claims(t, d)
	d.Exec(t, `UPDATE pm_telehealth_sessions SET patient_id = (SELECT id FROM pm_patients WHERE family_name = 'Payerless')
		WHERE id = $1`, ids["complete"])
	o := d.As(t, "staff@northside.example", d.Northside)
	v, err := o.Session(t.Context(), ids["payer"])
	if err != nil {
		t.Fatal(err)
	}
	p, err := o.Patient(t.Context(), v.PatientID)
	if err != nil {
		t.Fatal(err)
	}
	p.PayerClass = "medicare"
	if _, err := o.ChangePatient(t.Context(), p.Version, p); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"payer": "10/", "complete": "10/95"} {
		if v, err := o.Session(t.Context(), ids[name]); err != nil || codes(v.Billing) != want {
			t.Errorf("%s: got %s, want %s; %v", name, codes(v.Billing), want, err)
		}
	}
}
