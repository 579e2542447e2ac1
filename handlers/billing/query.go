package billing

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// mostDays is how many days the page looks at.
const mostDays = 366

// rowsShown is how many sessions a page has.
const rowsShown = 50

// A query is which sessions an address asks for.
type query struct {
	from, until     string // as typed
	period          clinic.Period
	provider, payer string
	attention       bool
	after           store.Cursor
}

// queryOf reads the address: this month unless it says otherwise. It returns Invalid,
// naming each field that makes no sense, with what was typed.
func queryOf(r *web.Request, org *store.Org, providers []store.Member) (q query, err error) {
	today := label.Today(r, org)
	month := clinic.MonthOf(today, 0)
	q = query{from: text(r, "from"), until: text(r, "until"), provider: text(r, "provider"), payer: text(r, "payer"),
		attention: text(r, "attention") != "", after: cursorOf(text(r, "after"))}
	switch {
	case q.from == "" && q.until == "":
		q.from, q.until = string(month.From), string(month.Until)
	case q.until == "":
		q.until = string(max(today, clinic.Day(q.from)))
	case q.from == "":
		q.from = string(clinic.MonthOf(clinic.Day(q.until), 0).From)
	}
	var p clinic.Problems
	q.period, err = clinic.ParsePeriod(q.from, q.until, mostDays)
	p.AddErrors(clinic.FieldsOf(err)...)
	known := q.provider == ""
	for _, m := range providers {
		known = known || string(m.ID) == q.provider
	}
	if !known {
		p.Add("provider", "Choose one of the list.")
	}
	if q.payer != "" && label.TextOf(label.Payers, q.payer) == q.payer {
		p.Add("payer", "Choose one of the list.")
	}
	return q, p.Err()
}

func text(r *web.Request, name string) string { return strings.TrimSpace(r.FormValue(name)) }

// filter returns q as the store asks for it, days in zone.
func (q query) filter(zone *time.Location) store.ClaimFilter {
	f := store.ClaimFilter{Provider: clinic.UserID(q.provider), Payer: q.payer, Attention: q.attention, After: q.after, Limit: rowsShown}
	f.From, f.To = q.period.Bounds(zone)
	return f
}

// address returns where below is with q, and with a page that begins after a place.
func (q query) address(r *web.Request, below string, after store.Cursor) string {
	v := url.Values{"from": {q.from}, "until": {q.until}}
	for name, value := range map[string]string{"provider": q.provider, "payer": q.payer, "after": cursorText(after)} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if q.attention {
		v.Set("attention", "1")
	}
	return r.Path(label.Billing+below) + "?" + v.Encode()
}

// within returns q for other days, from its first page on.
func (q query) within(p clinic.Period) query {
	q.period, q.from, q.until, q.after = p, string(p.From), string(p.Until), store.Cursor{}
	return q
}

func cursorText(c store.Cursor) string {
	if c.ID == "" {
		return ""
	}
	return strconv.FormatInt(c.At.UnixMilli(), 10) + "." + string(c.ID)
}

// cursorOf reads what cursorText wrote; anything else is the first page.
func cursorOf(text string) store.Cursor {
	ms, id, _ := strings.Cut(text, ".")
	n, err := strconv.ParseInt(ms, 10, 64)
	if err != nil || id == "" {
		return store.Cursor{}
	}
	return store.Cursor{At: time.UnixMilli(n), ID: clinic.SessionID(id)}
}
