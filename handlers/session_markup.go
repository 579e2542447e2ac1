package handlers

import (
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// How much rendered markup is held.
const (
	cardBytes = 16 << 20
	listBytes = 8 << 20
	pageBytes = 8 << 20
)

// markup is the list of sessions as it was rendered, for those who see the
// same.
type markup struct {
	cards *cache[cardKey, heldCard]
	lists *cache[listKey, heldList]
	pages *cache[listKey, heldPage]
}

func newMarkup() markup {
	return markup{newCache[cardKey, heldCard](cardBytes), newCache[listKey, heldList](listBytes), newCache[listKey, heldPage](pageBytes)}
}

// A heldPage is what stands around the list. It is good for its choices.
type heldPage struct {
	choices
	pieces []piece
	packed *atomic.Pointer[packedList]
}

// A packedList is a heldPage, compressed with the list in it.
type packedList struct {
	packed
	of *reading
}

// A cardKey is a session as members of a class see it.
type cardKey struct {
	id    clinic.SessionID
	class string
}

// A heldCard is good for the very session it was made of, until an action in
// it is over.
type heldCard struct {
	timed
	made      clinic.Session
	goodUntil time.Time
}

// A listKey is a view of the list: what is asked for, by whom. Lists are the
// same for a class, pages also name their reader.
type listKey struct {
	class, reader, query string
}

// A heldList is good at its version of the org, until an action in it is over.
type heldList struct {
	timed
	version   int64
	total     string // how many sessions the current tab has
	goodUntil time.Time

	shell  listView // what is around the cards, and as what it was rendered:
	pieces []piece  // a change of a session seldom changes it

	asked *atomic.Bool             // whether it was served before
	read  *atomic.Pointer[reading] // as it read when it was last served
}

// at returns the region as it reads at now.
func (l heldList) at(now time.Time) *reading {
	r := l.read.Load()
	if !r.goodAt(now) {
		r = l.timed.read(now)
		l.read.Store(r)
	}
	return r
}

// class names whose markup is the same: who sees the same, in the language of p.
func (p *pages) class(org *store.Org) string { return p.lang + " " + org.Class() }

// over reports whether t, if it is set, has come at now.
func over(t, now time.Time) bool { return !t.IsZero() && now.After(t) }

// sooner returns the earlier of two instants of which zero is never.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// cardMarkup returns the card of s as org's reader sees it now.
func (p *pages) cardMarkup(s clinic.Session, org *store.Org) (heldCard, error) {
	key := cardKey{s.ID, p.class(org)}
	if held, ok := p.markup.cards.get(key); ok && sameCard(held.made, s) && !over(held.goodUntil, p.now()) {
		return held, nil
	}
	view := p.card(s, org)
	view.Created.Text = p.views.gaps.name("made")
	html, err := cardPart.markup(p.views, view)
	if err != nil {
		return heldCard{}, err
	}
	held := heldCard{timed: timed{words: p.words}, made: s}
	for _, piece := range p.views.gaps.cut(html) {
		held.text = append(held.text, piece.text...)
		if piece.gap != "" {
			held.at, held.times = append(held.at, len(held.text)), append(held.times, s.CreatedAt)
		}
	}
	for _, t := range s.Transitions(org.Mover(s.ProviderID)) {
		if !t.Over(p.now()) {
			held.goodUntil = sooner(held.goodUntil, t.Until)
		}
	}
	p.markup.cards.put(key, held, len(held.text))
	return held, nil
}

// sameCard reports whether a card of a shows what one of b would. The version
// of a session does not count changes of its people's names.
func sameCard(a, b clinic.Session) bool {
	return a.Version == b.Version && a.PatientName == b.PatientName && a.ProviderName == b.ProviderName
}

// listMarkup returns the polled region for q and the org's version that it
// shows, or a later one. A status that no session has is dropped from q.
func (p *pages) listMarkup(r *http.Request, org *store.Org, q *sessionQuery) (heldList, error) {
	version, err := org.Version(r.Context())
	if err != nil {
		return heldList{}, err
	}
	key := listKey{class: p.class(org), query: q.text(q.afterText())}
	if held, ok := p.markup.lists.get(key); ok && q.Search == "" && held.version == version && !over(held.goodUntil, p.now()) {
		return held, nil
	}
	view, rows, err := p.list(r, org, q)
	if err != nil {
		return heldList{}, err
	}
	key.query = q.text(q.afterText())
	last, _ := p.markup.lists.get(key)
	held, err := p.fill(last, view, rows, org)
	held.version = version
	if err == nil && q.Search == "" {
		p.markup.lists.put(key, held, 2*len(held.text))
	}
	return held, err
}

// fill returns the region with the cards of rows in it. What is around them is
// taken from last where it is the same.
func (p *pages) fill(last heldList, view listView, rows []clinic.Session, org *store.Org) (held heldList, err error) {
	held.words = p.words
	held.shell, held.pieces, held.asked, held.read = p.shell(view), last.pieces, new(atomic.Bool), new(atomic.Pointer[reading])
	for _, t := range view.Tabs {
		if t.Current {
			held.total = t.Count
		}
	}
	if last.pieces == nil || !reflect.DeepEqual(held.shell, last.shell) {
		html, err := listPart.markup(p.views, held.shell)
		if err != nil {
			return held, err
		}
		held.pieces = p.views.gaps.cut(html)
	}
	held.text = make([]byte, 0, len(last.text)+len(last.text)/8)
	for _, piece := range held.pieces {
		held.text = append(held.text, piece.text...)
		kind, n, _ := strings.Cut(piece.gap, "-")
		switch i, _ := strconv.Atoi(n); kind {
		case "shown":
			held.text = append(held.text, view.Shown...)
		case "count":
			held.text = append(held.text, view.Tabs[i].Count...)
		case "card":
			card, err := p.cardMarkup(rows[i], org)
			if err != nil {
				return held, err
			}
			held.add(card.timed)
			held.goodUntil = sooner(held.goodUntil, card.goodUntil)
		}
	}
	return held, nil
}

// shell returns view with gaps for its figures.
func (p *pages) shell(view listView) listView {
	if view.Shown != "" {
		view.Shown = p.views.gaps.name("shown-")
	}
	view.Tabs = slices.Clone(view.Tabs)
	for i := range view.Tabs {
		view.Tabs[i].Count = p.views.gaps.name("count-" + strconv.Itoa(i))
	}
	return view
}

// aroundList returns the page around the list for q, with gaps for the list,
// its tag and the clock. It is held unless it says something to its reader.
func (p *pages) aroundList(org *store.Org, q sessionQuery, c choices, view sessionsView) (heldPage, error) {
	now := p.now().In(org.Settings().Zone())
	key := listKey{p.class(org), strings.Join([]string{string(org.User()), org.UserName(), org.Name(), strconv.Itoa(org.Orgs()), strconv.FormatBool(org.KeysOff()), now.Format("MST")}, "\n"), q.text(q.afterText())}
	plain := len(view.Notices) == 0 && view.Moved == nil && !view.Region.Failed && q.Search == ""
	if held, ok := p.markup.pages.get(key); ok && plain && held.choices.same(c) {
		return held, nil
	}
	view.New, view.Filters = p.newSession(org), p.filters(q, c, now)
	view.Filters.Live.Time = p.views.gaps.name("clock")
	view.Region.Posted, view.Region.Poll = q.Search != "", withQuery(p.views.links.path("/pm/telehealth/sessions"), q.text(q.afterText()))
	view.Region.Tag, view.Region.List = p.views.gaps.name("tag"), p.views.gaps.name("list")
	title := p.t("Telehealth sessions")
	if !view.Region.Failed {
		title += " (" + p.views.gaps.name("total") + ")"
	}
	html, err := sessionsPage.markup(p.views, p.frame(org, title, "/pm/telehealth"), view)
	page := heldPage{c, p.views.gaps.cut(html), new(atomic.Pointer[packedList])}
	if err == nil && plain {
		p.markup.pages.put(key, page, 2*len(html)) // the list in it, compressed, is about as long again
	}
	return page, err
}

// same reports whether c and o offer the same.
func (c choices) same(o choices) bool {
	return slices.Equal(c.providers, o.providers) && slices.Equal(c.platforms, o.platforms)
}
