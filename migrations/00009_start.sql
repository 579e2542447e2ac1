-- +goose Up

-- What is open of earlier days is counted, however much it is. The index is asked
-- alone only if it has all columns of the question, its own condition among them.
DROP INDEX pm_sessions_start;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions
    (org_id, status, starts_at, provider_id, configuration_id, modality, created_at DESC, id DESC, deleted_at)
    WHERE deleted_at IS NULL;

-- +goose Down
DROP INDEX pm_sessions_start;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions
    (org_id, status, starts_at, provider_id, configuration_id, modality, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
