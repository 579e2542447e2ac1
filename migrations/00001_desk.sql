-- +goose Up
-- +goose StatementBegin

-- The platform: organizations, the people in them, what they may do and did.

CREATE TABLE pf_organizations (
    org_id     TEXT PRIMARY KEY,
    name       TEXT NOT NULL UNIQUE,
    version    BIGINT NOT NULL DEFAULT 1, -- counts every change in the org; a poll compares it
    created_at BIGINT NOT NULL            -- instants are Unix milliseconds, UTC
);

CREATE TABLE pf_users (
    id            TEXT PRIMARY KEY,
    email         TEXT NOT NULL UNIQUE, -- folded to lower case
    name          TEXT NOT NULL,
    password_hash TEXT NOT NULL,        -- argon2id in PHC form
    created_at    BIGINT NOT NULL,
    disabled_at   BIGINT
);

CREATE TABLE pf_roles (
    org_id TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id     TEXT NOT NULL, -- of a system role its key, e.g. org_admin
    name   TEXT NOT NULL,
    system BOOLEAN NOT NULL,
    PRIMARY KEY (org_id, id)
);

-- What a custom role grants. What a system role grants is the program's.
CREATE TABLE pf_role_permissions (
    org_id     TEXT NOT NULL,
    role_id    TEXT NOT NULL,
    permission TEXT NOT NULL,
    own        BOOLEAN NOT NULL, -- only for what the actor is the provider of
    PRIMARY KEY (org_id, role_id, permission),
    FOREIGN KEY (org_id, role_id) REFERENCES pf_roles (org_id, id)
);

CREATE TABLE pf_memberships (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, user_id)
);
CREATE INDEX pf_memberships_user ON pf_memberships (user_id);

CREATE TABLE pf_membership_roles (
    org_id  TEXT NOT NULL,
    user_id TEXT NOT NULL,
    role_id TEXT NOT NULL,
    PRIMARY KEY (org_id, user_id, role_id),
    FOREIGN KEY (org_id, user_id) REFERENCES pf_memberships (org_id, user_id),
    FOREIGN KEY (org_id, role_id) REFERENCES pf_roles (org_id, id)
);

CREATE TABLE pf_logins (
    token_hash TEXT PRIMARY KEY, -- SHA-256 of what the cookie holds
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    org_id     TEXT,             -- the current org; null until it is chosen
    created_at BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,  -- last request that was not a poll
    FOREIGN KEY (org_id, user_id) REFERENCES pf_memberships (org_id, user_id)
);
CREATE INDEX pf_logins_user ON pf_logins (user_id);

-- Failed sign-ins, by account and by address; never the address in clear.
CREATE TABLE pf_throttle (
    bucket   TEXT PRIMARY KEY,
    failures BIGINT NOT NULL,
    last_at  BIGINT NOT NULL,
    open_at  BIGINT NOT NULL -- the next attempt is heard from then on
);

CREATE TABLE pf_setup (
    token_hash TEXT PRIMARY KEY,
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE pf_audit (
    org_id    TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id        TEXT NOT NULL,
    at        BIGINT NOT NULL,
    user_id   TEXT REFERENCES pf_users (id), -- null: the program itself
    action    TEXT NOT NULL,  -- e.g. session.move
    entity    TEXT NOT NULL,  -- e.g. session
    entity_id TEXT NOT NULL,
    detail    TEXT NOT NULL,  -- JSON object
    PRIMARY KEY (org_id, id)
);
CREATE INDEX pf_audit_entity ON pf_audit (org_id, entity, entity_id, id);

CREATE TABLE pf_events (
    org_id    TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id        TEXT NOT NULL,
    at        BIGINT NOT NULL,
    name      TEXT NOT NULL,  -- e.g. telehealth_session_started
    entity_id TEXT NOT NULL,
    payload   TEXT NOT NULL,  -- JSON object
    PRIMARY KEY (org_id, id)
);

-- The practice.

CREATE TABLE pm_module_settings (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    key        TEXT NOT NULL,
    value      TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, key)
);

