package store

import (
	"context"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// A Report is what the sessions that were planned to begin in a period come to.
type Report struct {
	Total      *clinic.Tally
	ByWeek     map[clinic.Day]*clinic.Tally // by the Monday; a week of none is missing
	ByProvider map[clinic.UserID]*clinic.Tally
	ByPlatform map[clinic.PlatformID]*clinic.Tally // "" is none
	Platforms  map[clinic.PlatformID]string        // what they are called
	Providers  []Member                            // by name
}

var reportSQL = `SELECT s.starts_at, s.status, s.provider_id, s.configuration_id, s.started_at, s.duration_minutes, s.cancelled_at
	FROM ` + sessionsBy(byStart) + anyStatus + ` AND s.starts_at >= $2 AND s.starts_at < $3`

func scanTallied(r db.Row) (v clinic.Session, err error) {
	err = r.Scan((*instant)(&v.StartsAt), &v.Status, &v.ProviderID, (*optionalText)(&v.PlatformID), (*instant)(&v.StartedAt), &v.Minutes,
		(*instant)(&v.CancelledAt))
	return v, err
}

// Report returns what the sessions come to that were planned for a period, the deleted
// ones never.
func (o *Org) Report(ctx context.Context, p clinic.Period) (rep Report, err error) {
	err = o.readClaims(ctx, func(c scope) error {
		rep, err = o.report(ctx, c, p)
		return err
	})
	return rep, err
}

// ExportReport is Report for what leaves the desk, which it puts on record. It returns
// Forbidden when the actor lacks anything of clinic.ToExport.
func (o *Org) ExportReport(ctx context.Context, p clinic.Period) (rep Report, err error) {
	what := &change{action: "report.export", entity: "report", id: string(o.a.org), detail: map[string]any{"from": p.From, "until": p.Until}}
	err = o.export(ctx, what, func(c scope) error {
		rep, err = o.report(ctx, c, p)
		return err
	})
	return rep, err
}

func (o *Org) report(ctx context.Context, c scope, p clinic.Period) (rep Report, err error) {
	rep = Report{Total: &clinic.Tally{}, ByWeek: map[clinic.Day]*clinic.Tally{}, ByProvider: map[clinic.UserID]*clinic.Tally{},
		ByPlatform: map[clinic.PlatformID]*clinic.Tally{}, Platforms: map[clinic.PlatformID]string{}}
	zone := o.a.settings.Zone()
	from, to := p.Bounds(zone)
	week := weeks{zone: zone}
	err = db.Each(ctx, c.tx, func(r db.Row) error {
		v, err := scanTallied(r)
		for _, t := range []*clinic.Tally{rep.Total, tallyOf(rep.ByWeek, week.of(v.StartsAt)), tallyOf(rep.ByProvider, v.ProviderID),
			tallyOf(rep.ByPlatform, v.PlatformID)} {
			t.Add(v)
		}
		return err
	}, reportSQL, c.args(reportSQL, []any{from.UnixMilli(), to.UnixMilli()})...)
	if err != nil {
		return rep, err
	}
	all, err := list(ctx, c, scanMember, providersSQL)
	for _, m := range all {
		if rep.ByProvider[m.ID] != nil {
			rep.Providers = append(rep.Providers, m)
		}
	}
	if err != nil {
		return rep, err
	}
	platforms, err := list(ctx, c, scanPlatform, platformSelect+` WHERE org_id = $1`)
	for _, v := range platforms {
		rep.Platforms[v.ID] = v.Name
	}
	return rep, err
}

func tallyOf[K comparable](all map[K]*clinic.Tally, key K) *clinic.Tally {
	t := all[key]
	if t == nil {
		t = &clinic.Tally{}
		all[key] = t
	}
	return t
}

// weeks finds the week of an instant; most come one after another in the same one.
type weeks struct {
	zone     *time.Location
	monday   clinic.Day
	from, to time.Time
}

func (w *weeks) of(t time.Time) clinic.Day {
	if w.monday == "" || t.Before(w.from) || !t.Before(w.to) {
		w.monday = clinic.DayIn(t, w.zone).Monday()
		w.from, w.to = clinic.Period{From: w.monday, Until: w.monday.Add(6)}.Bounds(w.zone)
	}
	return w.monday
}
