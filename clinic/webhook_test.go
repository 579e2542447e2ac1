package clinic

import (
	"net/netip"
	"strings"
	"testing"
	"time"
)

func TestWebhookAddresses(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"https://ehr.example/hooks", "https://ehr.example:8443/?key=a%20b", "https://8.8.8.8/",
		"https://EHR.example", "https://klinik.köln.example", "https://[2606:4700::1111]:443/x", " https://ehr.example/ "} {
		if err := (Webhook{URL: good, Events: Events}).Clean().Check(false); err != nil {
			t.Errorf("%q: %v", good, err)
		}
	}
	inner := []string{"https://localhost/x", "https://Localhost.:8443", "https://api.localhost", "https://127.0.0.1/", "https://10.0.0.1",
		"https://[::1]/", "https://[::ffff:10.1.2.3]/", "https://169.254.169.254/latest/meta-data"}
	for _, bad := range append([]string{"", "ehr.example", "http://ehr.example/", "ftp://ehr.example", "https://", "https://\"><script>",
		"https:///x", "https://a b.example", "https://ehr.example/a b", "https://ehr.example/\x01", "https://ehr.example:0/",
		"https://ehr.example:99999/", "https://ehr.example:/",
		"https://u:p@ehr.example/", "https://ehr.example/#top", "https://ehr.example/#", "javascript:alert(1)", "//ehr.example",
		"https://ehr.example/" + strings.Repeat("x", 2000), "https://[::1", "http://127.0.0.1/", "http://localhost:1/"}, inner...) {
		err := (Webhook{URL: bad, Events: Events}).Clean().Check(false)
		if fields := FieldsOf(err); KindOf(err) != Invalid || len(fields) != 1 || fields[0].Field != "url" {
			t.Errorf("%q: got %v, want it refused", bad, err)
		}
	}
	for _, private := range append(inner, "http://127.0.0.1:99/x", "http://localhost/", "http://[::1]:8080/") {
		if err := (Webhook{URL: private, Events: Events}).Clean().Check(true); err != nil {
			t.Errorf("%q where it is allowed: %v", private, err)
		}
	}
	for _, bad := range []string{"http://10.0.0.1/", "http://ehr.example/"} {
		if err := (Webhook{URL: bad, Events: Events}).Check(true); KindOf(err) != Invalid {
			t.Errorf("%q where private is allowed: got %v", bad, err)
		}
	}
	w := Webhook{URL: "https://ehr.example", Events: []string{"nothing", EventNoShow, EventStarted, EventNoShow}}.Clean()
	if got := strings.Join(w.Events, " "); got != EventStarted+" "+EventNoShow {
		t.Errorf("the events are %q", got)
	}
	if err := (Webhook{URL: "https://ehr.example"}).Check(false); FieldsOf(err)[0].Field != "events" {
		t.Errorf("without events: %v", err)
	}
}

func TestPublicAddresses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"8.8.8.8": true, "172.32.0.1": true, "100.128.0.1": true, "2606:4700::1111": true, "64:ff9b::8.8.8.8": true, "::ffff:8.8.8.8": true,
		"0.0.0.0": false, "0.1.2.3": false, "10.1.1.1": false, "100.64.0.1": false, "100.100.100.200": false, "127.0.0.1": false,
		"127.9.9.9": false, "168.63.129.16": false, "169.254.169.254": false, "172.16.0.1": false,
		"172.31.255.255": false, "192.0.0.192": false, "192.0.2.1": false,
		"192.168.1.1": false, "198.18.0.1": false, "203.0.113.9": false, "224.0.0.1": false, "239.1.1.1": false, "240.0.0.1": false,
		"255.255.255.255": false, "::": false, "::1": false, "::ffff:127.0.0.1": false, "::ffff:169.254.169.254": false, "::127.0.0.1": false,
		"64:ff9b::10.0.0.1": false, "64:ff9b:1::1": false, "fe80::1": false, "fe80::1%eth0": false, "fec0::1": false, "fc00::1": false,
		"fd00:ec2::254": false, "ff02::1": false, "2001::1": false, "2001:db8::1": false, "2002:7f00:1::": false, "100::1": false,
	} {
		if got := IsPublic(netip.MustParseAddr(text)); got != want {
			t.Errorf("%s is public: got %t, want %t", text, got, want)
		}
	}
}

func TestRetries(t *testing.T) {
	t.Parallel()
	for tries, want := range map[int]time.Duration{1: 10 * time.Second, 2: 30 * time.Second, 3: 90 * time.Second, 7: 7290 * time.Second,
		8: 4 * time.Hour, 100: 4 * time.Hour} {
		low, high := RetryIn(tries, 0), RetryIn(tries, 1)
		if low != want*8/10 || high != want*12/10 {
			t.Errorf("after %d tries: from %v to %v, want %v and a fifth", tries, low, high, want)
		}
	}
	begun := time.Date(2026, 3, 2, 14, 0, 0, 0, time.UTC)
	d := Delivery{State: Waiting, Tries: 9, Since: begun}
	last := d.Tried(Outcome{Fault: FaultTimeout}, begun.Add(23*time.Hour), 1)
	if last.State != Waiting || !last.NextAt.Equal(begun.Add(24*time.Hour)) {
		t.Errorf("in the last hour: %+v, want it tried at the end of the day", last)
	}
	if over := last.Tried(Outcome{Fault: FaultTimeout}, last.NextAt, 1); over.State != Failed || !over.NextAt.IsZero() {
		t.Errorf("at the end of the day: %+v, want it given up", over)
	}
	if test := (Delivery{Name: EventTest, State: Waiting, Since: begun}).Tried(Outcome{Fault: FaultDNS}, begun, 0); test.State != Failed {
		t.Errorf("a test that failed: %+v, want no second try", test)
	}
}
