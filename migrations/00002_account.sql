-- +goose Up
-- +goose StatementBegin

-- How a person wants the pages to be, in whichever org.
CREATE TABLE pf_user_settings (
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    key        TEXT NOT NULL, -- single_keys: on, off
    value      TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_user_settings;
-- +goose StatementEnd
