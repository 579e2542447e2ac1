package clinic

import (
	"net/url"
	"path"
	"strings"
	"time"
)

// How long a token opens a room, and how far the clocks of two machines may be apart.
const (
	TokenLasts  = 10 * time.Minute
	TokenLeeway = time.Minute
)

// UsualAudience is for whom the tokens of a Jitsi server are, unless it wants another.
const UsualAudience = "jitsi"

// A Meeting is the room of a session on a Jitsi server.
type Meeting struct {
	Room   string // its name, without the server
	Domain string // whose it is: the first part of a path before the room, else the host
}

// MeetingAt returns the room at link, and false unless it is on the server of p and
// p signs tokens: a token is for no other server.
func (p Platform) MeetingAt(link string) (Meeting, bool) {
	server, wrong := url.Parse(pasted(p.Endpoint))
	u, bad := url.Parse(link)
	if p.Kind != LinkJitsi || !p.HasKey || p.AppID == "" || wrong != nil || bad != nil || !SafeLink(link) ||
		u.Scheme != server.Scheme || !strings.EqualFold(u.Host, server.Host) {
		return Meeting{}, false
	}
	m := Meeting{Room: strings.ToLower(path.Base(u.Path)), Domain: strings.ToLower(u.Hostname())}
	if tenant, _, below := strings.Cut(strings.TrimPrefix(u.Path, "/"), "/"); below {
		m.Domain = strings.ToLower(tenant)
	}
	return m, m.Room != "" && m.Room != "/" && m.Room != "."
}

// A Guest is somebody as a token introduces them.
type Guest struct {
	Name      string
	Moderator bool
}

// Claims returns what a token says that lets g into m from the instant at on.
func (p Platform) Claims(m Meeting, g Guest, at time.Time) map[string]any {
	audience, affiliation := p.Audience, "member"
	if audience == "" {
		audience = UsualAudience
	}
	if g.Moderator {
		affiliation = "owner"
	}
	// A moderator is named in each of the places where modules of Jitsi look for one.
	return map[string]any{"iss": p.AppID, "aud": audience, "sub": m.Domain, "room": m.Room,
		"nbf": at.Add(-TokenLeeway).Unix(), "exp": at.Add(TokenLasts).Unix(), "moderator": g.Moderator,
		"context": map[string]any{"user": map[string]any{"name": g.Name, "moderator": g.Moderator, "affiliation": affiliation}}}
}

// WithToken returns link with a token, where Jitsi looks for it.
func WithToken(link, token string) string {
	u, err := url.Parse(link)
	if err != nil {
		return link
	}
	q := u.Query()
	q.Set("jwt", token)
	u.RawQuery = q.Encode()
	return u.String()
}
