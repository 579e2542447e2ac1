package telehealth

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"golang.org/x/sync/singleflight"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// How many bytes of rendered markup are kept.
const (
	cardBytes = 16 << 20
	listBytes = 8 << 20
)

// fragments are cards and lists as they were rendered, for all who see the same:
// machines ask for them every few seconds.
type fragments struct {
	cards   *ui.Cache[cardKey, cardFragment]
	lists   *ui.Cache[listKey, *listFragment]
	flights singleflight.Group
}

func newFragments() *fragments {
	return &fragments{cards: ui.NewCache[cardKey, cardFragment](cardBytes), lists: ui.NewCache[listKey, *listFragment](listBytes)}
}

// size returns how many fragments are kept, and how many bytes they have.
func (f *fragments) size() (entries, bytes int) {
	cards, cardBytes := f.cards.Size()
	lists, listBytes := f.lists.Size()
	return cards + lists, cardBytes + listBytes
}

// A cardKey is a session as members who see the same see it, in a language and by a
// clock.
type cardKey struct {
	id            clinic.SessionID
	class, locale string
}

// A cardFragment is a card of the session that it was made of.
type cardFragment struct {
	made  clinic.Session
	html  ui.Markup
	until time.Time // it reads the same before
}

// A listKey is a query, who asks, and what state of the practice it shows. So a
// list that is out of date is never found.
type listKey struct {
	class, locale, query string
	version, generation  int64
}

// A listFragment is the polled region of a query.
type listFragment struct {
	listKey
	noStatus bool   // the status that was asked for is none: all are shown
	total    string // how many sessions the current tab has
	html     []byte
	until    time.Time // it reads the same before
}

// list returns the polled region for q. Those who ask for the same at once wait
// for one reading.
func (f *fragments) list(r *web.Request, org *store.Org, q sessionQuery) (*listFragment, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return nil, err
	}
	key := listKey{org.Class(), r.Locale(), q.poll(), version, org.Generation()}
	if q.Search != "" {
		return f.render(r.Context(), r, org, q, key)
	}
	if kept, ok := f.lists.Get(key); ok && r.Now().Before(kept.until) {
		return kept, nil
	}
	fresh, err, _ := f.flights.Do(fmt.Sprint(key), func() (any, error) {
		made, err := f.render(context.WithoutCancel(r.Context()), r, org, q, key) // it is not for one of them to call off
		if err == nil {
			f.lists.Put(made.listKey, made, len(made.html))
		}
		return made, err
	})
	return fresh.(*listFragment), err
}

// render reads the sessions that q asks for and renders them.
func (f *fragments) render(ctx context.Context, r *web.Request, org *store.Org, q sessionQuery, key listKey) (*listFragment, error) {
	wanted := q.filter(org.Settings().Zone())
	wanted.Locale = r.Lang()
	l, err := org.Sessions(ctx, wanted)
	if err != nil {
		return nil, err
	}
	if q.Status != "" && !q.Status.Known() && l.Counts[q.Status] == 0 { // neither we nor the database know it
		q.Status = ""
		made, err := f.render(ctx, r, org, q, key)
		if err == nil {
			made.noStatus = true
		}
		return made, err
	}
	made := &listFragment{listKey: key, until: r.Now().Add(time.Hour)}
	made.version = l.Version // perhaps later than what was asked for
	view := listViewOf(r, org, q, l)
	if q.Table {
		err = view.addRows(r, org, l.Rows)
		made.until = r.Now().Truncate(time.Minute).Add(time.Minute)
	} else {
		err = f.addCards(r, org, &view, q, l.Rows, made)
	}
	if err != nil {
		return nil, err
	}
	made.total = view.currentCount()
	made.html, err = listPart.Markup(r.Views, view)
	return made, err
}

// addCards adds the cards of sessions, each under its day.
func (f *fragments) addCards(r *web.Request, org *store.Org, view *ListView, q sessionQuery, sessions []clinic.Session,
	made *listFragment) error {
	for _, s := range sessions {
		card, err := f.card(r, s, org)
		if err != nil {
			return err
		}
		view.addCard(r, org.Settings().Zone(), s, q.ByTime, card.html)
		if card.until.Before(made.until) {
			made.until = card.until
		}
	}
	return nil
}

// card returns the card of s as org's reader sees it now.
func (f *fragments) card(r *web.Request, s clinic.Session, org *store.Org) (cardFragment, error) {
	key := cardKey{s.ID, org.Class(), r.Locale()}
	if kept, ok := f.cards.Get(key); ok && looksSame(kept.made, s) && r.Now().Before(kept.until) {
		return kept, nil
	}
	html, err := cardPart.Markup(r.Views, CardOf(r, s, org).raw(r, s))
	if err != nil {
		return cardFragment{}, err
	}
	made := cardFragment{made: s, html: ui.Trusted(html), until: i18n.NextChange(s.CreatedAt, r.Now())}
	for _, t := range s.Transitions(org.Mover(s.ProviderID)) {
		if end := t.Until.Add(time.Millisecond); !t.Until.IsZero() && !t.Over(r.Now()) && end.Before(made.until) {
			made.until = end
		}
	}
	if loud := s.StartsAt.Add(-quietBefore); s.Status == clinic.Scheduled && r.Now().Before(loud) && loud.Before(made.until) {
		made.until = loud
	}
	f.cards.Put(key, made, len(html))
	return made, nil
}

// looksSame reports whether a card of a shows what one of b would. The version
// of a session does not count changes of its people.
func looksSame(a, b clinic.Session) bool {
	return a.Version == b.Version && a.PatientName == b.PatientName && a.PatientZone == b.PatientZone && a.ProviderName == b.ProviderName
}

// shows returns q as far as l shows it.
func (l *listFragment) shows(q sessionQuery) sessionQuery {
	if l.noStatus {
		q.Status, q.Dropped = "", append(q.Dropped, "status")
	}
	return q
}

// send answers with the region alone.
func (l *listFragment) send(w http.ResponseWriter) { ui.Send(w, http.StatusOK, l.html) }
