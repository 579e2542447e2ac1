package jobs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/clinic"
	"televisit/outside"
	"televisit/store"
)

const (
	patience  = 5 * time.Second
	replyRead = 64 << 10 // bytes of an answer
)

// send tries to deliver d. The error is ours, not the receiver's.
func (c *Courier) send(ctx context.Context, d store.Dispatch) (clinic.Outcome, error) {
	if len(d.Secrets) == 0 {
		return clinic.Outcome{Fault: clinic.FaultSecret}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, d.URL, bytes.NewReader(d.Body))
	if err != nil {
		return clinic.Outcome{}, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("User-Agent", "Televisit")
	if err := sign(r.Header, d); err != nil {
		return clinic.Outcome{}, err
	}
	res, err := c.client.Do(r)
	if err != nil {
		return clinic.Outcome{Fault: outside.FaultOf(err)}, nil
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(res.Body, replyRead)) // the status has come: what follows is not needed
	o := clinic.Outcome{Code: res.StatusCode, Reply: clinic.ReplyOf(string(text))}
	switch {
	case o.Code >= 300 && o.Code < 400:
		o.Fault = clinic.FaultRedirect
	case o.Code < 200 || o.Code >= 400:
		o.Fault = clinic.FaultStatus
	}
	return o, nil
}

// sign sets the headers of Standard Webhooks, with one signature for each secret.
func sign(h http.Header, d store.Dispatch) error {
	var all []string
	for _, secret := range d.Secrets {
		w, err := standardwebhooks.NewWebhook(secret)
		if err != nil {
			return errors.New("a webhook has a secret that is none") // the cause might show it
		}
		signature, err := w.Sign(d.Event, d.At, d.Body)
		if err != nil {
			return err
		}
		all = append(all, signature)
	}
	h.Set(standardwebhooks.HeaderWebhookID, d.Event)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(d.At.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(all, " "))
	return nil
}
