-- +goose Up
-- +goose StatementBegin

-- Browsers and networks from which somebody signed in. Guesses at their password from
-- elsewhere are counted apart, so none of those keeps them out.
CREATE TABLE pf_known_places (
    account TEXT NOT NULL,   -- SHA-256 of the email address
    place   TEXT NOT NULL,   -- device or address, and the SHA-256 of what tells it apart
    seen_at BIGINT NOT NULL, -- the latest sign-in from there
    PRIMARY KEY (account, place)
);
CREATE INDEX pf_known_places_seen ON pf_known_places (seen_at);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_known_places;
-- +goose StatementEnd
