-- +goose Up
-- +goose StatementBegin

-- What a claim for a visit without video has to show; '' when not recorded.
ALTER TABLE pm_telehealth_sessions ADD COLUMN audio_reason TEXT NOT NULL DEFAULT '';   -- declined, unable, connection, other
ALTER TABLE pm_telehealth_sessions ADD COLUMN audio_words TEXT NOT NULL DEFAULT '';    -- of other
ALTER TABLE pm_telehealth_sessions ADD COLUMN provider_video TEXT NOT NULL DEFAULT ''; -- whether the provider could do video: yes, no

-- When a session was cancelled: null unless it is, or when the audit trail does not tell.
ALTER TABLE pm_telehealth_sessions ADD COLUMN cancelled_at BIGINT;
UPDATE pm_telehealth_sessions SET cancelled_at = (SELECT max(a.at) FROM pf_audit a WHERE a.org_id = pm_telehealth_sessions.org_id
        AND a.entity = 'session' AND a.entity_id = pm_telehealth_sessions.id AND a.action = 'session.move'
        AND a.detail LIKE '%"to":"cancelled"%')
    WHERE status = 'cancelled';

-- What is to be billed, by when it took place.
CREATE INDEX pm_sessions_served ON pm_telehealth_sessions (org_id, COALESCE(started_at, starts_at), id)
    WHERE deleted_at IS NULL AND status = 'completed';

-- The one-time key of the form that made a rule, '' when it had none.
ALTER TABLE pm_billing_rules ADD COLUMN once TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX pm_billing_rules_once ON pm_billing_rules (org_id, once) WHERE once <> '';
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP INDEX pm_billing_rules_once;
ALTER TABLE pm_billing_rules DROP COLUMN once;
DROP INDEX pm_sessions_served;
ALTER TABLE pm_telehealth_sessions DROP COLUMN cancelled_at;
ALTER TABLE pm_telehealth_sessions DROP COLUMN provider_video;
ALTER TABLE pm_telehealth_sessions DROP COLUMN audio_words;
ALTER TABLE pm_telehealth_sessions DROP COLUMN audio_reason;
-- +goose StatementEnd
