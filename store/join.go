package store

import (
	"context"
	"crypto/rand"
	"strings"

	"github.com/golang-jwt/jwt/v5"

	"televisit/clinic"
)

// RoomFor returns the name of the room that a session of that id gets on p. On a
// server of the practice's own it is as good as a key: whoever knows it is let in.
func RoomFor(p clinic.Platform, id string) string {
	if p.Kind == clinic.LinkJitsi {
		return strings.ToLower(rand.Text()) // at least 128 bits
	}
	return id
}

// JoinLink returns where the actor enters a session: its link and, where its platform
// signs tokens, one that is made now and lasts for minutes. The provider of the session
// is its moderator; who may edit it comes as a guest; all others get the link that the
// patient has. It returns NotFound, and Gone when there is nothing to join.
func (o *Org) JoinLink(ctx context.Context, id clinic.SessionID) (link string, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err := c.session(ctx, id, false)
		if err != nil {
			return err
		}
		if link = v.URL; !v.Joinable() || !clinic.SafeLink(link) {
			return clinic.Errorf(clinic.Gone, "There is nothing to join here any more: the session is %s.", v.Status)
		}
		own := v.ProviderID == o.a.user
		guest := clinic.Guest{Name: o.a.name, Moderator: o.a.rights.MayFor(clinic.HostSessions, own)}
		if v.PlatformID == "" || !guest.Moderator && !o.a.rights.MayFor(clinic.EditSessions, own) {
			return nil
		}
		p, err := c.onFile(ctx, v.PlatformID)
		if err == nil {
			link, err = o.s.signed(ctx, c, p, link, guest)
		}
		return err
	})
	return link, err
}

// TryPlatform returns the link that a session would get on a platform, and what the
// actor would enter it by as its provider: the same link, or one with a token.
func (o *Org) TryPlatform(ctx context.Context, id clinic.PlatformID) (link, entry string, err error) {
	err = o.read(ctx, clinic.AdminPlatforms, func(c scope) error {
		p, err := c.onFile(ctx, id)
		if err != nil {
			return err
		}
		link = p.Link(RoomFor(p, NewID()))
		entry, err = o.s.signed(ctx, c, p, link, clinic.Guest{Name: o.a.name, Moderator: true})
		return err
	})
	return link, entry, err
}

// signed returns link with a token that lets g in, or as it is when p signs none for it.
func (s *Store) signed(ctx context.Context, c scope, p clinic.Platform, link string, g clinic.Guest) (string, error) {
	m, ok := p.MeetingAt(link)
	if !ok {
		return link, nil
	}
	secret, err := s.secret(ctx, c, string(p.ID))
	if err != nil {
		return "", err
	}
	token, err := jwt.NewWithClaims(jwt.SigningMethodHS256, jwt.MapClaims(p.Claims(m, g, c.now))).SignedString([]byte(secret))
	if err != nil {
		return "", err
	}
	return clinic.WithToken(link, token), nil
}
