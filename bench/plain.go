package main

import (
	"bytes"
	"context"
	"database/sql"
	_ "embed"
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"

	"televisit/clinic"
)

//go:embed plain.html
var plainHTML string

// A plain is the plain way to the first page, as the front desk sees it: ask
// the database, execute a template, send. It knows no login and caches
// nothing but its prepared statements.
type plain struct {
	db   *raw
	t    *template.Template
	zone *time.Location
}

func newPlain(ctx context.Context, db *raw) (*plain, error) {
	const icons = "/static/0123456789abcdef/icons-1.62.svg"
	t, err := template.New("").Funcs(template.FuncMap{"asset": func() string { return icons }}).Parse(plainHTML)
	if err != nil {
		return nil, err
	}
	zone, err := time.LoadLocation("America/New_York")
	return &plain{db, t, zone}, err
}

// ServeHTTP answers always with the first page.
func (p *plain) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var b bytes.Buffer
	v, err := p.view(r.Context())
	if err == nil {
		err = p.t.ExecuteTemplate(&b, "list", v)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = b.WriteTo(w) // the reader is gone; there is nobody to tell
}

type plainList struct {
	Tabs         []plainTab
	Cards        []plainCard
	Shown, Older string
}

type plainTab struct {
	Text, Value, URL string
	Count            int64
	Current          bool
}

type plainCard struct {
	ID, URL, Platform, Patient, Provider                       string
	Status, Variant, StatusIcon                                string
	Modality, ModalityIcon                                     string
	Starts, StartsAt, Created, CreatedAt, CreatedFull, Minutes string
	Link                                                       template.URL
	More                                                       []plainAction
}

type plainAction struct {
	ID, Text, Icon, URL, Form, Card, To string
	Version, From, Until                int64
	Danger                              bool
}

func (p *plain) view(ctx context.Context) (v plainList, err error) {
	total, err := p.tabs(ctx, &v)
	if err != nil {
		return v, err
	}
	rows, err := p.db.stored[firstPage].QueryContext(ctx, p.db.org, pageSize+1)
	if err != nil {
		return v, err
	}
	defer rows.Close()
	mover := clinic.Mover{Rights: clinic.RightsOf(clinic.Staff), Settings: clinic.DefaultSettings()}
	for rows.Next() {
		s, err := scanPlain(rows)
		if err != nil {
			return v, err
		}
		if len(v.Cards) == pageSize {
			continue
		}
		v.Cards = append(v.Cards, p.card(s, mover))
		v.Older = fmt.Sprintf("/pm/telehealth?after=%d.%s", s.CreatedAt.UnixMilli(), s.ID)
	}
	v.Shown = fmt.Sprintf("%d of %d", len(v.Cards), total)
	return v, rows.Err()
}

func (p *plain) tabs(ctx context.Context, v *plainList) (total int64, err error) {
	rows, err := p.db.stored[tabCounts].QueryContext(ctx, p.db.org)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	by := map[string]int64{}
	for rows.Next() {
		var status string
		var n int64
		if err = rows.Scan(&status, &n); err != nil {
			return 0, err
		}
		by[status] = n
		total += n
	}
	v.Tabs = []plainTab{{"All", "", "/pm/telehealth", total, true}}
	for _, s := range clinic.Statuses {
		v.Tabs = append(v.Tabs, plainTab{string(s), string(s), "/pm/telehealth?status=" + string(s), by[string(s)], false})
	}
	return total, rows.Err()
}

// scanPlain reads what the page shows of a session.
func scanPlain(rows *sql.Rows) (s clinic.Session, err error) {
	var p clinic.Patient
	var skip any
	var url sql.NullString
	var starts, ends, created int64
	var noShow, minutes sql.NullInt64
	err = rows.Scan(&s.ID, &skip, &skip, &p.Given, &p.Preferred, &p.Family, &s.ProviderID, &s.ProviderName,
		&skip, &s.PlatformName, &s.Modality, &url, &s.Status, &starts, &ends,
		&skip, &skip, &skip, &skip, &minutes,
		&s.Consent.State, &skip, &skip, &skip, &skip, &skip,
		&skip, &skip, &skip, &skip,
		&skip, &noShow, &created, &skip, &s.Version, &skip,
		&skip, &skip, &skip, &skip, &skip, &skip, &skip, &skip)
	s.PatientName, s.URL = p.Name(), url.String
	s.StartsAt, s.EndsAt, s.CreatedAt = time.UnixMilli(starts), time.UnixMilli(ends), time.UnixMilli(created)
	if noShow.Valid {
		s.NoShowAt = time.UnixMilli(noShow.Int64)
	}
	if n := int(minutes.Int64); minutes.Valid {
		s.Minutes = &n
	}
	return s, err
}

var plainIcons = map[string]string{"active": "circle-dot", "completed": "circle-check", "no_show": "circle-x",
	"scheduled": "circle-dashed", "cancelled": "circle-slash",
	"audio_video": "video", "audio_only": "phone", "store_forward": "image", "remote_monitoring": "heart-pulse"}

func (p *plain) card(s clinic.Session, mover clinic.Mover) plainCard {
	c := plainCard{ID: string(s.ID), URL: "/pm/telehealth/sessions/" + string(s.ID),
		Platform: s.PlatformName, Patient: s.PatientName, Provider: s.ProviderName,
		Status: string(s.Status), Variant: s.Status.Badge(), StatusIcon: plainIcons[string(s.Status)],
		Modality: s.Modality.Text(), ModalityIcon: plainIcons[string(s.Modality)],
		Starts:   s.StartsAt.In(p.zone).Format("Mon 2 Jan, 15:04") + "–" + s.EndsAt.In(p.zone).Format("15:04"),
		StartsAt: s.StartsAt.UTC().Format(time.RFC3339), Created: fmt.Sprint(int(time.Since(s.CreatedAt).Hours()), " hours ago"),
		CreatedAt: s.CreatedAt.UTC().Format(time.RFC3339), CreatedFull: s.CreatedAt.In(p.zone).Format("2 Jan 2006, 15:04 MST")}
	if s.Minutes != nil {
		c.Minutes = strconv.Itoa(*s.Minutes)
	}
	if clinic.SafeLink(s.URL) {
		c.Link = template.URL(s.URL)
	}
	for _, t := range s.Transitions(mover) {
		a := plainAction{ID: string(t.To) + "-" + c.ID, Text: "Make it " + string(t.To), Icon: plainIcons[string(t.To)],
			URL: c.URL + "/status", Card: "session-" + c.ID,
			To: string(t.To), Version: s.Version, Danger: t.To == clinic.Cancelled}
		if t.NeedsReason {
			a.Form = a.URL + "?to=" + a.To
		}
		if !t.From.IsZero() {
			a.From = t.From.UnixMilli()
		}
		if !t.Until.IsZero() {
			a.Until = t.Until.UnixMilli()
		}
		c.More = append(c.More, a)
	}
	return c
}
