package clinic

import (
	"testing"
	"time"
)

func TestElsewhere(t *testing.T) {
	t.Parallel()
	denver, err := time.LoadLocation("America/Denver")
	if err != nil {
		t.Fatal(err)
	}
	winter, summer := time.Date(2026, 1, 5, 17, 0, 0, 0, time.UTC), time.Date(2026, 7, 6, 16, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name, zone string
		at         time.Time
		want       string // "" when it need not be said
	}{
		{"at home", "", winter, ""},
		{"the same zone", "America/Denver", winter, ""},
		{"the same clock in winter", "America/Phoenix", winter, ""},
		{"another clock in summer", "America/Phoenix", summer, "09:00"},
		{"another zone", "America/New_York", summer, "12:00"},
		{"one that is not in the list", "Asia/Thimphu", winter, "23:00"},
		{"none", "Mars/Phobos", winter, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			there, differs := Elsewhere(c.at, c.zone, denver)
			if differs != (c.want != "") || differs && there.Format("15:04") != c.want || !there.Equal(c.at) {
				t.Errorf("got %v %t, want %q", there, differs, c.want)
			}
		})
	}
}
