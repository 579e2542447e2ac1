-- +goose Up
-- +goose StatementBegin

-- Whose a login was that is over: a form that is sent too late is kept for nobody else.
CREATE TABLE pf_ended_logins (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    org_id     TEXT,            -- where they worked; they may be no member any more
    seen_at    BIGINT NOT NULL
);
CREATE TRIGGER pf_logins_ended AFTER DELETE ON pf_logins
BEGIN
    INSERT INTO pf_ended_logins (token_hash, user_id, org_id, seen_at) VALUES (old.token_hash, old.user_id, old.org_id, old.seen_at);
END;

-- Who is in a visit is not signed out for idleness: the sessions that are on.
CREATE INDEX pm_sessions_active ON pm_telehealth_sessions (org_id, provider_id)
    WHERE status = 'active' AND deleted_at IS NULL;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_sessions_active;
DROP TRIGGER pf_logins_ended;
DROP TABLE pf_ended_logins;
-- +goose StatementEnd
