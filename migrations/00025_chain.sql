-- +goose Up
-- +goose StatementBegin

-- Each row of the audit trail has its place in the chain of its organization, and a code that is
-- made of it, with a key that is not in the database, and of the code before it.
ALTER TABLE pf_audit ADD COLUMN seq BIGINT NOT NULL DEFAULT 0; -- from 1; 0: from before there were chains
ALTER TABLE pf_audit ADD COLUMN mac TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX pf_audit_chain ON pf_audit (org_id, seq) WHERE seq > 0;

-- Where the chain ends. An end that was cut off, and this with it, is seen by whoever kept a later one.
ALTER TABLE pf_organizations ADD COLUMN audit_seq BIGINT NOT NULL DEFAULT 0;
ALTER TABLE pf_organizations ADD COLUMN audit_mac TEXT NOT NULL DEFAULT '';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
ALTER TABLE pf_organizations DROP COLUMN audit_mac;
ALTER TABLE pf_organizations DROP COLUMN audit_seq;
DROP INDEX pf_audit_chain;
ALTER TABLE pf_audit DROP COLUMN mac;
ALTER TABLE pf_audit DROP COLUMN seq;
-- +goose StatementEnd
