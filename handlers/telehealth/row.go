package telehealth

import (
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// A Row is one session in a table of people by time.
type Row struct {
	Card
	Time   string // the planned start, with its day unless the table is of that day
	Age    string // of the patient
	Born   string
	Due    *Due   // how late it is, how long it has been on, or how soon it begins
	Late   bool   // it was to begin by now
	Ready  bool   // nothing is missing
	Lacks  []Lack // what is
	OfList bool   // with when it was made and how long it lasted
}

var rowPart = ui.NewPart[Row]("telehealth/row")

// A Due says how far off a session is: a word and an instant.
type Due struct {
	Word string
	Time ui.Moment
}

// A Lack is something that a session still needs, and where it is seen to.
type Lack struct{ Text, Icon, URL string }

// A Table makes the rows of one page.
type Table struct {
	r      *web.Request
	org    *store.Org
	kinds  map[clinic.PlatformID]clinic.LinkKind
	zone   *time.Location
	today  clinic.Day
	ofList bool
}

// NewTable returns a table for org's reader: of the day, or of the list.
func NewTable(r *web.Request, org *store.Org, ofList bool) (Table, error) {
	t := Table{r: r, org: org, zone: org.Settings().Zone(), today: label.Today(r, org), ofList: ofList,
		kinds: map[clinic.PlatformID]clinic.LinkKind{}}
	all, err := org.Platforms(r.Context())
	for _, p := range all {
		t.kinds[p.ID] = p.Kind
	}
	return t, err
}

// Rows returns the rows of all.
func (t Table) Rows(all []clinic.Session) (rows []Row) {
	for _, s := range all {
		rows = append(rows, t.Row(s))
	}
	return rows
}

// Row returns the row of s.
func (t Table) Row(s clinic.Session) Row {
	r := t.r
	card := CardOf(r, s, t.org)
	if t.ofList {
		card = card.raw(r, s)
	}
	row := Row{Card: card, Time: t.startText(s.StartsAt), OfList: t.ofList, Due: t.due(s), Lacks: t.lacks(s)}
	row.Late = s.Status == clinic.Scheduled && !s.StartsAt.After(r.Now())
	row.Ready = s.Status == clinic.Scheduled && len(row.Lacks) == 0
	if s.PatientBorn != "" {
		row.Age, row.Born = label.ShortAge(r, s.PatientBorn, t.today), r.Day(s.PatientBorn, "2 Jan 2006")
	}
	return row
}

// startText returns at what time a session is planned, with the day unless that goes
// without saying.
func (t Table) startText(at time.Time) string {
	layout := "Mon 2 Jan, 15:04"
	if !t.ofList && clinic.DayIn(at, t.zone) == t.today {
		layout = "15:04"
	}
	return label.LocalTime(t.r, at, t.zone, layout)
}

// due returns how far off s is, nil when it is decided.
func (t Table) due(s clinic.Session) *Due {
	word, at := "Starts", s.StartsAt
	switch {
	case s.Status == clinic.Active:
		word, at = "Started", s.SpanAt
	case s.Status != clinic.Scheduled:
		return nil
	case !at.After(t.r.Now()):
		word = "Was due"
	}
	return &Due{t.r.T(word), t.r.MomentOf(at, t.r.Now(), t.zone)}
}

// lacks returns what s needs: before it starts consent and a link, and while it is on
// where the patient is.
func (t Table) lacks(s clinic.Session) (all []Lack) {
	page := label.SessionPath(t.r, s.ID, "")
	if s.Status == clinic.Active && s.Consent.Withdrawn {
		all = append(all, Lack{t.r.T("Consent withdrawn"), "triangle-alert", page + "#consent"})
	}
	if s.Status == clinic.Active && s.Location.Missing() && t.org.Settings().RequireLocation != "off" {
		all = append(all, Lack{t.r.T("Location not recorded"), "map-pin", page + "#location"})
	}
	if s.Status != clinic.Scheduled {
		return all
	}
	for _, l := range s.Lacks(t.org.Settings(), t.kinds[s.PlatformID]) {
		switch {
		case l == clinic.LacksConsent && s.Consent.Withdrawn:
			all = append(all, Lack{t.r.T("Consent withdrawn"), "triangle-alert", page + "#consent"})
		case l == clinic.LacksConsent && s.Consent.State == clinic.ConsentDeclined:
			all = append(all, Lack{t.r.T("Consent declined"), "triangle-alert", page + "#consent"})
		case l == clinic.LacksConsent:
			all = append(all, Lack{t.r.T("Consent not recorded"), "shield-check", page + "#consent"})
		case l == clinic.LacksLink:
			all = append(all, Lack{t.r.T("No link to join"), "link", page + "#visit"})
		}
	}
	return all
}
