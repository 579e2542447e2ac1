package handlers

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

func TestDay(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t) // it is Monday, 2 March 2026, in New York
	late := d.booked(d.wish("day", "2026-03-02", "starts", "23:30", "ends", "23:59"))
	early := d.booked(d.wish("day", "2026-03-02", "starts", "00:00", "ends", "00:20", "afterwards", "yes"))
	d.booked(d.wish("day", "2026-03-01", "afterwards", "yes"))
	d.booked(d.wish("day", "2026-03-03"))
	page := d.by("staff").get("/pm/appointments").expect(t, http.StatusOK)
	var ids []string
	page.Doc.Find(".agenda > li").Each(func(_ int, s *goquery.Selection) { ids = append(ids, s.AttrOr("id", "")) })
	if want := []string{"appointment-" + string(early.ID), "appointment-" + string(late.ID)}; !slices.Equal(ids, want) {
		t.Error(ids, want)
	}
	if row := page.Doc.Find("#" + ids[0]); row.Find("time").Text() != "00:00 – 00:20" || row.Find("h2").Text() != "Ana Silva" ||
		!strings.Contains(row.Text(), "The provider@northside") {
		t.Error(squash(row.Text()))
	}
	if lede := page.Doc.Find(".lede").Text(); lede != "Monday, March 2, 2026 (today). Times are in Eastern Time." {
		t.Error(lede)
	}
	for selector, want := range map[string]string{"a[rel=prev]": "/pm/appointments?day=2026-03-01",
		"a[rel=next]":                  "/pm/appointments?day=2026-03-03",
		".daynav a[aria-current=date]": "/pm/appointments", ".pagehead .btn": "/pm/appointments/new?day=2026-03-02"} {
		if got := page.Doc.Find(selector).AttrOr("href", ""); got != want {
			t.Errorf("%s leads to %s, want %s", selector, got, want)
		}
	}
	if strings.Contains(page.Doc.Find("title").Text(), "Silva") {
		t.Error("the title names a patient")
	}
}

func TestEmptyDaySaysWhatToDo(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	a := d.by("staff").get("/pm/appointments?day=2026-04-01")
	if a.Doc.Find(`.empty a[href="/pm/appointments/new?day=2026-04-01"]`).Length() != 1 {
		t.Error(squash(a.Doc.Find("main").Text()))
	}
	if a := d.by("readonly").get("/pm/appointments?day=2026-04-01"); a.Doc.Find(".empty").Length() != 1 ||
		a.Doc.Find(`a[href*="/new"]`).Length() != 0 {
		t.Error(squash(a.Doc.Find("main").Text()))
	}
}

func TestBadDayIsToday(t *testing.T) {
	t.Parallel()
	d := newFrontDesk(t)
	b := d.by("readonly")
	for _, day := range []string{"yesterday", "2026-02-30", "2026-3-2", "%3Cscript%3E", "99999-01-01"} {
		t.Run(day, func(t *testing.T) {
			a := b.get("/pm/appointments?day="+day).expect(t, http.StatusOK)
			if !strings.Contains(a.Doc.Find(".lede").Text(), "March 2, 2026") || a.Doc.Find(".notice[data-kind=warn]").Length() != 1 {
				t.Errorf("got %s, want today and a warning", squash(a.Doc.Find("main").Text()))
			}
		})
	}
	for _, day := range []string{"0000-01-01", "9999-12-31", ""} {
		t.Run(day, func(t *testing.T) { // real, if far away
			if a := b.get("/pm/appointments?day="+day).expect(t, http.StatusOK); a.Doc.Find(".notice").Length() != 0 {
				t.Errorf("got the notice in %s, want none", squash(a.Doc.Find("main").Text()))
			}
		})
	}
}
