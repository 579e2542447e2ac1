package main

import (
	"errors"
	"os"
	"path/filepath"

	"televisit/store/db/dbtest"
)

// scale compares one server on a file with one, and with three, on a PostgreSQL that has the same rows.
func scale(l *lab) (all []result, err error) {
	file, nodes, stop, err := l.bothKinds()
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	for _, measure := range []func(*lab, *site, []*site) ([]result, error){scalePolls, scaleFresh, scaleMoves} {
		some, err := measure(l, file, nodes)
		if all = append(all, some...); err != nil {
			return all, err
		}
	}
	return all, nil
}

// bothKinds returns the product on a file, and three nodes of it on a server with a copy of that.
func (l *lab) bothKinds() (file *site, nodes []*site, stop func() error, err error) {
	if file, err = l.newSite(l.small); err != nil {
		return nil, nil, nil, err
	}
	where, stop, err := dbtest.LastingServer()
	if err != nil {
		return nil, nil, nil, err
	}
	url := filepath.Join(l.dir, "database")
	if err = os.WriteFile(url, []byte(where), 0o600); err == nil {
		err = l.do("copy", "--from", file.dir, "--to", url)
	}
	moving := make([]*moving, len(file.moving)) // by all nodes, one after the other
	for i, m := range file.moving {
		again := *m
		moving[i] = &again
	}
	for range 3 {
		if err != nil {
			return nil, nil, nil, errors.Join(err, stop())
		}
		n := &site{facts: file.facts, dir: file.dir, logins: file.logins}
		n.moving = moving
		if n.process, err = l.track(start(l.ctx, l.bin, "serve", "--addr", "127.0.0.1:0", "--database-file", url,
			"--key-file", filepath.Join(file.dir, "secrets.key"))); err == nil {
			err = n.touch()
		}
		nodes = append(nodes, n)
	}
	return file, nodes, stop, err
}

// eachWay makes calls on one node, on a file, and on all nodes.
func eachWay(file *site, nodes []*site, calls func(on ...*site) ([]call, error)) (node, onFile, onAll []call, err error) {
	node, err = calls(nodes[0])
	onFile, err2 := calls(file)
	onAll, err3 := calls(nodes...)
	return node, onFile, onAll, errors.Join(err, err2, err3)
}

// scalePolls measures unchanged polls, which need no query wherever the rows are.
func scalePolls(l *lab, file *site, nodes []*site) ([]result, error) {
	calls := func(on ...*site) (all []call, err error) {
		for i := range l.conns {
			some, e := following(on[i%len(on)], desk, 1)
			all, err = append(all, some...), errors.Join(err, e)
		}
		return all, err
	}
	node, onFile, onAll, err := eachWay(file, nodes, calls)
	if err != nil {
		return nil, err
	}
	got, err := l.measure(side{name: "poll of a node", calls: node, server: nodes[0].process},
		side{name: "poll on a file", calls: onFile, server: file.process}, side{name: "polls of three", calls: onAll})
	if err != nil {
		return nil, err
	}
	three := rates("unchanged poll, three nodes", "one node", target{}, got[2], got[0])
	three.cpu = ""
	return []result{rates("unchanged poll, one node on PostgreSQL", "SQLite", atLeast(.9), got[0], got[1]), three}, nil
}

// scaleFresh measures the first page right after a move in its org, three times at once: at one server, and at a
// node each. What one of them moves the other two have to read anew as well.
func scaleFresh(l *lab, file *site, nodes []*site) ([]result, error) {
	calls := func(where ...*site) (all []call, err error) {
		for i := range nodes {
			s := where[i%len(where)]
			change, e := s.mover(s.moving[i])
			read, e2 := on(s.process, 1, s.get(desk, pollPath), 200)
			if err := errors.Join(e, e2); err != nil {
				return nil, err
			}
			all = append(all, after(change, read[0]))
		}
		return all, nil
	}
	node, onFile, onAll, err := eachWay(file, nodes, calls)
	if err != nil {
		return nil, err
	}
	got, err := l.measure(side{name: "a node", calls: node}, side{name: "a file", calls: onFile}, side{name: "three nodes", calls: onAll})
	if err != nil {
		return nil, err
	}
	return []result{slower("first page right after a change, one node on PostgreSQL", "SQLite", target{}, got[0], got[1]),
		slower("first page right after a change, three nodes", "one node", target{}, got[2], got[0])}, nil
}

// scaleMoves measures moves of as many sessions at once as a run has.
func scaleMoves(l *lab, file *site, nodes []*site) ([]result, error) {
	calls := func(on ...*site) (all []call, err error) {
		for i, m := range on[0].moving {
			do, e := on[i%len(on)].mover(m)
			all, err = append(all, do), errors.Join(err, e)
		}
		return all, err
	}
	node, onFile, onAll, err := eachWay(file, nodes, calls)
	if err != nil {
		return nil, err
	}
	got, err := l.measure(side{name: "moves of a node", calls: node, server: nodes[0].process},
		side{name: "moves on a file", calls: onFile, server: file.process}, side{name: "moves of three", calls: onAll})
	if err != nil {
		return nil, err
	}
	three := rates("status moves, 16 at once, three nodes", "one node", target{}, got[2], got[0])
	three.cpu = ""
	return []result{rates("status moves, 16 at once, one node on PostgreSQL", "SQLite", target{}, got[0], got[1]), three}, nil
}
