package clinic

import (
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A LinkKind says how a platform's link comes to be.
type LinkKind string

// The link kinds.
const (
	LinkURL      LinkKind = "url"      // one fixed room
	LinkTemplate LinkKind = "template" // https://…/{session_id}
	LinkJitsi    LinkKind = "jitsi"    // own server, unguessable room
	LinkPhone    LinkKind = "phone"    // tel:
	LinkNone     LinkKind = "none"
)

// A Platform is where visits take place.
type Platform struct {
	ID        PlatformID
	Name      string
	Kind      LinkKind
	Endpoint  string
	Modality  Modality // default; "" means audio_video
	Active    bool
	AppID     string // of a jitsi server whose tokens are signed: who it knows the signer as
	Audience  string // of the same: for whom its tokens are, "" is UsualAudience
	HasKey    bool   // a secret is on file, to sign tokens with
	CreatedAt time.Time
	Once      string // of the form that made it; "" when there is no telling
	Version   int64
}

// LinkKinds are all kinds, in the order they are offered.
var LinkKinds = []LinkKind{LinkURL, LinkTemplate, LinkJitsi, LinkPhone, LinkNone}

// Known reports whether k is one of LinkKinds.
func (k LinkKind) Known() bool { return slices.Contains(LinkKinds, k) }

// DefaultModality returns the platform's modality, audio_video when it names
// none.
func (p Platform) DefaultModality() Modality {
	if p.Modality == "" {
		return AudioVideo
	}
	return p.Modality
}

// Link returns the address to join at, and "" when there is none. The endpoint is
// what somebody pasted. A platform that makes a link per session names the room by
// room, which is to be unguessable.
func (p Platform) Link(room string) string {
	link, endpoint := "", pasted(p.Endpoint)
	switch p.Kind {
	case LinkURL:
		link = endpoint
	case LinkTemplate:
		link = sessionPlace.ReplaceAllLiteralString(endpoint, url.PathEscape(room))
	case LinkJitsi:
		if u, err := url.Parse(endpoint); err == nil { // what follows ? or # stays behind the room
			link = u.JoinPath(url.PathEscape(room)).String()
		}
	case LinkPhone:
		link = PhoneLink(endpoint)
	}
	if !SafeLink(link) {
		return ""
	}
	return link
}

// sessionPlace is where a template has the session's id, also as a browser
// writes it.
var sessionPlace = regexp.MustCompile(`(?i)(?:\{|%7b)session_id(?:\}|%7d)`)

// pasted returns an address without the space around it and what nobody sees.
func pasted(endpoint string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if IsIgnorable(c) {
			return -1
		}
		return c
	}, endpoint))
}

// SafeLink reports whether link may be stored and rendered: https and tel,
// and http for loopback hosts alone.
func SafeLink(link string) bool {
	u, err := url.Parse(link)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "https":
		return u.Hostname() != ""
	case "tel":
		return u.Opaque != ""
	case "http":
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	}
	return false
}
