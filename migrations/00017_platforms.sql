-- +goose Up

-- What must not be read from a copy of the database: sealed with a key of the key
-- file, bound to its org and id. The id is that of the row that it belongs to.
CREATE TABLE pf_secrets (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id         TEXT NOT NULL,
    key_id     TEXT NOT NULL, -- which key opens it
    sealed     TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

-- +goose Down
DROP TABLE pf_secrets;
