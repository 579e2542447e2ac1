package main

import (
	"errors"
	"fmt"
)

// rates returns the line of a side whose rate is compared with a peer's, the
// limit of both being the same machine.
func rates(what, peer string, t target, a, b []sample) result {
	ra, rb := each(a, sample.rate), each(b, sample.rate)
	return result{what: what, measured: number(median(ra)) + "/s", peer: peer + " " + number(median(rb)) + "/s", ratios: ratios(ra, rb),
		target: t, cpu: cpus(a, b)}
}

// cpus says what a request cost the one server and the other.
func cpus(a, b []sample) string {
	return fmt.Sprintf("%s (%s)", duration(median(each(a, sample.cpuMicros))), duration(median(each(b, sample.cpuMicros))))
}

// faster returns the line of a side that should take at most so much more time
// than a peer, in times of b over times of a.
func faster(what, peer string, t target, a, b []sample) result {
	ta, tb := each(a, sample.micros), each(b, sample.micros)
	return result{what: what, measured: duration(median(ta)), peer: peer + " " + duration(median(tb)), ratios: ratios(tb, ta), target: t}
}

// slower is faster, in times of a over times of b.
func slower(what, peer string, t target, a, b []sample) result {
	r := faster(what, peer, t, a, b)
	r.ratios = ratios(each(a, sample.micros), each(b, sample.micros))
	return r
}

func mib(v float64) string { return number(v) + " MiB" }

// poll measures a poll whose reader has seen the latest.
func poll(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	c, err := dial(s.url)
	if err == nil {
		err = c.do(s.get(desk, pollPath), 200)
	}
	if err != nil {
		return nil, err
	}
	bare, err := l.barely(304, "", nil)
	if err != nil {
		return nil, err
	}
	request := s.get(desk, pollPath, "HX-PTag: "+c.tag)
	a, err := on(s.process, l.conns, request, 304)
	b, err2 := on(bare, l.conns, request, 304)
	if err = errors.Join(err, err2); err != nil {
		return nil, err
	}
	got, err := l.measure(side{name: "poll", calls: a, server: s.process}, side{name: "bare 304", calls: b, server: bare})
	if err != nil {
		return nil, err
	}
	r := rates("unchanged poll, whole chain, real login", "bare net/http 304", atLeast(.80), got[0], got[1])
	r.rss = mib(s.rss())
	return []result{r}, nil
}

// page measures the first page that nobody has changed: its list alone and
// whole.
func page(l *lab) (all []result, err error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	for _, asked := range []struct {
		path  string
		bound target
	}{{pollPath, atLeast(.70)}, {listPath, target{}}} { // a page for a person is made anew each time
		path := asked.path
		c, err := dial(s.url)
		request := s.get(desk, path)
		if err == nil {
			err = c.fetch(request, 200)
		}
		if err != nil {
			return all, err
		}
		bare, err := l.barely(200, c.kind, c.body)
		if err != nil {
			return all, err
		}
		a, err := on(s.process, l.conns, request, 200)
		b, err2 := on(bare, l.conns, request, 200)
		if err = errors.Join(err, err2); err != nil {
			return all, err
		}
		got, err := l.measure(side{name: path, calls: a, server: s.process}, side{name: "same bytes", calls: b, server: bare})
		if err != nil {
			return all, err
		}
		r := rates("first page, unchanged: GET "+path, fmt.Sprintf("a handler that writes the same %d bytes", len(c.body)), asked.bound,
			got[0], got[1])
		r.rss = mib(s.rss())
		all = append(all, r)
	}
	return all, nil
}

// fresh measures the first page right after a change in its org. Each reading
// follows a change of its own, the peers' too.
func fresh(l *lab) ([]result, error) {
	s, err := l.site(l.large)
	if err != nil {
		return nil, err
	}
	p, err := l.sql(s.dir, s.org)
	if err != nil {
		return nil, err
	}
	change, err := s.mover(s.moving[0])
	ours, err1 := on(s.process, 1, s.get(desk, pollPath), 200)
	raw, err2 := on(p, 1, s.get(desk, "/raw"), 200)
	plain, err3 := on(p, 1, s.get(desk, "/plain"), 200)
	bytes, err4 := bodies(s, p)
	if err = errors.Join(err, err1, err2, err3, err4); err != nil {
		return nil, err
	}
	got, err := l.measure(
		side{name: "fresh", calls: []call{after(change, ours[0])}},
		side{name: "raw", calls: []call{after(change, asking(p, "page"))}},
		side{name: "raw over HTTP", calls: []call{after(change, raw[0])}},
		side{name: "plain", calls: []call{after(change, plain[0])}})
	if err != nil {
		return nil, err
	}
	const what = "first page right after a change in its org"
	took := median(each(got[0], sample.micros))
	return []result{
		{what: what + ", " + many(l.large) + " sessions", measured: duration(took), value: took / 1000, target: target{"≤", 1, " ms"}},
		faster(what, "the raw query alone", target{}, got[0], got[1]),
		faster(what, "the raw query behind bare net/http", target{}, got[0], got[2]),
		faster(what+bytes, "plain query + html/template", atLeast(3), got[0], got[3]),
	}, nil
}

// bodies says how large the page is, ours and the plain one.
func bodies(s *site, plain *process) (string, error) {
	a, err := dial(s.url)
	if err != nil {
		return "", err
	}
	b, err := dial(plain.url)
	if err != nil {
		return "", err
	}
	err = errors.Join(a.fetch(s.get(desk, pollPath), 200), b.fetch(s.get(desk, "/plain"), 200))
	return fmt.Sprintf(" (%d bytes; plain %d)", len(a.body), len(b.body)), err
}
