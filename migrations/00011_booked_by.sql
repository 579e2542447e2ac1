-- +goose Up

-- For whom somebody booked last: the form begins with that provider.
CREATE INDEX pm_appointments_booked_by ON pm_appointments (org_id, booked_by, created_at) WHERE booked_by IS NOT NULL;

-- +goose Down
DROP INDEX pm_appointments_booked_by;
