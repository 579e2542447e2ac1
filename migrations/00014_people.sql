-- +goose Up
-- +goose StatementBegin

-- One-time links: into the practice, and to a new password.
CREATE TABLE pf_links (
    org_id       TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id           TEXT NOT NULL,
    kind         TEXT NOT NULL,        -- join, password
    token_hash   TEXT NOT NULL UNIQUE, -- SHA-256 of what the address holds
    email        TEXT NOT NULL,        -- of whom it is for, folded to lower case
    roles        TEXT NOT NULL,        -- ids of those that it grants, separated by spaces
    made_by      TEXT REFERENCES pf_users (id),
    created_at   BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    used_at      BIGINT,
    withdrawn_at BIGINT,
    PRIMARY KEY (org_id, id)
);

-- Who was a member and left: their roles come back with them.
CREATE TABLE pf_former_members (
    org_id  TEXT NOT NULL REFERENCES pf_organizations (org_id),
    user_id TEXT NOT NULL REFERENCES pf_users (id),
    roles   TEXT NOT NULL, -- ids, separated by spaces
    left_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, user_id)
);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_former_members;
DROP TABLE pf_links;
-- +goose StatementEnd
