package store_test

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/storetest"
)

// TestAnotherOrgIsOutOfReach calls every method of *store.Org from Harbor, as
// one who may do everything there, with the ids of Northside.
func TestAnotherOrgIsOutOfReach(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	d.Exec(t, `INSERT INTO pf_membership_roles (org_id, user_id, role_id)
		SELECT $1, id, 'org_admin' FROM pf_users WHERE email = 'solo@northside.example'`, d.Harbor)
	theirs := north(t, d)
	o := d.As(t, "solo@northside.example", d.Harbor)
	called := 0
	for i := range reflect.TypeOf(o).NumMethod() {
		method := reflect.TypeOf(o).Method(i)
		for _, args := range theirs.calls(t, method.Type) {
			before := d.Dump(t, d.Northside)
			out := reflect.ValueOf(o).Method(i).Call(args)
			called++
			if d.Dump(t, d.Northside) != before {
				t.Errorf("%s changed a row of the other org", method.Name)
			}
			var err error
			if e, ok := out[len(out)-1].Interface().(error); ok {
				err = e
			}
			if k := clinic.KindOf(err); err != nil && k != clinic.NotFound && k != clinic.Invalid {
				t.Errorf("%s: %v", method.Name, err)
			}
			for _, v := range out {
				if text, err := json.Marshal(v.Interface()); err == nil && theirs.shownIn(string(text)) {
					t.Errorf("%s shows the other org's: %s", method.Name, text)
				}
			}
		}
	}
	if called < 20 {
		t.Errorf("only %d calls were made", called)
	}
}

// foreignIDs are the ids of an org that is not one's own.
type foreignIDs struct {
	session, gone clinic.SessionID
	appointment   clinic.AppointmentID
	patient       clinic.Patient
	provider      clinic.UserID
	platform      clinic.PlatformID
	role          clinic.RoleID
	webhook       clinic.Webhook
}

