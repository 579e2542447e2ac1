-- +goose Up
-- +goose StatementBegin

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

-- Who a Jitsi server knows the signer of tokens as, and for whom those are.
ALTER TABLE pm_telehealth_configuration ADD COLUMN app_id TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_telehealth_configuration ADD COLUMN audience TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_telehealth_configuration ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_telehealth_configuration ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX pm_configuration_once ON pm_telehealth_configuration (org_id, once) WHERE once <> '';

-- A provider's own room on a platform, in place of its endpoint.
CREATE TABLE pm_provider_rooms (
    org_id           TEXT NOT NULL REFERENCES pf_organizations (org_id),
    configuration_id TEXT NOT NULL,
    provider_id      TEXT NOT NULL REFERENCES pf_users (id),
    endpoint         TEXT NOT NULL,
    changed_at       BIGINT NOT NULL,
    PRIMARY KEY (org_id, configuration_id, provider_id),
    FOREIGN KEY (org_id, configuration_id) REFERENCES pm_telehealth_configuration (org_id, id)
);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pm_provider_rooms;
DROP INDEX pm_configuration_once;
ALTER TABLE pm_telehealth_configuration DROP COLUMN version;
ALTER TABLE pm_telehealth_configuration DROP COLUMN once;
ALTER TABLE pm_telehealth_configuration DROP COLUMN audience;
ALTER TABLE pm_telehealth_configuration DROP COLUMN app_id;
DROP TABLE pf_secrets;
-- +goose StatementEnd
