-- +goose Up
-- +goose StatementBegin

-- What is scheduled and not begun, by when it is planned: Today counts it however
-- much earlier days left open. The index is asked alone only if it has all columns
-- of the question, those of its own condition among them.
CREATE INDEX pm_sessions_scheduled ON pm_telehealth_sessions (org_id, starts_at, provider_id, id, status, deleted_at)
    WHERE deleted_at IS NULL AND status = 'scheduled';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_sessions_scheduled;
-- +goose StatementEnd