// north fills Northside and returns what is in it.
func north(t *testing.T, d *storetest.Desk) foreignIDs {
	t.Helper()
	o := d.As(t, "provider@northside.example", d.Northside)
	all, err := o.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := foreignIDs{patient: d.Patient(t, d.Northside, "Nora", "Northerner", "NN-1"), provider: o.User(), platform: all[0].ID}
	a, err := o.BookAppointment(t.Context(), clinic.Booking{PatientID: n.patient.ID, ProviderID: n.provider, PlatformID: n.platform,
		Telehealth: true, StartsAt: d.Clock.Now(), EndsAt: d.Clock.Now().Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	n.appointment, n.session = a.ID, a.SessionID
	d.Session(t, storetest.Row{Status: "completed", Family: "Northerner"})
	n.webhook, _, err = d.As(t, "admin@northside.example", d.Northside).AddWebhook(t.Context(),
		clinic.Webhook{URL: "https://north.example/hooks", Events: clinic.Events})
	if err != nil {
		t.Fatal(err)
	}
	n.trust(t, d)
	n.gone = d.Session(t, storetest.Row{Deleted: true})
	n.role, err = d.As(t, "admin@northside.example", d.Northside).AddRole(t.Context(), store.RoleEdit{RoleDraft: clinic.RoleDraft{
		Name: "Northerners", Rights: clinic.Rights{clinic.ViewSessions: clinic.All}}})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// trust lets Northside's provider sign in by single sign-on, as they did once.
func (n foreignIDs) trust(t *testing.T, d *storetest.Desk) {
	t.Helper()
	err := d.As(t, "admin@northside.example", d.Northside).ChangeIdentityProvider(t.Context(), clinic.IdentityProvider{Name: "Northerner ID",
		Issuer: "https://north.example", ClientID: "Northerner", Domains: []string{"northside.example"}, Active: true}, "secret")
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Store.UnscopedSignOn(t.Context(), store.Arrival{Org: d.Northside, As: store.Client{Issuer: "https://north.example",
		ID: "Northerner"}, Identity: clinic.Identity{Subject: "s", Email: "provider@northside.example", Verified: true}})
	if err != nil {
		t.Fatal(err)
	}
}

func (n foreignIDs) shownIn(text string) bool {
	for _, secret := range []string{string(n.session), string(n.gone), string(n.appointment), string(n.patient.ID),
		string(n.platform), string(n.role), string(n.webhook.ID), "Northerner"} {
		if strings.Contains(text, secret) {
			return true
		}
	}
	return false
}

// calls returns the arguments to call a method with: once with each id that
// could stand where its type allows several.
func (n foreignIDs) calls(t *testing.T, method reflect.Type) [][]reflect.Value {
	t.Helper()
	all := [][]reflect.Value{nil}
	for i := 1; i < method.NumIn(); i++ {
		var longer [][]reflect.Value
		for _, value := range n.values(t, method.In(i)) {
			for _, args := range all {
				longer = append(longer, append(append([]reflect.Value{}, args...), value))
			}
		}
		all = longer
	}
	return all
}

func (n foreignIDs) values(t *testing.T, in reflect.Type) []reflect.Value {
	t.Helper()
	of := func(values ...any) (all []reflect.Value) {
		for _, v := range values {
			all = append(all, reflect.ValueOf(v).Convert(in))
		}
		return all
	}
	patient := n.patient
	patient.MRN, patient.Given, patient.Family = "ANOTHER", "Sonny", "Southerner" // adding one of that id makes a new one
	start := storetest.Start.Add(100 * time.Hour)
	booking := clinic.Booking{PatientID: n.patient.ID, ProviderID: n.provider, PlatformID: n.platform, Telehealth: true,
		StartsAt: start, EndsAt: start.Add(time.Hour), OverrideReason: "r"}
	known := map[reflect.Type][]any{
		reflect.TypeFor[clinic.SessionID]():     {n.session, n.gone},
		reflect.TypeFor[clinic.AppointmentID](): {n.appointment},
		reflect.TypeFor[clinic.PatientID]():     {n.patient.ID},
		reflect.TypeFor[[]clinic.PatientID]():   {[]clinic.PatientID{n.patient.ID}},
		reflect.TypeFor[clinic.Patient]():       {patient},
		reflect.TypeFor[clinic.Booking]():       {booking},
		reflect.TypeFor[clinic.Series]():        {clinic.Series{Repeat: clinic.Repeat{EveryWeeks: 1, Count: 3}}},
		reflect.TypeFor[[]clinic.Exception]():   {[]clinic.Exception{{Key: string(n.appointment), Skip: true}}},
		reflect.TypeFor[clinic.Move]():          {clinic.Move{To: clinic.Cancelled, Reason: "r"}, clinic.Move{To: clinic.Active}},
		reflect.TypeFor[clinic.Consent]():       {clinic.Consent{State: clinic.ConsentNotRequired}},
		reflect.TypeFor[clinic.Location]():      {clinic.Location{Patient: "home"}},
		reflect.TypeFor[clinic.Times](): {clinic.Times{StartedAt: storetest.Start.Add(-time.Hour), EndedAt: storetest.Start,
			Minutes: 60}},
		reflect.TypeFor[clinic.UserID]():   {n.provider},
		reflect.TypeFor[[]clinic.RoleID](): {[]clinic.RoleID{clinic.OrgAdmin}},
		reflect.TypeFor[clinic.RoleID]():   {n.role},
		reflect.TypeFor[store.RoleEdit](): {store.RoleEdit{Version: 1, RoleDraft: clinic.RoleDraft{Name: "Southern",
			Rights: clinic.Rights{clinic.ViewSessions: clinic.All}}}},
		reflect.TypeFor[store.SessionFilter](): {store.SessionFilter{Limit: 100}, store.SessionFilter{Limit: 100, Provider: n.provider},
			store.SessionFilter{Limit: 100, Search: "Northerner"}},
		reflect.TypeFor[store.PatientFilter]():   {store.PatientFilter{Limit: 100}, store.PatientFilter{Limit: 100, Search: "NN-1"}},
		reflect.TypeFor[store.PatientSearch]():   {store.PatientSearch{Text: "NN-1"}, store.PatientSearch{Text: "Northerner"}},
		reflect.TypeFor[time.Time]():             {storetest.Start.AddDate(0, 0, -1), storetest.Start.AddDate(0, 0, 1)},
		reflect.TypeFor[int64]():                 {int64(1)},
		reflect.TypeFor[int]():                   {14},
		reflect.TypeFor[clinic.Day]():            {clinic.DayIn(storetest.Start, time.UTC)},
		reflect.TypeFor[map[string]string]():     {map[string]string{"telehealth_default_platform": string(n.platform)}},
		reflect.TypeFor[clinic.PlatformID]():     {n.platform},
		reflect.TypeFor[clinic.Platform]():       {clinic.Platform{ID: n.platform, Name: "P", Kind: clinic.LinkPhone, Endpoint: "+15550123"}},
		reflect.TypeFor[store.SecretChange]():    {store.SecretChange{}, store.SecretChange{Remove: true}},
		reflect.TypeFor[bool]():                  {true, false},
		reflect.TypeFor[string]():                {"because", "NORTHERNER"},
		reflect.TypeFor[clinic.AudioOnlyFacts](): {clinic.AudioOnlyFacts{Reason: "unable", Video: "yes"}},
		reflect.TypeFor[clinic.Period]():         {clinic.MonthOf(clinic.DayIn(storetest.Start, time.UTC), 0)},
		reflect.TypeFor[clinic.BillingRule](): {clinic.BillingRule{PayerClass: "any", OrgKind: "any", Modality: clinic.AudioVideo,
			PatientAt: "any", Source: "s"}},
		reflect.TypeFor[store.RuleTrial]():   {store.RuleTrial{Period: clinic.MonthOf(clinic.DayIn(storetest.Start, time.UTC), 0)}},
		reflect.TypeFor[store.ClaimFilter](): {store.ClaimFilter{To: storetest.Start.AddDate(1, 0, 0), Provider: n.provider, Limit: 100}},
		reflect.TypeFor[func([]store.Claim) error](): {func(some []store.Claim) error {
			for _, v := range some {
				if n.shownIn(string(v.ID) + v.PatientName) {
					t.Errorf("an export holds the other org's %s", v.ID)
				}
			}
			return nil
		}},
		reflect.TypeFor[clinic.WebhookID]():        {n.webhook.ID},
		reflect.TypeFor[clinic.Webhook]():          {n.webhook},
		reflect.TypeFor[clinic.IdentityProvider](): {clinic.IdentityProvider{Issuer: "https://id.example", ClientID: "Northerner"}},
		reflect.TypeFor[store.DeliveryFilter]():    {store.DeliveryFilter{Limit: 100}},
		reflect.TypeFor[store.AuditFilter](): {store.AuditFilter{Limit: 100}, store.AuditFilter{Limit: 100, Patient: n.patient.ID},
			store.AuditFilter{Limit: 100, Session: n.session}, store.AuditFilter{Limit: 100, Person: n.provider}},
		reflect.TypeFor[func([]store.Trace) error](): {func([]store.Trace) error { return nil }},
	}
	if in == reflect.TypeFor[context.Context]() {
		return []reflect.Value{reflect.ValueOf(t.Context())}
	}
	values, ok := known[in]
	if !ok {
		t.Fatalf("a method takes a %v: say here what the other org's is", in)
	}
	return of(values...)
}
