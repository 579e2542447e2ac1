package clinic

import (
	"strings"
	"time"
	"unicode"
)

// A DeliveryState is where an event for a webhook stands.
type DeliveryState string

// The states of a delivery.
const (
	Waiting   DeliveryState = "waiting"
	Delivered DeliveryState = "delivered"
	Failed    DeliveryState = "failed"  // given up
	Dropped   DeliveryState = "dropped" // the webhook was removed before
)

// A Fault is why an event did not arrive.
type Fault string

// The faults.
const (
	FaultStatus   Fault = "status"   // the answer was no
	FaultRedirect Fault = "redirect" // it sent us elsewhere
	FaultTimeout  Fault = "timeout"
	FaultDNS      Fault = "dns"     // there is no such host
	FaultConnect  Fault = "connect" // nobody answered
	FaultTLS      Fault = "tls"
	FaultPrivate  Fault = "private" // the host is not of the internet
	FaultSecret   Fault = "secret"  // nothing signs: the secret was lost
)

// An Outcome is what came of one try.
type Outcome struct {
	Code  int   // the status that was answered, 0 for none
	Fault Fault // "" when it arrived
	Reply string
}

// A Delivery is one event for one webhook.
type Delivery struct {
	Event   string // its id, which receivers know it by
	Name    string
	Entity  string // what it is about; the deliveries of one follow each other
	At      time.Time
	State   DeliveryState
	Tries   int
	Since   time.Time // the first try; zero when there was none
	NextAt  time.Time // when it is tried next; zero unless it waits
	TriedAt time.Time
	Outcome
	Blocked bool // an earlier one of the same entity is to arrive first
}

// Retries go on for a day, first after ten seconds, then three times as late each time,
// up to four hours.
const (
	GiveUpAfter = 24 * time.Hour
	firstRetry  = 10 * time.Second
	lastRetry   = 4 * time.Hour
)

// RetryIn returns how long to wait after so many tries. chance, from 0 to 1, moves it by
// up to a fifth in either direction, so that not all come at once.
func RetryIn(tries int, chance float64) time.Duration {
	wait := firstRetry
	for range tries - 1 {
		wait = min(wait*3, lastRetry)
	}
	return time.Duration(float64(wait) * (0.8 + 0.4*chance))
}

// Tried returns d, which waited, after one more try.
func (d Delivery) Tried(o Outcome, now time.Time, chance float64) Delivery {
	d.Outcome, d.TriedAt, d.NextAt = o, now, time.Time{}
	switch left := GiveUpAfter - now.Sub(d.Since); {
	case o.Fault == "":
		d.State = Delivered
	case left <= 0 || d.Name == EventTest: // somebody waits for what comes of a test
		d.State = Failed
	default:
		d.NextAt = now.Add(min(RetryIn(d.Tries, chance), left))
	}
	return d
}

// replyShown is how many letters of an answer are kept.
const replyShown = 120

// ReplyOf returns the beginning of an answer, in one line.
func ReplyOf(text string) string {
	text = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(text, "�"), func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	}), " ")
	if letters := []rune(text); len(letters) > replyShown {
		return string(letters[:replyShown]) + "…"
	}
	return text
}
