package clinic_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

func TestOneRoom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		kind           clinic.LinkKind
		endpoint, want string
	}{
		{clinic.LinkURL, "https://video.example/room", "https://video.example/room"},
		{clinic.LinkURL, "ftp://video.example/room", ""},
		{clinic.LinkURL, "tel:+15550100", ""},
		{clinic.LinkTemplate, "https://video.example/{session_id}", ""},
		{clinic.LinkTemplate, "https://video.example/{SESSION}", "https://video.example/{SESSION}"},
		{clinic.LinkJitsi, "https://meet.example", ""},
		{clinic.LinkPhone, "tel:+15550100", ""},
		{clinic.LinkNone, "https://video.example/room", ""},
	} {
		t.Run(string(tt.kind)+" "+tt.endpoint, func(t *testing.T) {
			t.Parallel()
			if got := (clinic.Platform{Kind: tt.kind, Endpoint: tt.endpoint}).OneRoom(); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// Each use of a room is written as its patient, its room and its minutes.
func TestSharedRooms(t *testing.T) {
	t.Parallel()
	for uses, want := range map[string]string{
		"":                                         "",
		"ana red 0 30":                             "",
		"ana red 0 30|ben red 30 60":               "",
		"ana red 0 30|ben red 29 60":               "ana0 ben29",
		"ben red 29 60|ana red 0 30":               "ana0 ben29",
		"ana red 0 30|ben blue 0 30":               "",
		"ana red 0 30|ana red 10 40":               "",
		"ana tel:1 0 30|ben tel:1 0 30":            "",
		"ana none 0 30|ben none 0 30":              "",
		"ana red 0 90|ben red 30 40|eve red 50 60": "ana0 ben30 eve50",
		"ana red 0 90|ana red 10 20|ben red 30 40|eve red 40 50": "ana0 ben30 eve40",
		"ana red 0 30|ben red 0 30|ana blue 0 30":                "ana0 ben0",
	} {
		t.Run(uses, func(t *testing.T) {
			t.Parallel()
			var all []clinic.RoomUse
			for use := range strings.FieldsFuncSeq(uses, func(c rune) bool { return c == '|' }) {
				f := strings.Fields(use)
				starts, _ := time.ParseDuration(f[2] + "m")
				ends, _ := time.ParseDuration(f[3] + "m")
				u := clinic.RoomUse{Appointment: clinic.AppointmentID(f[0] + f[2]), Patient: clinic.PatientID(f[0]), Link: "https://" + f[1],
					StartsAt: time.Unix(0, 0).Add(starts), EndsAt: time.Unix(0, 0).Add(ends)}
				if f[1] == "none" || strings.HasPrefix(f[1], "tel:") {
					u.Link = strings.TrimPrefix(f[1], "none")
				}
				all = append(all, u)
			}
			got := slices.Sorted(maps.Keys(clinic.SharedRooms(all)))
			var names []string
			for _, id := range got {
				names = append(names, string(id))
			}
			if text := strings.Join(names, " "); text != want {
				t.Errorf("got %q, want %q", text, want)
			}
		})
	}
}
