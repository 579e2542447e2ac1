package jobs

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"televisit/clinic"
	"televisit/store"
)

const (
	patience  = 5 * time.Second
	replyRead = 64 << 10 // bytes of an answer
)

// errPrivate says that a host is none of the internet.
var errPrivate = errors.New("the address is not of the internet")

// Internet returns what reaches hosts of the internet, and with private also this machine
// and its network. Where a name leads is looked at when it is called, so that it cannot
// lead elsewhere a moment later. No proxy of the environment is used: it would reach what
// must not be reached.
func Internet(private bool) http.RoundTripper {
	dialer := &net.Dialer{Timeout: patience, Control: func(_, address string, _ syscall.RawConn) error {
		to, err := netip.ParseAddrPort(address)
		if err == nil && !private && !clinic.IsPublic(to.Addr()) {
			err = errPrivate
		}
		return err
	}}
	return &http.Transport{DialContext: dialer.DialContext, ForceAttemptHTTP2: true, DisableCompression: true, IdleConnTimeout: time.Minute,
		MaxIdleConnsPerHost: atOnce, MaxResponseHeaderBytes: replyRead, TLSClientConfig: &tls.Config{MinVersion: tls.VersionTLS12}}
}

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
		return clinic.Outcome{Fault: faultOf(err)}, nil
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

// faultOf returns why a request got no answer.
func faultOf(err error) clinic.Fault {
	_, noHost := errors.AsType[*net.DNSError](err)
	_, badChain := errors.AsType[*tls.CertificateVerificationError](err)
	_, noTLS := errors.AsType[tls.RecordHeaderError](err)
	_, alert := errors.AsType[tls.AlertError](err)
	_, wrongHost := errors.AsType[x509.HostnameError](err)
	network, isNetwork := errors.AsType[net.Error](err)
	switch {
	case errors.Is(err, errPrivate):
		return clinic.FaultPrivate
	case errors.Is(err, context.DeadlineExceeded), isNetwork && network.Timeout():
		return clinic.FaultTimeout
	case noHost:
		return clinic.FaultDNS
	case badChain, noTLS, alert, wrongHost:
		return clinic.FaultTLS
	}
	return clinic.FaultConnect
}
