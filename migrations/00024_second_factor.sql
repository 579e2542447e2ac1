-- +goose Up
-- +goose StatementBegin

-- The authenticator app of a person, sealed with a key of the key file and bound to them.
CREATE TABLE pf_second_factors (
    user_id   TEXT PRIMARY KEY REFERENCES pf_users (id),
    key_id    TEXT NOT NULL,   -- which key opens it
    sealed    TEXT NOT NULL,
    last_step BIGINT NOT NULL, -- the last step of 30 s whose code was taken: none of before is again
    set_up_at BIGINT NOT NULL
);

-- What lets them in without the app, each once.
CREATE TABLE pf_recovery_codes (
    user_id   TEXT NOT NULL REFERENCES pf_users (id),
    code_hash TEXT NOT NULL, -- SHA-256
    used_at   BIGINT,
    PRIMARY KEY (user_id, code_hash)
);

-- Who has entered a right password and is to enter a code: good for that alone.
CREATE TABLE pf_pending_logins (
    token_hash TEXT PRIMARY KEY, -- SHA-256 of what the form holds
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    expires_at BIGINT NOT NULL,
    used_code  TEXT              -- SHA-256 of the code that it was used with
);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_pending_logins;
DROP TABLE pf_recovery_codes;
DROP TABLE pf_second_factors;
-- +goose StatementEnd
