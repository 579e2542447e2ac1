package handlers

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"televisit/clinic"
)

// refused sends f to be booked and checks that it is not, that each of fields
// says so, that the rest does not, and that all that was typed is kept.
func (d *frontDesk) refused(f map[string]string, fields ...string) {
	d.t.Helper()
	var all []string
	for field, value := range f {
		all = append(all, field, value)
	}
	sent := d.remote(all...)
	before := d.rows()
	page := d.by("manager").send("/pm/appointments/new", sent).expect(d.t, http.StatusUnprocessableEntity)
	if after := d.rows(); after != before {
		d.t.Errorf("%v: got the rows %s, want %s as before", f, after, before)
	}
	for _, field := range fields {
		if page.errorOf(field) == "" || page.Doc.Find(`[data-summary] a[href="#f-`+field+`"]`).Length() != 1 {
			d.t.Errorf("%v: got %q at %s, want a message there and in the summary", f, page.errorOf(field), field)
		}
	}
	if n := page.Doc.Find("[data-summary] li").Length(); n != len(fields) {
		d.t.Errorf("%v: got the summary %q, want %d faults", f, squash(page.Doc.Find("[data-summary]").Text()), len(fields))
	}
	shown := map[string]bool{}
	page.Doc.Find("[data-summary] li").Each(func(_ int, line *goquery.Selection) {
		if text := squash(line.Text()); shown[text] {
			d.t.Errorf("%v: summary says twice %q", f, text)
		} else {
			shown[text] = true
		}
	})
	for _, field := range []string{"day", "starts", "ends"} {
		if got := page.value(field); got != strings.TrimSpace(sent.Get(field)) {
			d.t.Errorf("%v: %s is %q, want %q as typed", f, field, got, sent.Get(field))
		}
	}
	for _, field := range []string{"patient_id", "provider_id", "platform_id", "modality"} {
		if wrong := page.errorOf(field) != ""; !wrong && page.value(field) != sent.Get(field) {
			d.t.Errorf("%v: %s is %q, want %q as chosen", f, field, page.value(field), sent.Get(field))
		}
	}
	if _, on := page.Doc.Find("#f-telehealth").Attr("checked"); !on {
		d.t.Errorf("%v: telehealth is off, want it on as chosen", f)
	}
}

