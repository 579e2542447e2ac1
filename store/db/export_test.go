package db

// Waiting returns how many changes wait for their turn, -1 when nobody's is it.
func (d *DB) Waiting() int {
	d.queue.mu.Lock()
	defer d.queue.mu.Unlock()
	if !d.queue.busy {
		return -1
	}
	return len(d.queue.waiting)
}
