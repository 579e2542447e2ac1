package clinic

import (
	"net"
	"net/url"
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
	CreatedAt time.Time
}

// DefaultModality returns the platform's modality, audio_video when it names
// none.
func (p Platform) DefaultModality() Modality {
	if p.Modality == "" {
		return AudioVideo
	}
	return p.Modality
}

// Link returns the address to join at, and "" when there is none. A platform that
// makes a link per session names the room by room, which is to be unguessable.
func (p Platform) Link(room string) string {
	link := ""
	switch p.Kind {
	case LinkURL:
		link = p.Endpoint
	case LinkTemplate:
		link = strings.ReplaceAll(p.Endpoint, "{session_id}", url.PathEscape(room))
	case LinkJitsi:
		link = strings.TrimSuffix(p.Endpoint, "/") + "/" + url.PathEscape(room)
	case LinkPhone:
		link = "tel:" + strings.Map(dialable, strings.TrimPrefix(p.Endpoint, "tel:"))
	}
	if !SafeLink(link) {
		return ""
	}
	return link
}

func dialable(c rune) rune {
	if c >= '0' && c <= '9' || c == '+' {
		return c
	}
	return -1
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
		return u.Host != ""
	case "tel":
		return u.Opaque != ""
	case "http":
		ip := net.ParseIP(u.Hostname())
		return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	}
	return false
}
