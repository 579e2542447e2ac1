package clinic_test

import (
	"slices"
	"testing"

	"televisit/clinic"
)

func TestLacks(t *testing.T) {
	t.Parallel()
	ready := clinic.Session{URL: "https://video.example/room", Modality: clinic.AudioVideo,
		Consent: clinic.Consent{State: clinic.ConsentGranted}, Location: clinic.Location{Patient: "home", PatientState: "NY"}}
	for name, tt := range map[string]struct {
		change func(*clinic.Session, *clinic.Settings)
		kind   clinic.LinkKind
		want   []clinic.Lack
	}{
		"nothing": {func(*clinic.Session, *clinic.Settings) {}, clinic.LinkURL, nil},
		"consent not asked": {func(s *clinic.Session, _ *clinic.Settings) { s.Consent.State = clinic.ConsentPending }, clinic.LinkURL,
			[]clinic.Lack{clinic.LacksConsent}},
		"consent declined": {func(s *clinic.Session, _ *clinic.Settings) { s.Consent.State = clinic.ConsentDeclined }, clinic.LinkURL,
			[]clinic.Lack{clinic.LacksConsent}},
		"consent overridden": {func(s *clinic.Session, _ *clinic.Settings) { s.Consent.State = clinic.ConsentOverridden }, clinic.LinkURL,
			nil},
		"consent not demanded": {func(s *clinic.Session, o *clinic.Settings) {
			s.Consent.State, o.RequireConsent = clinic.ConsentPending, false
		}, clinic.LinkURL, nil},
		"no link": {func(s *clinic.Session, _ *clinic.Settings) { s.URL = "" }, clinic.LinkTemplate,
			[]clinic.Lack{clinic.LacksLink}},
		"no link, platform gone":   {func(s *clinic.Session, _ *clinic.Settings) { s.URL = "" }, "", []clinic.Lack{clinic.LacksLink}},
		"a platform without links": {func(s *clinic.Session, _ *clinic.Settings) { s.URL = "" }, clinic.LinkNone, nil},
		"nobody to meet": {func(s *clinic.Session, _ *clinic.Settings) { s.URL, s.Modality = "", clinic.StoreForward },
			clinic.LinkURL, nil},
		"no location": {func(s *clinic.Session, o *clinic.Settings) {
			s.Location, o.RequireLocation = clinic.Location{}, "block"
		},
			clinic.LinkURL, nil},
		"everything": {func(s *clinic.Session, _ *clinic.Settings) { *s = clinic.Session{Modality: clinic.AudioOnly} }, clinic.LinkPhone,
			[]clinic.Lack{clinic.LacksConsent, clinic.LacksLink}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, set := ready, clinic.DefaultSettings()
			tt.change(&s, &set)
			if got := s.Lacks(set, tt.kind); !slices.Equal(got, tt.want) {
				t.Errorf("got %v, want %v", got, tt.want)
			}
		})
	}
}
