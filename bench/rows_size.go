package main

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"slices"
	"time"
)

// A question is a request whose first answer after a change is measured.
type question struct {
	name    string
	request []byte
}

// A change is what is done in the org before each request, so that no markup
// that is held answers.
type change int

const (
	nothing  change = iota
	aMove           // of a session: lists that are held are brought up to date
	aPatient        // more: every list is read anew
)

// answers returns a side for each question, over one connection.
func answers(s *site, before change, all ...question) (sides []side, err error) {
	begin := s.newcomer
	if before == aMove {
		begin = func() (call, error) { return s.mover(s.moving[0]) }
	}
	edit, err := begin()
	if err != nil {
		return nil, err
	}
	for _, q := range all {
		do, err := on(s.process, 1, q.request, 200)
		if err != nil {
			return nil, err
		}
		if before != nothing {
			do[0] = after(edit, do[0])
		}
		sides = append(sides, side{name: q.name, calls: do})
	}
	return sides, nil
}

// size measures whether the first page knows how many sessions there are.
func size(l *lab) (all []result, err error) {
	small, err := l.site(l.small)
	if err != nil {
		return nil, err
	}
	for _, n := range []int{l.large, l.huge} {
		if n == 0 {
			continue
		}
		big, err := l.site(n)
		if err != nil {
			return all, err
		}
		for _, before := range []change{nothing, aMove, aPatient} {
			a, err := answers(big, before, question{"large", big.get(desk, pollPath)})
			b, err2 := answers(small, before, question{"small", small.get(desk, pollPath)})
			if err = errors.Join(err, err2); err != nil {
				return all, err
			}
			got, err := l.measure(a[0], b[0])
			if err != nil {
				return all, err
			}
			what := fmt.Sprintf("first page, %s sessions, latency%s", many(n),
				map[change]string{aMove: ", after a change", aPatient: ", nothing held"}[before])
			all = append(all, slower(what, many(l.small)+" sessions", atMost(1.2), got[0], got[1]))
		}
	}
	return all, nil
}

// deep measures a page far down the list, against the first and against one in
// between, whose sessions are of as many people.
func deep(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	if s.deep == "" {
		return nil, errors.New("there is no page 1,000")
	}
	far := question{"page 1,000", s.get(desk, pollPath+"?after="+s.deep)}
	all, err := against(l, s, atMost(1.15), far)
	if err != nil {
		return all, err
	}
	sides, err := answers(s, aPatient, far, question{"page 40", s.get(desk, pollPath+"?after="+s.near)})
	if err != nil {
		return all, err
	}
	got, err := l.measure(sides...)
	if err != nil {
		return all, err
	}
	return append(all, slower("page 1,000, nothing held", "page 40, nothing held", target{}, got[0], got[1])), nil
}

// counts measures what the counts of the tabs cost: their statement alone, for
// no address of the product answers with nothing else.
func counts(l *lab) ([]result, error) {
	var sides []side
	for _, n := range []int{l.large, l.small} {
		s, err := l.site(n)
		if err != nil {
			return nil, err
		}
		p, err := l.sql(s.dir, s.org)
		if err != nil {
			return nil, err
		}
		sides = append(sides, side{name: fmt.Sprint("counts of ", n), calls: []call{asking(p, "counts")}})
	}
	got, err := l.measure(sides...)
	if err != nil {
		return nil, err
	}
	return []result{slower("tab counts, "+many(l.large)+" sessions", many(l.small)+" sessions", atMost(1.15), got[0], got[1])}, nil
}

// search measures what is searched for against the first page.
func search(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	ask := func(name, q string) question { return question{name, s.post(desk, pollPath, url.Values{"q": {q}})} }
	return against(l, s, atMost(5), ask("search by family name", s.family), ask("search by given and family name", s.given+" "+s.family),
		ask("search by MRN", s.mrn),
		ask("search by the first two letters of a name", s.family[:2]), ask("search by what nobody is called", "zzzzzz"))
}

// filters measures the filters, alone and together, against the first page.
func filters(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	every := map[string]string{"status": "completed", "provider": s.provider, "platform": s.platform, "modality": "audio_only"}
	ask := func(name string, pairs ...string) question {
		q := url.Values{}
		for _, p := range pairs {
			if p == "day" {
				q.Set("from", s.from)
				q.Set("to", s.to)
			} else {
				q.Set(p, every[p])
			}
		}
		return question{name, s.get(desk, pollPath+"?"+q.Encode())}
	}
	return against(l, s, atMost(5), ask("status", "status"), ask("provider", "provider"), ask("platform", "platform"),
		ask("modality", "modality"), ask("day", "day"),
		ask("provider and status", "provider", "status"), ask("platform and modality", "platform", "modality"), ask("day and provider",
			"day", "provider"),
		ask("day, status and modality", "day", "status", "modality"), ask("all filters", "status", "provider", "platform", "modality",
			"day"))
}

// tooSlow is when a question is asked once and no more.
const tooSlow = 2 * time.Second

// against measures questions against the first page: after a move, when what is
// held is brought up to date, and with nothing held.
func against(l *lab, s *site, most target, some ...question) (all []result, err error) {
	for _, before := range []change{aMove, aPatient} {
		more, err := againstPage(l, s, most, before, some)
		if err != nil {
			return all, err
		}
		all = append(all, more...)
	}
	return all, nil
}

// againstPage measures questions after one kind of change. One that takes too
// long, or that the server gives up, is not asked again.
func againstPage(l *lab, s *site, most target, before change, some []question) (all []result, err error) {
	page := question{"first page", s.get(desk, pollPath)}
	some = slices.Clone(some)
	for i := range some {
		if before == aPatient {
			some[i].name += ", nothing held"
		}
	}
	if before == aPatient {
		page.name += ", nothing held"
	}
	all = make([]result, len(some))
	var measured []question
	var places []int
	for i, q := range some {
		once, err := answers(s, before, q)
		if err != nil {
			return nil, err
		}
		all[i] = result{what: q.name, peer: page.name, value: math.NaN(), target: most}
		switch d, err := once[0].calls[0](); {
		case err != nil:
			all[i].measured = "no answer after " + d.Round(time.Second).String()
		case d > tooSlow:
			all[i].measured = duration(float64(d.Microseconds())) + ", once"
		default:
			measured, places = append(measured, q), append(places, i)
		}
	}
	sides, err := answers(s, before, append(measured, page)...)
	if err != nil {
		return nil, err
	}
	got, err := interleave(l.ctx, l.rounds, l.round()/3, sides...)
	if err != nil {
		return nil, err
	}
	for i, q := range measured {
		all[places[i]] = slower(q.name, page.name, most, got[i], got[len(measured)])
	}
	return all, nil
}
