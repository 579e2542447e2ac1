-- +goose Up
-- +goose StatementBegin

-- The browsers that somebody signed in with, told apart by a cookie that opens nothing.
CREATE TABLE pf_devices (
    id         TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    token_hash TEXT NOT NULL,   -- SHA-256 of the cookie
    browser    TEXT NOT NULL,   -- Firefox, '' where it does not say
    system     TEXT NOT NULL,   -- Windows, likewise
    address    TEXT NOT NULL,   -- of the network, at the last sign-in
    first_at   BIGINT NOT NULL, -- the first sign-in
    last_at    BIGINT NOT NULL, -- the last one
    known_at   BIGINT,          -- when its owner said that it is theirs; the first device of all needs no word
    UNIQUE (user_id, token_hash, browser, system)
);

-- By id its owner names a login.
ALTER TABLE pf_logins ADD COLUMN id TEXT NOT NULL DEFAULT '';
UPDATE pf_logins SET id = substr(token_hash, 1, 32);
CREATE UNIQUE INDEX pf_logins_id ON pf_logins (id);
ALTER TABLE pf_logins ADD COLUMN device_id TEXT REFERENCES pf_devices (id); -- NULL for logins of before
CREATE INDEX pf_logins_device ON pf_logins (device_id);
ALTER TABLE pf_logins ADD COLUMN locked_at BIGINT; -- until the password is entered again

-- What is typed on a page that is locked is kept for longer than what came after the end of its login.
ALTER TABLE pf_kept_forms ADD COLUMN kept_until BIGINT NOT NULL DEFAULT 0;
UPDATE pf_kept_forms SET kept_until = kept_at + 900000;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
ALTER TABLE pf_kept_forms DROP COLUMN kept_until;
ALTER TABLE pf_logins DROP COLUMN locked_at;
DROP INDEX pf_logins_device;
ALTER TABLE pf_logins DROP COLUMN device_id;
DROP INDEX pf_logins_id;
ALTER TABLE pf_logins DROP COLUMN id;
DROP TABLE pf_devices;
-- +goose StatementEnd
