package db

// Waiting returns how many changes wait for their turn, -1 when nobody's is it.
func (d *DB) Waiting() int {
	q := &d.engine.(*sqlite).queue
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.busy {
		return -1
	}
	return len(q.waiting)
}
