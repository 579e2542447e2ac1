package store

import (
	"context"
	"errors"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// clientSecret is by what the secret of an org's identity provider is kept.
const clientSecret = "single sign-on"

// AllowPrivateProviders lets identity providers be at addresses of this machine and its
// network. It is to be called before anything else.
func (s *Store) AllowPrivateProviders() { s.privateProviders = true }

// IdentityProvider returns where the org's members can sign in; its Version is 0 when
// there is none.
func (o *Org) IdentityProvider(ctx context.Context) (p clinic.IdentityProvider, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		p, err = c.identityProvider(ctx)
		return err
	})
	return p, err
}

// identityProvider returns the one of the scope's org; its Version is 0 when there is none.
func (c scope) identityProvider(ctx context.Context) (p clinic.IdentityProvider, err error) {
	p, err = one(ctx, c, func(r db.Row) (p clinic.IdentityProvider, err error) {
		return p, r.Scan(&p.Name, &p.Issuer, &p.ClientID, &p.SecondFactor, &p.Only, &p.Active, &p.Version, &p.HasSecret)
	}, `SELECT p.name, p.issuer, p.client_id, p.second_factor, p.only_way, p.active, p.version,
		EXISTS (SELECT 1 FROM pf_secrets k WHERE k.org_id = p.org_id AND k.id = '`+clientSecret+`')
		FROM pf_identity_providers p WHERE p.org_id = $1`)
	if clinic.KindOf(err) == clinic.NotFound {
		return clinic.IdentityProvider{}, nil
	}
	if err == nil {
		p.Domains, err = list(ctx, c, db.Text, `SELECT domain FROM pf_identity_domains WHERE org_id = $1 ORDER BY domain`)
	}
	return p, err
}

// ChangeIdentityProvider lets the org's members sign in by p, which the caller saw at
// p.Version; secret "" leaves the one on file. Another issuer or client forgets who
// members are there. That, switching it off, or relying no more on its second factor ends
// the logins that it made. It returns Invalid or Conflict.
func (o *Org) ChangeIdentityProvider(ctx context.Context, p clinic.IdentityProvider, secret string) error {
	p = p.Clean()
	problems := clinic.Problems(clinic.FieldsOf(p.Check(o.s.privateProviders)))
	problems.AddErrors(clinic.FieldsOf(clinic.CheckClientSecret(secret))...)
	what := &change{action: "sso.change", entity: "sso", id: string(o.a.org), detail: map[string]any{}}
	return o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		old, err := c.identityProvider(ctx)
		if err != nil {
			return err
		}
		found := append(clinic.Problems(nil), problems...)
		if secret == "" && (!old.HasSecret || old.Issuer != p.Issuer || old.ClientID != p.ClientID) {
			found.Add("secret", "Enter the secret that goes with this client ID.")
		}
		if err := c.checkOnlyWay(ctx, &found, old, p); err != nil {
			return err
		}
		if err := found.Err(); err != nil {
			return err
		}
		if old.Version != p.Version {
			return clinic.Errorf(clinic.Conflict,
				"Someone else changed this a moment ago. What you typed is still here: save again to put it in its place.")
		}
		what.detail = providerDetail(old, p)
		return o.s.putIdentityProvider(ctx, c, old, p, secret)
	})
}

// checkOnlyWay adds what is wrong with a way that is to be the only one before anybody
// came by it.
func (c scope) checkOnlyWay(ctx context.Context, found *clinic.Problems, old, p clinic.IdentityProvider) error {
	if !p.Only || old.Only && old.Issuer == p.Issuer && old.ClientID == p.ClientID {
		return nil
	}
	n, err := one(ctx, c, db.Int, `SELECT count(*) FROM pf_identities WHERE org_id = $1`)
	if err == nil && (n == 0 || old.Issuer != p.Issuer || old.ClientID != p.ClientID) {
		found.Add("only", "Nobody has signed in by it yet. Do it once yourself, so that nobody is shut out by a mistake.")
	}
	return err
}

// providerDetail is what the trail says of a change. Values that stayed are left out.
func providerDetail(old, p clinic.IdentityProvider) map[string]any {
	all := map[string]any{}
	for key, v := range map[string][2]string{"name": {old.Name, p.Name}, "issuer": {old.Issuer, p.Issuer},
		"client": {old.ClientID, p.ClientID}} {
		if v[0] != v[1] {
			all[key] = v
		}
	}
	all["domains"] = p.Domains
	for key, on := range map[string]bool{"active": p.Active, "only": p.Only, "second_factor": p.SecondFactor} {
		if on {
			all[key] = "yes"
		}
	}
	return all
}

