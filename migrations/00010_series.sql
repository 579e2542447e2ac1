-- +goose Up
-- +goose StatementBegin

-- What the appointments of one series have in common; null for one that stands alone.
ALTER TABLE pm_appointments ADD COLUMN series_id TEXT;
CREATE INDEX pm_appointments_series ON pm_appointments (org_id, series_id, starts_at) WHERE series_id IS NOT NULL;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_appointments_series;
ALTER TABLE pm_appointments DROP COLUMN series_id;
-- +goose StatementEnd
