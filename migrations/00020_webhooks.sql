-- +goose Up
-- +goose StatementBegin

-- Where events are sent to. Their secrets are in pf_secrets, by the same id; the one
-- before the last, which signs as well for a day, by the id and '.before'.
CREATE TABLE pf_webhooks (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id         TEXT NOT NULL,
    url        TEXT NOT NULL,
    events     TEXT NOT NULL,  -- names, separated by spaces
    once       TEXT NOT NULL,  -- the one-time key of the form that made it, '' when it had none
    created_at BIGINT NOT NULL,
    paused_at  BIGINT,
    rolled_at  BIGINT,         -- when it got another secret
    ended_at   BIGINT,
    version    BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);
CREATE UNIQUE INDEX pf_webhooks_once ON pf_webhooks (org_id, once) WHERE once <> '';

-- What of pf_events is to be sent where, and what came of it. The rows are written
-- with the event, in one transaction.
CREATE TABLE pf_webhook_deliveries (
    org_id      TEXT NOT NULL REFERENCES pf_organizations (org_id),
    endpoint_id TEXT NOT NULL,
    event_id    TEXT NOT NULL,
    entity_id   TEXT NOT NULL,   -- those of one follow each other
    seq         BIGINT NOT NULL, -- in the order of seq, then event_id
    at          BIGINT NOT NULL, -- when it happened
    state       TEXT NOT NULL,   -- waiting, delivered, failed, dropped
    tries       BIGINT NOT NULL,
    since       BIGINT,          -- the first try, from which on it is tried for a day
    next_at     BIGINT,          -- when it is due; while somebody tries, when another may
    claim       TEXT NOT NULL,   -- names who tries, '' for nobody
    tried_at    BIGINT,
    code        BIGINT NOT NULL, -- the status that was answered, 0 for none
    fault       TEXT NOT NULL,   -- why there was none
    reply       TEXT NOT NULL,   -- the beginning of the answer
    PRIMARY KEY (org_id, endpoint_id, event_id),
    FOREIGN KEY (org_id, endpoint_id) REFERENCES pf_webhooks (org_id, id),
    FOREIGN KEY (org_id, event_id) REFERENCES pf_events (org_id, id)
);
CREATE INDEX pf_webhook_deliveries_waiting ON pf_webhook_deliveries (org_id, endpoint_id, entity_id, seq, event_id)
    WHERE state = 'waiting';
CREATE INDEX pf_webhook_deliveries_at ON pf_webhook_deliveries (at);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pf_webhook_deliveries;
DROP TABLE pf_webhooks;
-- +goose StatementEnd