CREATE TABLE pm_billing_rules (
    org_id      TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id          TEXT NOT NULL,
    rule_set    TEXT NOT NULL, -- standard, encore
    payer_class TEXT NOT NULL, -- or any
    org_kind    TEXT NOT NULL, -- or any
    modality    TEXT NOT NULL,
    patient_at  TEXT NOT NULL, -- home, elsewhere, any
    pos         TEXT NOT NULL, -- '' when none
    modifier    TEXT NOT NULL, -- '' when none
    valid_from  TEXT NOT NULL, -- civil dates, '' when open
    valid_to    TEXT NOT NULL,
    note        TEXT NOT NULL,
    source      TEXT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE pm_telehealth_configuration (
    org_id     TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id         TEXT NOT NULL,
    name       TEXT NOT NULL,
    kind       TEXT NOT NULL,
    endpoint   TEXT NOT NULL, -- '' when none
    modality   TEXT,          -- null is shown as audio_video
    active     BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (org_id, id)
);

CREATE TABLE pm_patients (
    org_id         TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id             TEXT NOT NULL,
    mrn            TEXT NOT NULL,
    given_name     TEXT NOT NULL,
    family_name    TEXT NOT NULL,
    preferred_name TEXT NOT NULL,
    sort_name      TEXT NOT NULL, -- folded family and given name
    birth_date     TEXT NOT NULL,
    phone          TEXT NOT NULL,
    email          TEXT NOT NULL,
    language       TEXT NOT NULL,
    time_zone      TEXT NOT NULL,
    payer_class    TEXT NOT NULL,
    created_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, mrn)
);
CREATE INDEX pm_patients_name ON pm_patients (org_id, sort_name, id);

-- The words a patient is found by: names and MRN, folded.
CREATE TABLE pm_patient_terms (
    org_id     TEXT NOT NULL,
    term       TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    PRIMARY KEY (org_id, term, patient_id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id)
) WITHOUT ROWID;
CREATE INDEX pm_patient_terms_patient ON pm_patient_terms (org_id, patient_id);

CREATE TABLE pm_appointments (
    org_id           TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id               TEXT NOT NULL,
    patient_id       TEXT NOT NULL,
    provider_id      TEXT NOT NULL,
    starts_at        BIGINT NOT NULL,
    ends_at          BIGINT NOT NULL CHECK (ends_at > starts_at),
    is_telehealth    BOOLEAN NOT NULL,
    modality         TEXT NOT NULL,  -- '' when not telehealth
    configuration_id TEXT,
    status           TEXT NOT NULL,  -- booked, cancelled
    override_reason  TEXT NOT NULL,  -- why it may overlap, '' when it does not
    created_at       BIGINT NOT NULL,
    version          BIGINT NOT NULL,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id),
    FOREIGN KEY (org_id, provider_id) REFERENCES pf_memberships (org_id, user_id),
    FOREIGN KEY (org_id, configuration_id) REFERENCES pm_telehealth_configuration (org_id, id)
);
CREATE INDEX pm_appointments_day ON pm_appointments (org_id, starts_at, id);
CREATE INDEX pm_appointments_provider ON pm_appointments (org_id, provider_id, starts_at);
CREATE INDEX pm_appointments_patient ON pm_appointments (org_id, patient_id, starts_at);

