package jobs

import "time"

// SetPatience says how long c waits for an answer.
func (c *Courier) SetPatience(d time.Duration) { c.patience = d }
