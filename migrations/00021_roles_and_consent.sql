-- +goose Up
-- +goose StatementBegin

-- The one-time key of the form that made a role, '' when it had none; the version is what its form saw.
ALTER TABLE pf_roles ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE pf_roles ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX pf_roles_once ON pf_roles (org_id, once) WHERE once <> '';

-- What patients agree to, as it is read out to them. The latest of a language is in force.
CREATE TABLE pm_consent_texts (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    language   TEXT NOT NULL,
    version    BIGINT NOT NULL, -- from 1 on, in each language
    body       TEXT NOT NULL,
    sha256     TEXT NOT NULL,   -- of body
    made_by    TEXT REFERENCES pf_users (id), -- null: what the program begins with
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, language, version)
);

-- Which of them was agreed to; '' and 0 for none. Withdrawn is a refusal after a consent.
ALTER TABLE pm_telehealth_sessions ADD COLUMN consent_language TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_telehealth_sessions ADD COLUMN consent_version BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pm_telehealth_sessions ADD COLUMN consent_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_telehealth_sessions ADD COLUMN consent_withdrawn BOOLEAN NOT NULL DEFAULT false;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
ALTER TABLE pm_telehealth_sessions DROP COLUMN consent_withdrawn;
ALTER TABLE pm_telehealth_sessions DROP COLUMN consent_sha256;
ALTER TABLE pm_telehealth_sessions DROP COLUMN consent_version;
ALTER TABLE pm_telehealth_sessions DROP COLUMN consent_language;
DROP TABLE pm_consent_texts;
DROP INDEX pf_roles_once;
ALTER TABLE pf_roles DROP COLUMN version;
ALTER TABLE pf_roles DROP COLUMN once;
-- +goose StatementEnd
