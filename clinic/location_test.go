package clinic_test

import (
	"strings"
	"testing"

	"televisit/clinic"
)

func TestLocationCheck(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		at      clinic.Location
		wrong   string // the fields
		missing bool   // where the patient is
	}{
		"nothing":               {clinic.Location{}, "", true},
		"the patient":           {clinic.Location{Patient: "home", PatientState: "NY"}, "", false},
		"the provider":          {clinic.Location{Provider: "office", ProviderState: "NY"}, "", true},
		"no state":              {clinic.Location{Patient: "home"}, "patient_state", true},
		"no place":              {clinic.Location{PatientState: "NY"}, "patient_place", true},
		"no provider's state":   {clinic.Location{Patient: "home", PatientState: "NY", Provider: "office"}, "provider_state", false},
		"no such place":         {clinic.Location{Patient: "moon", PatientState: "NY"}, "patient_place", false},
		"no such state":         {clinic.Location{Patient: "home", PatientState: "XX"}, "patient_state", false},
		"neither nor":           {clinic.Location{Provider: "moon", ProviderState: "XX"}, "provider_place provider_state", true},
		"a territory, a person": {clinic.Location{Patient: "vehicle", PatientState: "GU", ProviderState: "GU"}, "provider_place", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var wrong []string
			for _, f := range clinic.FieldsOf(tt.at.Check()) {
				wrong = append(wrong, f.Field)
			}
			if got := strings.Join(wrong, " "); got != tt.wrong {
				t.Errorf("wrong are %q, want %q", got, tt.wrong)
			}
			if tt.at.Missing() != tt.missing || (tt.at.PatientPlace() == "") != tt.missing {
				t.Errorf("missing: %t, place %q, want missing: %t", tt.at.Missing(), tt.at.PatientPlace(), tt.missing)
			}
		})
	}
}

// What is wrong with consent, location and reason is said at once.
func TestMoveSaysAllThatIsWrong(t *testing.T) {
	t.Parallel()
	host := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
	s := standing(clinic.NoShow)
	s.Consent, s.Location = clinic.Consent{State: clinic.ConsentPending}, clinic.Location{}
	for name, tt := range map[string]struct {
		move clinic.Move
		want string
	}{
		"nothing": {clinic.Move{}, "consent patient_place reason"},
		"half": {clinic.Move{Consent: &clinic.Consent{State: clinic.ConsentGranted}, Location: &clinic.Location{Patient: "home"}},
			"method patient_state reason"},
		"known to be missing": {clinic.Move{NoLocation: true, Reason: "r"}, "consent"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tt.move.To = clinic.Active
			got, err := s.Move(tt.move, host, best(clinic.NoShow, clinic.Active))
			var fields []string
			for _, f := range clinic.FieldsOf(err) {
				fields = append(fields, f.Field)
			}
			if strings.Join(fields, " ") != tt.want || got.Status != clinic.NoShow {
				t.Errorf("wrong are %v, want %s; it is %s", fields, tt.want, got.Status)
			}
		})
	}
}