CREATE TABLE pm_telehealth_sessions (
    org_id                 TEXT NOT NULL REFERENCES pf_organizations (org_id),
    id                     TEXT NOT NULL,
    appointment_id         TEXT NOT NULL,
    patient_id             TEXT NOT NULL,
    provider_id            TEXT NOT NULL,
    configuration_id       TEXT,
    platform_name          TEXT NOT NULL,   -- a snapshot
    modality               TEXT NOT NULL,
    session_url            TEXT,
    status                 TEXT NOT NULL,
    starts_at              BIGINT NOT NULL, -- planned
    ends_at                BIGINT NOT NULL, -- planned
    started_at             BIGINT,          -- first start
    span_at                BIGINT,          -- start of the running active span
    ended_at               BIGINT,
    active_ms              BIGINT NOT NULL DEFAULT 0, -- sum of the finished spans
    duration_minutes       BIGINT,
    consent_status         TEXT NOT NULL DEFAULT 'pending',
    consent_method         TEXT NOT NULL DEFAULT '',
    consent_reason         TEXT NOT NULL DEFAULT '',
    consent_by             TEXT,
    consent_at             BIGINT,
    patient_location       TEXT NOT NULL DEFAULT '',
    patient_state          TEXT NOT NULL DEFAULT '',
    provider_location      TEXT NOT NULL DEFAULT '',
    provider_state         TEXT NOT NULL DEFAULT '',
    billing                TEXT,            -- the frozen hint as JSON
    no_show_at             BIGINT,
    created_at             BIGINT NOT NULL,
    deleted_at             BIGINT,
    version                BIGINT NOT NULL DEFAULT 1,
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, appointment_id) REFERENCES pm_appointments (org_id, id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id),
    FOREIGN KEY (org_id, provider_id) REFERENCES pf_memberships (org_id, user_id),
    FOREIGN KEY (org_id, configuration_id) REFERENCES pm_telehealth_configuration (org_id, id)
);
-- One live session an appointment.
CREATE UNIQUE INDEX pm_sessions_live ON pm_telehealth_sessions (org_id, appointment_id)
    WHERE deleted_at IS NULL AND status <> 'cancelled';
CREATE INDEX pm_sessions_newest ON pm_telehealth_sessions (org_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_status ON pm_telehealth_sessions (org_id, status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_provider ON pm_telehealth_sessions (org_id, provider_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_patient ON pm_telehealth_sessions (org_id, patient_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_platform ON pm_telehealth_sessions (org_id, configuration_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_modality ON pm_telehealth_sessions (org_id, modality, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions (org_id, starts_at)
    WHERE deleted_at IS NULL;

-- What the tabs show, kept by the triggers below.
CREATE TABLE pm_session_counts (
    org_id TEXT NOT NULL REFERENCES pf_organizations (org_id),
    status TEXT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (org_id, status)
) WITHOUT ROWID;

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

-- The moves the program makes are the only ones the database takes.
CREATE TRIGGER pm_sessions_moves BEFORE UPDATE OF status ON pm_telehealth_sessions
WHEN old.status <> new.status AND (old.status || '>' || new.status) NOT IN (
    'scheduled>active', 'active>completed', 'active>scheduled', 'completed>active', 'scheduled>no_show',
    'no_show>scheduled', 'no_show>active', 'scheduled>cancelled', 'cancelled>scheduled')
BEGIN
    SELECT RAISE(ABORT, 'pm_telehealth_sessions: no such move');
END;
-- Records are kept: a session is hidden, never erased.
CREATE TRIGGER pm_sessions_kept BEFORE DELETE ON pm_telehealth_sessions
BEGIN
    SELECT RAISE(ABORT, 'pm_telehealth_sessions: never deleted');
END;
CREATE TRIGGER pf_audit_kept BEFORE DELETE ON pf_audit
BEGIN
    SELECT RAISE(ABORT, 'pf_audit: never deleted');
END;
CREATE TRIGGER pf_audit_fixed BEFORE UPDATE ON pf_audit
BEGIN
    SELECT RAISE(ABORT, 'pf_audit: never changed');
END;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pm_session_counts;
DROP TABLE pm_telehealth_sessions;
DROP TABLE pm_appointments;
DROP TABLE pm_patient_terms;
DROP TABLE pm_patients;
DROP TABLE pm_telehealth_configuration;
DROP TABLE pm_billing_rules;
DROP TABLE pm_module_settings;
DROP TABLE pf_events;
DROP TABLE pf_audit;
DROP TABLE pf_setup;
DROP TABLE pf_throttle;
DROP TABLE pf_logins;
DROP TABLE pf_membership_roles;
DROP TABLE pf_memberships;
DROP TABLE pf_role_permissions;
DROP TABLE pf_roles;
DROP TABLE pf_users;
DROP TABLE pf_organizations;
-- +goose StatementEnd
