package clinic

import (
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// A Webhook is where another program wants to be told of events.
type Webhook struct {
	ID        WebhookID
	URL       string
	Events    []string // of Events, in their order
	Once      string   // one-time key of the form that made it
	CreatedAt time.Time
	PausedAt  time.Time // zero unless nothing is sent for now
	RolledAt  time.Time // when it got another secret; zero for never
	EndedAt   time.Time // zero unless it was removed
	Version   int64
}

// Clean returns w without what was typed beside it.
func (w Webhook) Clean() Webhook {
	w.URL = strings.TrimSpace(w.URL)
	w.Events = slices.DeleteFunc(slices.Clone(Events), func(name string) bool { return !slices.Contains(w.Events, name) })
	return w
}

// OldSecretLasts is how long the secret before the last one signs as well.
const OldSecretLasts = 24 * time.Hour

// Rolling reports whether the secret before the last one still signs.
func (w Webhook) Rolling(now time.Time) bool {
	return !w.RolledAt.IsZero() && now.Sub(w.RolledAt) < OldSecretLasts
}

// Check returns an Invalid error that names each field that cannot be saved. Only with
// private may it be an address of this machine or its network.
func (w Webhook) Check(private bool) error {
	var p Problems
	if problem := targetProblem(w.URL, private); problem != "" {
		p.Add("url", problem)
	}
	if len(w.Events) == 0 {
		p.Add("events", "Choose at least one event.")
	}
	return p.Err()
}

// longestTarget is how long the address of a webhook may be.
const longestTarget = 2000

func targetProblem(text string, private bool) string {
	if text == "" {
		return "Enter the address that events are sent to."
	}
	if strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }) {
		return "There must be no space in an address."
	}
	u, err := url.Parse(text)
	switch {
	case len(text) > longestTarget:
		return "This address is too long."
	case err == nil && u.Host == "" && !strings.Contains(text, "://"), err == nil && u.Scheme != "https" && u.Scheme != "http":
		return "The address must begin with https://."
	case err != nil || !isHost(u.Hostname()) || !isPort(u.Port()) || strings.HasSuffix(u.Host, ":"):
		return "This is no address of a site, like https://ehr.example/hooks."
	case u.User != nil:
		return "Leave out name and password: the signature shows where a message is from."
	case strings.Contains(text, "#"):
		return "Leave out the # and what follows it: that is never sent."
	case u.Scheme == "http" && !(private && isLoopbackHost(u.Hostname())):
		return "The address must begin with https://."
	case !private && isInside(u.Hostname()):
		return "This address is on this machine or inside a network. Whoever runs this server can allow that (--webhooks-private)."
	}
	return ""
}

// isHost reports whether text can be the name or the number of a host.
func isHost(text string) bool {
	_, err := netip.ParseAddr(text)
	return err == nil || text != "" && !strings.ContainsFunc(text, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-._", r)
	})
}

func isPort(text string) bool {
	n, err := strconv.Atoi(text)
	return text == "" || err == nil && n > 0 && n < 1<<16
}

func isLoopbackHost(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.Unmap().IsLoopback()
}

// isInside reports whether host says by itself that it is not of the internet. What a
// name leads to is known only when it is called.
func isInside(host string) bool {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	if ip, err := netip.ParseAddr(host); err == nil {
		return !IsPublic(ip)
	}
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// What looks like the internet and is none of it: networks for tests and documents,
// those between a provider and its customers, and what clouds keep for themselves.
var inside = prefixes("0.0.0.0/8", "100.64.0.0/10", "168.63.129.16/32", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")

// The IPv6 addresses of the internet, and those that stand for one of IPv4.
var (
	global6 = netip.MustParsePrefix("2000::/3")
	nat64   = netip.MustParsePrefix("64:ff9b::/96")
)

func prefixes(texts ...string) (all []netip.Prefix) {
	for _, text := range texts {
		all = append(all, netip.MustParsePrefix(text))
	}
	return all
}

// IsPublic reports whether ip is an address of the internet, and not one of this
// machine, of a network of its own, or of many at once.
func IsPublic(ip netip.Addr) bool {
	ip = ip.Unmap()
	if nat64.Contains(ip) {
		b := ip.As16()
		ip = netip.AddrFrom4([4]byte(b[12:]))
	}
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.Zone() != "" || ip.Is6() && !global6.Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(ip) })
}
