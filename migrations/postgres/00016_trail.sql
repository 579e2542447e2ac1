-- +goose Up
-- +goose StatementBegin

-- Where it was done from, and what kind of action it was: the trail is read by it.
ALTER TABLE pf_audit ADD COLUMN via TEXT NOT NULL DEFAULT '';     -- web, command; '' for the program itself
ALTER TABLE pf_audit ADD COLUMN address TEXT NOT NULL DEFAULT ''; -- of the network, '' when there is none
ALTER TABLE pf_audit ADD COLUMN kind TEXT NOT NULL DEFAULT '';    -- as clinic.AuditKindOf has it

-- This once the rows of before are changed.
ALTER TABLE pf_audit DISABLE TRIGGER pf_audit_fixed;
UPDATE pf_audit SET kind = CASE WHEN action LIKE '%.export' THEN 'exports' WHEN action = 'user.password' THEN 'logins'
    WHEN entity = 'session' THEN 'sessions' WHEN entity = 'patient' THEN 'patients' WHEN entity = 'appointment' THEN 'appointments'
    WHEN entity IN ('user', 'role') THEN 'people' ELSE 'settings' END;
ALTER TABLE pf_audit ENABLE TRIGGER pf_audit_fixed;

CREATE INDEX pf_audit_newest ON pf_audit (org_id, at, id);
CREATE INDEX pf_audit_kind ON pf_audit (org_id, kind, at, id);
CREATE INDEX pf_audit_person ON pf_audit (org_id, user_id, at, id);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pf_audit_person;
DROP INDEX pf_audit_kind;
DROP INDEX pf_audit_newest;
ALTER TABLE pf_audit DROP COLUMN kind;
ALTER TABLE pf_audit DROP COLUMN address;
ALTER TABLE pf_audit DROP COLUMN via;
-- +goose StatementEnd
