package jobs

import (
	"bufio"
	"context"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/store"
)

// A rawAnswer answers each request with itself, as a receiver would send it.
type rawAnswer string

func (w rawAnswer) RoundTrip(r *http.Request) (*http.Response, error) {
	return http.ReadResponse(bufio.NewReader(strings.NewReader(string(w))), r)
}

// Whatever a receiver answers, there is an outcome that can be told in a line, and no error of ours.
func FuzzAnswer(f *testing.F) {
	for _, answer := range []string{"HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n\xff\x00no", "",
		"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\n\r\n", "HTTP/1.1 301 x\r\n\r\n", "HTTP/1.1 307 x\r\nLocation: ::\r\n\r\n",
		"HTTP/1.1 500 \u202e\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", "HTTP/1.1 999 x\r\n\r\nno", "HTTP/1.1 101 x\r\n\r\n"} {
		f.Add(answer)
	}
	faults := []clinic.Fault{"", clinic.FaultStatus, clinic.FaultRedirect, clinic.FaultConnect}
	f.Fuzz(func(t *testing.T, answer string) {
		c := NewCourier(nil, rawAnswer(answer), slog.New(slog.NewTextHandler(io.Discard, nil)))
		o, err := c.send(context.Background(), store.Dispatch{URL: "https://ehr.example/hooks", Body: []byte("{}"), Event: "e",
			At: time.Unix(0, 0), Secrets: []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"}})
		if err != nil || !slices.Contains(faults, o.Fault) || o.Code < 0 || o.Code > 999 {
			t.Errorf("%q is %+v: %v", answer, o, err)
		}
		if delivered := o.Code >= 200 && o.Code < 300; delivered != (o.Fault == "") || strings.ContainsAny(o.Reply, "\r\n\x00") {
			t.Errorf("%q is %+v", answer, o)
		}
	})
}