func TestBadInput(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	harbor := d.As(t, "manager@harbor.example", d.Harbor)
	foreign, err := harbor.Platforms(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	theirs := d.Patient(t, d.Harbor, "Cleo", "Nakamura", "H-1")
	for _, c := range []struct{ field, value string }{
		{"day", ""}, {"day", "2026-02-30"}, {"day", "03/03/2026"}, {"day", "2026-3-3"}, {"day", "0026-03-03"},
		{"day", "9999-12-31"}, {"day", `"><script>`},
		{"starts", ""}, {"starts", "25:00"}, {"starts", "ten"}, {"starts", "10:00:00"},
		{"ends", ""}, {"ends", "10:60"}, {"ends", "10:00"}, {"ends", "09:59"}, {"ends", "00:10"}, {"ends", "23:00"},
		{"patient_id", ""}, {"patient_id", "nobody"}, {"patient_id", string(theirs.ID)},
		{"provider_id", ""}, {"provider_id", "nobody"},
		{"provider_id", string(d.As(t, "staff@northside.example", d.Northside).User())},
		{"provider_id", string(d.As(t, "provider@harbor.example", d.Harbor).User())},
		{"platform_id", ""}, {"platform_id", "nowhere"}, {"platform_id", string(foreign[0].ID)},
		{"modality", "telepathy"}, {"modality", "AUDIO_VIDEO"},
		{"override_reason", strings.Repeat("x", 501)},
	} {
		t.Run(fmt.Sprintf("%s %.20q", c.field, c.value), func(t *testing.T) {
			d.in(t).refused(map[string]string{c.field: c.value}, c.field)
		})
	}
	d.refused(map[string]string{"patient_id": "", "provider_id": "", "starts": "x", "ends": "y", "modality": "z"}, "patient_id",
		"provider_id", "starts", "ends", "modality")
	d.Exec(t, `UPDATE pm_telehealth_configuration SET active = false WHERE name = 'Phone'`)
	d.refused(map[string]string{"platform_id": string(d.platforms["Phone"])}, "platform_id")
	d.Exec(t, `UPDATE pf_users SET disabled_at = 1 WHERE email = 'provider@northside.example'`)
	d.refused(map[string]string{}, "provider_id")
	if text := d.by("manager").send("/pm/appointments/new", d.wish("patient_id", string(theirs.ID))).Text; strings.Contains(text,
		"Nakamura") {
		t.Error("another organization's patient is named")
	}
}

func TestBadInputOfAnEdit(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.booked(d.remote())
	before := d.rows()
	for field, value := range map[string]string{"day": "x", "starts": "24:00", "ends": "09:00", "patient_id": "nobody",
		"provider_id": "nobody", "platform_id": "nowhere", "modality": "telepathy"} {
		t.Run(field, func(t *testing.T) {
			page := d.by("staff").send(address(a, "edit"), edited(a, d.remote(field, value))).expect(t, http.StatusUnprocessableEntity)
			if page.errorOf(field) == "" || page.Doc.Find("input[name=version]").AttrOr("value", "") != "1" {
				t.Errorf("got %q, want a message at the field, and the version kept", squash(page.Doc.Find("[data-summary]").Text()))
			}
		})
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
}

func TestDaysWhenClocksChange(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // in New York
	d.refused(map[string]string{"day": "2026-03-08", "starts": "02:30", "ends": "03:30"}, "starts")
	d.refused(map[string]string{"day": "2026-03-08", "starts": "01:30", "ends": "02:15"}, "ends")
	first := d.booked(d.wish("day", "2026-11-01", "starts", "00:00", "ends", "00:30"))
	late := d.booked(d.wish("day", "2026-11-01", "starts", "23:00", "ends", "23:30"))
	page := d.by("readonly").get("/pm/appointments?day=2026-11-01")
	if page.Doc.Find("#appointment-"+string(first.ID)).Length() != 1 || page.Doc.Find("#appointment-"+string(late.ID)).Length() != 1 {
		t.Error("the day of 25 hours is not whole")
	}
}

func TestRolesAndOwners(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	rest := d.booked(d.wish("provider_id", string(d.solo)))
	own := d.booked(d.wish("starts", "12:00", "ends", "12:30"))
	before := d.rows()
	f := d.wish("starts", "15:00", "ends", "15:30")
	for _, role := range []string{"biller", "readonly"} {
		t.Run(role, func(t *testing.T) {
			b := d.by(role)
			b.get("/pm/appointments").expect(t, http.StatusOK)
			for _, path := range []string{"/pm/appointments/new", address(own, "edit"), address(own, "cancel")} {
				b.get(path).expect(t, http.StatusForbidden)
				b.send(path, edited(own, f)).expect(t, http.StatusForbidden)
			}
		})
	}
	provider := d.by("provider")
	for _, page := range []string{"edit", "cancel"} {
		t.Run(page+" of another", func(t *testing.T) {
			provider.get(address(rest, page)).expect(t, http.StatusForbidden)
			f.Set("reason", "ill")
			provider.send(address(rest, page), edited(rest, f)).expect(t, http.StatusForbidden)
			f.Set("do", "find")
			if page == "edit" {
				provider.send(address(rest, page), edited(rest, f)).expect(t, http.StatusForbidden)
			}
			f.Del("do")
		})
	}
	harbor := d.as(t, "admin@harbor.example", d.Harbor)
	for _, page := range []string{"edit", "cancel"} {
		t.Run(page+" from another org", func(t *testing.T) {
			harbor.get(address(own, page)).expect(t, http.StatusNotFound)
			harbor.send(address(own, page), edited(own, f)).expect(t, http.StatusNotFound)
			harbor.get("/pm/appointments/%27%20OR%201=1/"+page).expect(t, http.StatusNotFound)
		})
	}
	if after := d.rows(); after != before {
		t.Error("rows went from", before, "to", after)
	}
	if text := harbor.get("/pm/appointments?day=2026-03-03").Text; strings.Contains(text, "Silva") {
		t.Error("another organization's day is shown")
	}
	row := provider.get("/pm/appointments?day=2026-03-03").Doc
	if row.Find("#appointment-"+string(rest.ID)+" .btn").Length() != 0 || row.Find("#appointment-"+string(own.ID)+" .btn").Length() != 2 {
		t.Error("offered is not what is allowed")
	}
	provider.send(address(own, "edit"), edited(own, f)).expect(t, http.StatusSeeOther)
	if got := d.appointment(own.ID); got.Version != 2 || got.Status != clinic.Booked {
		t.Errorf("%+v", got)
	}
}
