-- +goose Up
-- +goose StatementBegin

-- What was deleted, for those who may restore it.
CREATE INDEX pm_sessions_deleted ON pm_telehealth_sessions (org_id, deleted_at, id) WHERE deleted_at IS NOT NULL;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_sessions_deleted;
-- +goose StatementEnd
