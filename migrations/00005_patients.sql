-- +goose Up
-- +goose StatementBegin

-- Identifiers as a person compares them. The program folds them for the rows
-- that are here already (migration 6, store/reindex.go), then makes them unique.
ALTER TABLE pm_patients ADD COLUMN mrn_folded TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_patients ADD COLUMN email_folded TEXT NOT NULL DEFAULT ''; -- '' when none

-- What decides a visit.
ALTER TABLE pm_patients ADD COLUMN interpreter BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE pm_patients ADD COLUMN interpreter_language TEXT NOT NULL DEFAULT ''; -- '' when none is needed
ALTER TABLE pm_patients ADD COLUMN guardian_name TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_patients ADD COLUMN guardian_phone TEXT NOT NULL DEFAULT '';

-- The patient who is the same person; such a record is hidden, never erased.
ALTER TABLE pm_patients ADD COLUMN merged_into TEXT;

-- What went over with a merged record, so that it can be taken back.
CREATE TABLE pm_patient_merges (
    org_id     TEXT NOT NULL,
    patient_id TEXT NOT NULL, -- the hidden one
    entity     TEXT NOT NULL, -- appointment, session
    entity_id  TEXT NOT NULL,
    PRIMARY KEY (org_id, patient_id, entity, entity_id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id)
) WITHOUT ROWID;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX IF EXISTS pm_patients_mrn; -- those of migration 6
DROP INDEX IF EXISTS pm_patients_email;
DROP INDEX IF EXISTS pm_patients_merged;
DROP TABLE pm_patient_merges;
ALTER TABLE pm_patients DROP COLUMN merged_into;
ALTER TABLE pm_patients DROP COLUMN guardian_phone;
ALTER TABLE pm_patients DROP COLUMN guardian_name;
ALTER TABLE pm_patients DROP COLUMN interpreter_language;
ALTER TABLE pm_patients DROP COLUMN interpreter;
ALTER TABLE pm_patients DROP COLUMN email_folded;
ALTER TABLE pm_patients DROP COLUMN mrn_folded;
-- +goose StatementEnd