// putIdentityProvider saves p in place of old.
func (s *Store) putIdentityProvider(ctx context.Context, c scope, old, p clinic.IdentityProvider, secret string) error {
	_, err := c.exec(ctx, `INSERT INTO pf_identity_providers (org_id, name, issuer, client_id, second_factor, only_way, active, version)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (org_id) DO UPDATE SET name = excluded.name, issuer = excluded.issuer,
		client_id = excluded.client_id, second_factor = excluded.second_factor, only_way = excluded.only_way, active = excluded.active,
		version = excluded.version`, p.Name, p.Issuer, p.ClientID, p.SecondFactor, p.Only, p.Active, old.Version+1)
	if err == nil {
		_, err = c.exec(ctx, `DELETE FROM pf_identity_domains WHERE org_id = $1`)
	}
	for _, d := range p.Domains {
		if err == nil {
			_, err = c.exec(ctx, `INSERT INTO pf_identity_domains (org_id, domain) VALUES ($1, $2)`, d)
		}
	}
	if err == nil && secret != "" {
		err = s.putSecret(ctx, c, clientSecret, secret)
	}
	another := old.Issuer != p.Issuer || old.ClientID != p.ClientID
	if err == nil && another {
		_, err = c.exec(ctx, `DELETE FROM pf_identities WHERE org_id = $1`)
	}
	if err == nil && (another || !p.Active || old.SecondFactor && !p.SecondFactor) {
		_, err = c.exec(ctx, `DELETE FROM pf_logins WHERE org_id = $1 AND made_by <> ''`)
	}
	return err
}

// RemoveIdentityProvider lets the org's members sign in by their passwords alone, forgets
// who they are at the provider, and ends the logins that it made. It returns NotFound
// without one.
func (o *Org) RemoveIdentityProvider(ctx context.Context) error {
	what := &change{action: "sso.remove", entity: "sso", id: string(o.a.org)}
	return o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		p, err := c.identityProvider(ctx)
		if err == nil && p.Version == 0 {
			err = clinic.Errorf(clinic.NotFound, "There is no identity provider yet.")
		}
		if err != nil {
			return err
		}
		for _, query := range []string{`DELETE FROM pf_logins WHERE org_id = $1 AND made_by <> ''`,
			`DELETE FROM pf_identities WHERE org_id = $1`, `DELETE FROM pf_identity_domains WHERE org_id = $1`,
			`DELETE FROM pf_identity_providers WHERE org_id = $1`} {
			if _, err := c.exec(ctx, query); err != nil {
				return err
			}
		}
		return c.dropSecret(ctx, clientSecret)
	})
}

// A KnownIdentity is a member who has signed in by the identity provider.
type KnownIdentity struct {
	User        clinic.UserID
	Name, Email string
	Since, Used time.Time
}

// Identities returns who has signed in by the identity provider, by name.
func (o *Org) Identities(ctx context.Context) (all []KnownIdentity, err error) {
	err = o.read(ctx, clinic.ManageSettings, func(c scope) error {
		all, err = list(ctx, c, func(r db.Row) (k KnownIdentity, err error) {
			return k, r.Scan(&k.User, &k.Name, &k.Email, (*instant)(&k.Since), (*instant)(&k.Used))
		}, `SELECT i.user_id, u.name, u.email, i.since, i.used_at FROM pf_identities i JOIN pf_users u ON u.id = i.user_id
			WHERE i.org_id = $1 ORDER BY u.name, u.id`)
		return err
	})
	return all, err
}

// UnlinkIdentity lets a member be somebody else at the identity provider, and ends the
// logins that it made for them. It returns NotFound for who has not signed in by it.
func (o *Org) UnlinkIdentity(ctx context.Context, user clinic.UserID) error {
	what := &change{action: "sso.unlink", entity: "user", id: string(user)}
	return o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		n, err := c.exec(ctx, `DELETE FROM pf_identities WHERE org_id = $1 AND user_id = $2`, user)
		if err == nil && n == 0 {
			err = clinic.Errorf(clinic.NotFound, "This person has not signed in by it.")
		}
		if err == nil {
			_, err = c.exec(ctx, `DELETE FROM pf_logins WHERE org_id = $1 AND user_id = $2 AND made_by <> ''`, user)
		}
		return err
	})
}

// A SignOnChoice is a provider that somebody can sign in by.
type SignOnChoice struct {
	Org           clinic.OrgID
	OrgName, Name string
}

const signOnChoices = `SELECT o.org_id, o.name, p.name FROM pf_identity_providers p JOIN pf_organizations o ON o.org_id = p.org_id
	WHERE p.active AND `

func scanSignOnChoice(r db.Row) (c SignOnChoice, err error) {
	return c, r.Scan(&c.Org, &c.OrgName, &c.Name)
}

// UnscopedSignOnChoices returns the providers that vouch for addresses of email's domain.
// Whether anybody has that address makes no difference.
func (s *Store) UnscopedSignOnChoices(ctx context.Context, email string) ([]SignOnChoice, error) {
	return db.List(ctx, s.db, scanSignOnChoice, signOnChoices+`EXISTS (SELECT 1 FROM pf_identity_domains d
		WHERE d.org_id = p.org_id AND d.domain = $1) ORDER BY o.name`, clinic.DomainOf(email))
}

// UnscopedSignOnChoice returns the provider of an org, and NotFound when there is none to
// sign in by.
func (s *Store) UnscopedSignOnChoice(ctx context.Context, org clinic.OrgID) (SignOnChoice, error) {
	c, err := db.One(ctx, s.db, scanSignOnChoice, signOnChoices+`o.org_id = $1`, org)
	if errors.Is(err, db.ErrNone) {
		err = clinic.Errorf(clinic.NotFound, "There is no single sign-on at this address.")
	}
	return c, err
}

// UnscopedHasSignOn reports whether any org has a provider to sign in by.
func (s *Store) UnscopedHasSignOn(ctx context.Context) (bool, error) {
	n, err := db.One(ctx, s.db, db.Int, `SELECT count(*) FROM pf_identity_providers WHERE active`)
	return n > 0, err
}
