package telehealth

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
)

// How many sessions a page of the list has.
const (
	cardsShown = 24
	rowsShown  = 50
)

// sessionQuery is the view of the list that a URL asks for, as far as it makes
// sense. The URL is the view: the same query gives the same list to anyone
// with the same rights.
type sessionQuery struct {
	Status   clinic.Status
	Provider clinic.UserID
	Platform clinic.PlatformID
	Modality clinic.Modality
	From, To clinic.Day
	Unready  bool // only what is scheduled and lacks something
	ByTime   bool // by planned start, not by creation
	Table    bool // rows, not cards
	After    store.Cursor
	Search   string   // posted, never part of a URL
	Dropped  []string // what was asked for and made no sense
}

// choices are what a filter can be set to.
type choices struct {
	providers []store.Member
	platforms []clinic.Platform
}

// parseSessionQuery reads a query. A value that is not among the choices is
// dropped, and named in Dropped.
func parseSessionQuery(v url.Values, c choices) sessionQuery {
	if len(v) == 0 {
		return sessionQuery{}
	}
	q := sessionQuery{Status: clinic.Status(v.Get("status")), Table: v.Get("view") == "table", Search: strings.TrimSpace(v.Get("q"))}
	if tab, ok := v["tab"]; ok {
		q.Status = clinic.Status(tab[0])
	}
	valid := func(name, value string, known bool) string {
		if value == "" || known {
			return value
		}
		q.Dropped = append(q.Dropped, name)
		return ""
	}
	provider, platform, modality := v.Get("provider"), v.Get("platform"), v.Get("modality")
	q.Provider = clinic.UserID(valid("provider", provider, c.hasProvider(provider)))
	q.Platform = clinic.PlatformID(valid("platform", platform, c.hasPlatform(platform)))
	q.Modality = clinic.Modality(valid("modality", modality, clinic.Modality(modality).Known()))
	q.From = clinic.Day(valid("from", v.Get("from"), isDay(v.Get("from"))))
	q.To = clinic.Day(valid("to", v.Get("to"), isDay(v.Get("to"))))
	q.Unready = valid("ready", v.Get("ready"), v.Get("ready") == "no") != ""
	order := v.Get("order")
	if by, ok := v["by"]; ok {
		order = by[0]
	}
	q.ByTime = valid("order", order, order == "time") != ""
	after, ok := parseCursor(v.Get("after"))
	if valid("page", v.Get("after"), ok) != "" {
		q.After = after
	}
	return q
}

func (c choices) hasProvider(id string) bool {
	for _, p := range c.providers {
		if string(p.ID) == id {
			return true
		}
	}
	return false
}

func (c choices) hasPlatform(id string) bool {
	for _, p := range c.platforms {
		if string(p.ID) == id {
			return true
		}
	}
	return false
}

func isDay(text string) bool {
	_, err := clinic.ParseDay(text)
	return err == nil
}

// parseCursor reads what cursorText wrote.
func parseCursor(text string) (store.Cursor, bool) {
	ms, id, found := strings.Cut(text, ".")
	n, err := strconv.ParseInt(ms, 10, 64)
	if !found || err != nil || id == "" || len(id) > 64 {
		return store.Cursor{}, false
	}
	return store.Cursor{At: time.UnixMilli(n), ID: clinic.SessionID(id)}, true
}

func cursorText(c store.Cursor) string {
	return strconv.FormatInt(c.At.UnixMilli(), 10) + "." + string(c.ID)
}

// filter returns q as the store asks for it, days in zone.
func (q sessionQuery) filter(zone *time.Location) store.SessionFilter {
	f := store.SessionFilter{Status: q.Status, Provider: q.Provider, Platform: q.Platform, Modality: q.Modality,
		Search: q.Search, Unready: q.Unready, ByTime: q.ByTime, After: q.After, Limit: cardsShown}
	if q.Table {
		f.Limit = rowsShown
	}
	if q.From != "" {
		f.From, _ = q.From.Bounds(zone)
	}
	if q.To != "" {
		_, f.To = q.To.Bounds(zone)
	}
	return f
}

// narrowed reports whether q wants less than all sessions.
func (q sessionQuery) narrowed() bool {
	return q.Status != "" || q.Search != "" || q.Provider != "" || q.Platform != "" || q.Modality != "" || q.From != "" || q.To != "" ||
		q.Unready
}

// text returns the query of q without what is searched for, in one form
// however it was written. after is the page key, "" for the first page.
func (q sessionQuery) text(after string) string {
	var b strings.Builder
	add := func(name, value string) {
		if value == "" {
			return
		}
		if b.Len() > 0 {
			b.WriteByte('&')
		}
		b.WriteString(name + "=" + url.QueryEscape(value))
	}
	add("status", string(q.Status))
	add("provider", string(q.Provider))
	add("platform", string(q.Platform))
	add("modality", string(q.Modality))
	add("from", string(q.From))
	add("to", string(q.To))
	add("ready", readyText(q))
	add("order", orderText(q))
	add("after", after)
	return b.String()
}

// poll returns the query that the region of q is polled with: all of it but what is
// searched for.
func (q sessionQuery) poll() string {
	text := q.text(q.afterText())
	if !q.Table {
		return text
	}
	if text != "" {
		text += "&"
	}
	return text + "view=table"
}

// showsTable reports whether org's reader looks at the list as a table.
func showsTable(org *store.Org) bool { return org.Views().Sessions == "table" }

// afterText returns the page key of q.
func (q sessionQuery) afterText() string {
	if q.After.ID == "" {
		return ""
	}
	return cursorText(q.After)
}

// listTag names what a reader of q sees at an org version.
func listTag(r *web.Request, org *store.Org, q sessionQuery, version int64) string {
	parts := []string{q.poll(), q.Search}
	if q.Table { // as time goes on a session is late without any change on record
		parts = append(parts, r.Now().UTC().Format("2006-01-02 15:04"))
	}
	return Tag(r, org, version, parts...)
}
