-- +goose Up

-- The one-time key of the form that made a role, '' when it had none; the version is what its form saw.
ALTER TABLE pf_roles ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE pf_roles ADD COLUMN version BIGINT NOT NULL DEFAULT 1;
CREATE UNIQUE INDEX pf_roles_once ON pf_roles (org_id, once) WHERE once <> '';

-- +goose Down
DROP INDEX pf_roles_once;
ALTER TABLE pf_roles DROP COLUMN version;
ALTER TABLE pf_roles DROP COLUMN once;
