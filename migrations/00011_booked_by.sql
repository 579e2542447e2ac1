-- +goose Up
-- +goose StatementBegin

-- For whom somebody booked last: the form begins with that provider.
CREATE INDEX pm_appointments_booked_by ON pm_appointments (org_id, booked_by, created_at) WHERE booked_by IS NOT NULL;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_appointments_booked_by;
-- +goose StatementEnd
