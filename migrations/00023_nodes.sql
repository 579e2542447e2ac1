-- +goose Up
-- +goose StatementBegin

-- What all servers before one database have in common.

-- Keys of the program's own, which protect nothing that is in the database: what they
-- seal leaves it.
CREATE TABLE pf_keys (
    name  TEXT PRIMARY KEY, -- place: of where a page of patients begins
    value TEXT NOT NULL
);

-- When a job ran last, on whichever server.
CREATE TABLE pf_jobs (
    name     TEXT PRIMARY KEY,
    begun_at BIGINT NOT NULL
);

-- Forms that were sent after their sender's login had ended, for a quarter of an hour.
-- Who can read them has the token of that login; here is only its hash.
CREATE TABLE pf_kept_forms (
    id      TEXT PRIMARY KEY,
    kept_at BIGINT NOT NULL,
    sealed  TEXT NOT NULL
);
CREATE INDEX pf_kept_forms_at ON pf_kept_forms (kept_at);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_kept_forms;
DROP TABLE pf_jobs;
DROP TABLE pf_keys;
-- +goose StatementEnd
