package e2e

import (
	"strings"
	"testing"
	"time"

	"televisit/clinic"
)

// A clicker counts how often a person presses something.
type clicker struct {
	*person
	clicks int
}

// on presses what selector finds.
func (c *clicker) on(selector string) {
	c.t.Helper()
	c.clicks++
	c.press(selector)
}

// A caller who is not on file is booked for tomorrow at ten on one page, in five
// presses beside typing, with and without JavaScript.
func TestCallerInFivePresses(t *testing.T) {
	t.Parallel()
	for name, scripts := range map[string]bool{"with scripts": true, "without": false} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			before := s.Patient(t, s.Northside, "Bo", "Birch", "N-1")
			desk := s.As(t, staff, s.Northside)
			platforms, err := desk.Platforms(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			_, err = desk.BookAppointment(t.Context(), clinic.Booking{PatientID: before.ID, Telehealth: true,
				ProviderID: s.As(t, provider, s.Northside).User(), PlatformID: platforms[0].ID,
				StartsAt: s.Clock.Now().Add(48 * time.Hour), EndsAt: s.Clock.Now().Add(48*time.Hour + 20*time.Minute)})
			if err != nil {
				t.Fatal(err)
			}
			p := s.person(t)
			if !scripts {
				p = s.plain(t)
			}
			p.signIn(staff)
			p.open("/")
			c := &clicker{person: p}
			p.leave(func() { c.on(`.desk [data-key="n"]`) })
			if scripts {
				p.opensAt("#f-find")
				p.key("Zoe Zephyr")
				p.wait("fields of a new patient", `document.querySelector("#new-open #f-family").value === "Zephyr"`)
			} else {
				c.on("#new-folded summary")
				p.fill("family", "Zephyr")
				p.fill("given", "Zoe")
			}
			tomorrow := clinic.DayIn(s.Clock.Now(), desk.Settings().Zone()).Add(1)
			c.on("label[for=f-born]")
			p.key("02031991")
			c.on("label[for=f-day]")
			p.key(usDate(tomorrow))
			c.on("label[for=f-starts]")
			p.key("1000AM")
			if !scripts {
				p.fill("ends", "10:20")
			} else if ends := read[string](p, `document.querySelector("#f-ends").value`); ends != "10:20" {
				t.Errorf("the end is %s, want as long as last time", ends)
			}
			p.leave(func() { c.on("#booking .actions button[type=submit]") })
			p.wait("what was booked", `document.querySelector(".notice")?.textContent.includes("Zoe Zephyr")`)
			if most := map[bool]int{true: 5, false: 6}[scripts]; c.clicks > most {
				t.Errorf("%d presses, want at most %d", c.clicks, most)
			}
			if !strings.Contains(read[string](p, `location.search`), string(tomorrow)) {
				t.Error("the day shown is", read[string](p, `location.search`))
			}
		})
	}
}

// usDate is how a date is typed into a field of an American browser.
func usDate(d clinic.Day) string { return string(d[5:7]) + string(d[8:]) + string(d[:4]) }
