package torture

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// A writer moves one visit to and fro, and knows what was acknowledged.
type writer struct {
	id, email, token string
	client           *http.Client
	base             int64        // the version of the visit at first
	audits           int64        // its moves on record at first
	version          atomic.Int64 // that was acknowledged last
	status           string       // the visit's at that version
	unsure           bool         // a move was sent, and nobody knows what came of it
	acked            atomic.Int64 // how many moves were acknowledged
	acks             []ack        // when, where that is wanted
	keepAcks         bool
}

// An ack says that a version of a visit was acknowledged at some time.
type ack struct {
	at      time.Time
	version int64
}

// errUnanswered says that the connection broke before there was an answer.
var errUnanswered = errors.New("no answer")

// A wrongAnswer is one that no move may get.
type wrongAnswer struct {
	status int
	body   string
}

func (e wrongAnswer) Error() string {
	_, why, _ := strings.Cut(e.body, `role="alert"`) // of a form that comes back
	return fmt.Sprintf("a move was answered %d: %.300s", e.status, cmp.Or(why, e.body))
}

// next returns the form of the next move, and the status that it leads to.
func (w *writer) next() (form url.Values, status string) {
	form = url.Values{"version": {strconv.FormatInt(w.version.Load(), 10)}}
	switch w.status {
	case "scheduled":
		form.Set("consent", "granted")
		form.Set("method", "verbal")
		form.Set("patient_place", "home")
		form.Set("patient_state", "NY")
		form.Set("provider_place", "office")
		form.Set("provider_state", "NY")
		status = "active"
	case "active":
		status = "completed"
	default:
		form.Set("reason", "Closed too early")
		status = "active"
	}
	form.Set("to", status)
	return form, status
}

// move makes the next move, over the server at url. It returns errUnanswered or a wrongAnswer.
func (w *writer) move(at string) error {
	form, status := w.next()
	r, err := http.NewRequest(http.MethodPost, at+"/pm/telehealth/sessions/"+w.id+"/status", strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	for name, value := range map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie(at, w.token),
		"Sec-Fetch-Site": "same-origin", "HX-Request": "true"} {
		r.Header.Set(name, value)
	}
	res, err := w.client.Do(r)
	if err != nil {
		w.unsure = true
		return errUnanswered
	}
	defer func() { _ = res.Body.Close() }() // it is read
	body, err := io.ReadAll(res.Body)
	if err != nil && res.StatusCode != http.StatusOK { // what says 200 was acknowledged, however it ends
		w.unsure = true
		return errUnanswered
	}
	if res.StatusCode != http.StatusOK {
		return wrongAnswer{res.StatusCode, string(body)}
	}
	w.status = status
	version := w.version.Add(1)
	w.acked.Add(1)
	if w.keepAcks {
		w.acks = append(w.acks, ack{time.Now(), version})
	}
	return nil
}

// moves moves until ctx ends or the server is gone. It returns only a wrongAnswer.
func (w *writer) moves(ctx context.Context, at string) error {
	for ctx.Err() == nil {
		if err := w.move(at); errors.Is(err, errUnanswered) {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

// stands returns how the visit stands in d.
func (w *writer) stands(d *sql.DB) (version int64, status string, err error) {
	err = d.QueryRow(`SELECT version, status FROM pm_telehealth_sessions WHERE id = $1`, w.id).Scan(&version, &status)
	return version, status, err
}

func (w *writer) movesOnRecord(d *sql.DB) (n int64, err error) {
	err = d.QueryRow(`SELECT count(*) FROM pf_audit WHERE entity = 'session' AND entity_id = $1 AND action = 'session.move'`,
		w.id).Scan(&n)
	return n, err
}

// check compares what d has with what was acknowledged up to the version floor and can have been sent
// up to ceiling. What is missing counts as lost; what cannot be is an error.
func (w *writer) check(d *sql.DB, floor, ceiling int64) (lost int64, err error) {
	version, status, err := w.stands(d)
	if err != nil {
		return 0, err
	}
	audits, err := w.movesOnRecord(d)
	if err != nil {
		return 0, err
	}
	if version > ceiling {
		return 0, fmt.Errorf("visit %s has version %d, and only %d can have been sent", w.id, version, ceiling)
	}
	if audits-w.audits != version-w.base {
		return 0, fmt.Errorf("visit %s was moved %d times, and %d are on record", w.id, version-w.base, audits-w.audits)
	}
	if want := w.statusAt(version); status != want {
		return 0, fmt.Errorf("visit %s has version %d and is %s, not %s", w.id, version, status, want)
	}
	return max(0, floor-version), nil
}

// statusAt returns the status of the visit at a version: it goes to and fro.
func (w *writer) statusAt(version int64) string {
	switch n := version - w.base; {
	case n <= 0:
		return "scheduled"
	case n%2 == 1:
		return "active"
	}
	return "completed"
}

// resume takes the visit as it stands in d: the next move is from there.
func (w *writer) resume(d *sql.DB) error {
	version, status, err := w.stands(d)
	w.version.Store(version)
	w.status, w.unsure = status, false
	return err
}
