-- +goose Up
-- +goose StatementBegin

-- Where the members of a practice can prove who they are. The secret of the client is in
-- pf_secrets, by the id 'single sign-on'.
CREATE TABLE pf_identity_providers (
    org_id        TEXT PRIMARY KEY REFERENCES pf_organizations (org_id),
    name          TEXT NOT NULL,
    issuer        TEXT NOT NULL,
    client_id     TEXT NOT NULL,
    second_factor BOOLEAN NOT NULL, -- it asks for one, whatever its tokens say
    only_way      BOOLEAN NOT NULL, -- members sign in by it alone, but for who may change this
    active        BOOLEAN NOT NULL,
    version       BIGINT NOT NULL
);

-- The domains of the email addresses that it vouches for.
CREATE TABLE pf_identity_domains (
    org_id TEXT NOT NULL REFERENCES pf_identity_providers (org_id),
    domain TEXT NOT NULL, -- in lower case
    PRIMARY KEY (org_id, domain)
);
CREATE INDEX pf_identity_domains_domain ON pf_identity_domains (domain);

-- Who at the provider of a practice a member is. It is found by the address of their
-- email once, and from then on by the subject alone.
CREATE TABLE pf_identities (
    org_id   TEXT NOT NULL REFERENCES pf_identity_providers (org_id),
    subject  TEXT NOT NULL,
    user_id  TEXT NOT NULL REFERENCES pf_users (id),
    since    BIGINT NOT NULL,
    used_at  BIGINT NOT NULL,
    PRIMARY KEY (org_id, subject),
    UNIQUE (org_id, user_id)
);

-- Ways back from a provider that were used, until they are too old to be used at all.
CREATE TABLE pf_used_sign_ons (
    state_hash   TEXT PRIMARY KEY, -- SHA-256
    address_hash TEXT NOT NULL,    -- SHA-256 of where it was used, '' when it let somebody in
    used_at      BIGINT NOT NULL
);
CREATE INDEX pf_used_sign_ons_address ON pf_used_sign_ons (address_hash, used_at);

-- What a login was made by: '' a password, 'provider' the identity provider of the
-- practice that it is in, 'factor' the same with a second factor.
ALTER TABLE pf_logins ADD COLUMN made_by TEXT NOT NULL DEFAULT '';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
ALTER TABLE pf_logins DROP COLUMN made_by;
DROP TABLE pf_used_sign_ons;
DROP TABLE pf_identities;
DROP TABLE pf_identity_domains;
DROP TABLE pf_identity_providers;
-- +goose StatementEnd
