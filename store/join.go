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
