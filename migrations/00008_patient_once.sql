-- +goose Up
-- +goose StatementBegin

-- The one-time key of the form that made it, '' when it had none.
ALTER TABLE pm_patients ADD COLUMN once TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX pm_patients_once ON pm_patients (org_id, once) WHERE once <> '';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_patients_once;
ALTER TABLE pm_patients DROP COLUMN once;
-- +goose StatementEnd
