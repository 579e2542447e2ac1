-- +goose Up
-- +goose StatementBegin

-- What any filter without days or a name finds, as sums of few rows. Kept by
-- the triggers below, as the totals of the tabs are.
CREATE TABLE pm_session_cells (
    org_id           TEXT NOT NULL REFERENCES pf_organizations (org_id),
    provider_id      TEXT NOT NULL,
    configuration_id TEXT NOT NULL, -- '' when none
    modality         TEXT NOT NULL,
    status           TEXT NOT NULL,
    n                BIGINT NOT NULL,
    PRIMARY KEY (org_id, provider_id, configuration_id, modality, status)
) WITHOUT ROWID;

-- The newest of each cell; the indexes below hold all that a filter asks.
CREATE INDEX pm_sessions_cell ON pm_telehealth_sessions
    (org_id, provider_id, configuration_id, modality, status, created_at DESC, id DESC, starts_at)
    WHERE deleted_at IS NULL;
DROP INDEX pm_sessions_provider;
DROP INDEX pm_sessions_platform;
DROP INDEX pm_sessions_modality;
DROP INDEX pm_sessions_patient;
CREATE INDEX pm_sessions_patient ON pm_telehealth_sessions (org_id, patient_id, created_at DESC, id DESC, status)
    WHERE deleted_at IS NULL;
DROP INDEX pm_sessions_start;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions
    (org_id, status, starts_at, provider_id, configuration_id, modality, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;

INSERT INTO pm_session_cells (org_id, provider_id, configuration_id, modality, status, n)
SELECT org_id, provider_id, coalesce(configuration_id, ''), modality, status, count(*)
    FROM pm_telehealth_sessions WHERE deleted_at IS NULL
    GROUP BY org_id, provider_id, configuration_id, modality, status;

DROP TRIGGER pm_sessions_count_in;
DROP TRIGGER pm_sessions_count_move;
CREATE TRIGGER pm_sessions_count_in AFTER INSERT ON pm_telehealth_sessions WHEN new.deleted_at IS NULL
BEGIN
    INSERT INTO pm_session_counts (org_id, status, n) VALUES (new.org_id, new.status, 1)
        ON CONFLICT (org_id, status) DO UPDATE SET n = n + 1;
    INSERT INTO pm_session_cells (org_id, provider_id, configuration_id, modality, status, n)
        VALUES (new.org_id, new.provider_id, coalesce(new.configuration_id, ''), new.modality, new.status, 1)
        ON CONFLICT (org_id, provider_id, configuration_id, modality, status) DO UPDATE SET n = n + 1;
END;
-- Most updates move nothing between cells.
CREATE TRIGGER pm_sessions_count_move AFTER UPDATE OF provider_id, configuration_id, modality, status, deleted_at ON pm_telehealth_sessions
WHEN old.status <> new.status OR old.provider_id <> new.provider_id OR old.configuration_id IS NOT new.configuration_id
    OR old.modality <> new.modality OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)
BEGIN
    UPDATE pm_session_counts SET n = n - 1
        WHERE old.deleted_at IS NULL AND org_id = old.org_id AND status = old.status;
    UPDATE pm_session_cells SET n = n - 1
        WHERE old.deleted_at IS NULL AND org_id = old.org_id AND provider_id = old.provider_id
            AND configuration_id = coalesce(old.configuration_id, '') AND modality = old.modality AND status = old.status;
    INSERT INTO pm_session_counts (org_id, status, n)
        SELECT new.org_id, new.status, 1 WHERE new.deleted_at IS NULL
        ON CONFLICT (org_id, status) DO UPDATE SET n = n + 1;
    INSERT INTO pm_session_cells (org_id, provider_id, configuration_id, modality, status, n)
        SELECT new.org_id, new.provider_id, coalesce(new.configuration_id, ''), new.modality, new.status, 1 WHERE new.deleted_at IS NULL
        ON CONFLICT (org_id, provider_id, configuration_id, modality, status) DO UPDATE SET n = n + 1;
END;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TRIGGER pm_sessions_count_in;
DROP TRIGGER pm_sessions_count_move;
CREATE TRIGGER pm_sessions_count_in AFTER INSERT ON pm_telehealth_sessions WHEN new.deleted_at IS NULL
BEGIN
    INSERT INTO pm_session_counts (org_id, status, n) VALUES (new.org_id, new.status, 1)
        ON CONFLICT (org_id, status) DO UPDATE SET n = n + 1;
END;
CREATE TRIGGER pm_sessions_count_move AFTER UPDATE OF status, deleted_at ON pm_telehealth_sessions
BEGIN
    UPDATE pm_session_counts SET n = n - 1
        WHERE old.deleted_at IS NULL AND org_id = old.org_id AND status = old.status;
    INSERT INTO pm_session_counts (org_id, status, n)
        SELECT new.org_id, new.status, 1 WHERE new.deleted_at IS NULL
        ON CONFLICT (org_id, status) DO UPDATE SET n = n + 1;
END;
DROP INDEX pm_sessions_cell;
DROP INDEX pm_sessions_patient;
CREATE INDEX pm_sessions_patient ON pm_telehealth_sessions (org_id, patient_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
DROP INDEX pm_sessions_start;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions (org_id, starts_at)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_provider ON pm_telehealth_sessions (org_id, provider_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_platform ON pm_telehealth_sessions (org_id, configuration_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_modality ON pm_telehealth_sessions (org_id, modality, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
DROP TABLE pm_session_cells;
-- +goose StatementEnd
