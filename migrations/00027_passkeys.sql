-- +goose Up
-- +goose StatementBegin

-- Passkeys of a person: what their device answers with in place of the password and the
-- code, or of the code. Nothing here is secret: the private key never leaves the device.
CREATE TABLE pf_passkeys (
    id       TEXT PRIMARY KEY, -- of the credential, base64url
    user_id  TEXT NOT NULL REFERENCES pf_users (id),
    name     TEXT NOT NULL,    -- what the person calls it
    record   TEXT NOT NULL,    -- JSON: public key, kind, how often it was used
    added_at BIGINT NOT NULL,
    used_at  BIGINT            -- the latest sign-in with it
);
CREATE INDEX pf_passkeys_user ON pf_passkeys (user_id);

-- What a device is asked to answer, once and within minutes.
CREATE TABLE pf_passkey_challenges (
    token_hash TEXT PRIMARY KEY,             -- SHA-256 of what the form holds
    purpose    TEXT NOT NULL,                -- add, code or enter
    user_id    TEXT REFERENCES pf_users (id), -- NULL to enter: the answer says whose it is
    session    TEXT NOT NULL,                -- JSON: the challenge, and what the answer must have
    expires_at BIGINT NOT NULL,
    used_with  TEXT                          -- SHA-256 of the answer that it was used with
);
CREATE INDEX pf_passkey_challenges_expire ON pf_passkey_challenges (expires_at);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_passkey_challenges;
DROP TABLE pf_passkeys;
-- +goose StatementEnd
