-- +goose Up
-- +goose StatementBegin

ALTER TABLE pm_appointments ADD COLUMN booked_by TEXT REFERENCES pf_users (id); -- null: not known
-- The one-time key of the form that made it, '' when it had none.
ALTER TABLE pm_appointments ADD COLUMN once TEXT NOT NULL DEFAULT '';
ALTER TABLE pm_appointments ADD COLUMN entered_late BOOLEAN NOT NULL DEFAULT false; -- booked after it had begun
CREATE UNIQUE INDEX pm_appointments_once ON pm_appointments (org_id, once) WHERE once <> '';

-- Who booked the appointment that it was made with; null for one made later.
ALTER TABLE pm_telehealth_sessions ADD COLUMN booked_by TEXT REFERENCES pf_users (id);

-- There is nothing to join where nobody meets.
UPDATE pm_telehealth_sessions SET session_url = NULL
    WHERE session_url IS NOT NULL AND (status IN ('cancelled', 'no_show') OR deleted_at IS NOT NULL);
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
ALTER TABLE pm_telehealth_sessions DROP COLUMN booked_by;
DROP INDEX pm_appointments_once;
ALTER TABLE pm_appointments DROP COLUMN entered_late;
ALTER TABLE pm_appointments DROP COLUMN once;
ALTER TABLE pm_appointments DROP COLUMN booked_by;
-- +goose StatementEnd
