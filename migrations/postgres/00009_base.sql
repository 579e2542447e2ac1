-- +goose Up
-- +goose StatementBegin

-- Where PostgreSQL begins: what migrations 1 to 9 made of SQLite's schema. From the
-- next number on migrations are written once, for both.

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
    mrn_folded     TEXT NOT NULL DEFAULT '', -- as a person compares it
    email_folded   TEXT NOT NULL DEFAULT '', -- '' when none
    interpreter    BOOLEAN NOT NULL DEFAULT false,
    interpreter_language TEXT NOT NULL DEFAULT '', -- '' when none is needed
    guardian_name  TEXT NOT NULL DEFAULT '',
    guardian_phone TEXT NOT NULL DEFAULT '',
    merged_into    TEXT, -- the patient who is the same person; such a record is hidden, never erased
    once           TEXT NOT NULL DEFAULT '', -- the one-time key of the form that made it, '' when it had none
    PRIMARY KEY (org_id, id),
    UNIQUE (org_id, mrn)
);
CREATE INDEX pm_patients_name ON pm_patients (org_id, sort_name, id);
CREATE UNIQUE INDEX pm_patients_mrn ON pm_patients (org_id, mrn_folded);
CREATE UNIQUE INDEX pm_patients_email ON pm_patients (org_id, email_folded) WHERE email_folded <> '' AND merged_into IS NULL;
CREATE INDEX pm_patients_merged ON pm_patients (org_id, merged_into) WHERE merged_into IS NOT NULL;
CREATE UNIQUE INDEX pm_patients_once ON pm_patients (org_id, once) WHERE once <> '';

CREATE TABLE pm_patient_terms (
    org_id     TEXT NOT NULL,
    term       TEXT NOT NULL,
    patient_id TEXT NOT NULL,
    PRIMARY KEY (org_id, term, patient_id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id)
);
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
    booked_by        TEXT REFERENCES pf_users (id), -- null: not known
    once             TEXT NOT NULL DEFAULT '', -- the one-time key of the form that made it, '' when it had none
    entered_late     BOOLEAN NOT NULL DEFAULT false, -- booked after it had begun
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id),
    FOREIGN KEY (org_id, provider_id) REFERENCES pf_memberships (org_id, user_id),
    FOREIGN KEY (org_id, configuration_id) REFERENCES pm_telehealth_configuration (org_id, id)
);
CREATE INDEX pm_appointments_day ON pm_appointments (org_id, starts_at, id);
CREATE INDEX pm_appointments_provider ON pm_appointments (org_id, provider_id, starts_at);
CREATE INDEX pm_appointments_patient ON pm_appointments (org_id, patient_id, starts_at);
CREATE UNIQUE INDEX pm_appointments_once ON pm_appointments (org_id, once) WHERE once <> '';

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
    booked_by              TEXT REFERENCES pf_users (id), -- who booked the appointment that it was made with; null for one made later
    PRIMARY KEY (org_id, id),
    FOREIGN KEY (org_id, appointment_id) REFERENCES pm_appointments (org_id, id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id),
    FOREIGN KEY (org_id, provider_id) REFERENCES pf_memberships (org_id, user_id),
    FOREIGN KEY (org_id, configuration_id) REFERENCES pm_telehealth_configuration (org_id, id)
);
CREATE UNIQUE INDEX pm_sessions_live ON pm_telehealth_sessions (org_id, appointment_id)
    WHERE deleted_at IS NULL AND status <> 'cancelled';
CREATE INDEX pm_sessions_newest ON pm_telehealth_sessions (org_id, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_status ON pm_telehealth_sessions (org_id, status, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_cell ON pm_telehealth_sessions
    (org_id, provider_id, coalesce(configuration_id, ''), modality, status, created_at DESC, id DESC, starts_at)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_patient ON pm_telehealth_sessions (org_id, patient_id, created_at DESC, id DESC, status)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_start ON pm_telehealth_sessions
    (org_id, status, starts_at, provider_id, configuration_id, modality, created_at DESC, id DESC)
    WHERE deleted_at IS NULL;
CREATE INDEX pm_sessions_active ON pm_telehealth_sessions (org_id, provider_id)
    WHERE status = 'active' AND deleted_at IS NULL;
CREATE INDEX pm_sessions_scheduled ON pm_telehealth_sessions (org_id, starts_at, provider_id, id, status, deleted_at)
    WHERE deleted_at IS NULL AND status = 'scheduled';

CREATE TABLE pm_session_counts (
    org_id TEXT NOT NULL REFERENCES pf_organizations (org_id),
    status TEXT NOT NULL,
    n      BIGINT NOT NULL,
    PRIMARY KEY (org_id, status)
);

CREATE TABLE pf_user_settings (
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    key        TEXT NOT NULL, -- single_keys: on, off
    value      TEXT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE TABLE pm_session_cells (
    org_id           TEXT NOT NULL REFERENCES pf_organizations (org_id),
    provider_id      TEXT NOT NULL,
    configuration_id TEXT NOT NULL, -- '' when none
    modality         TEXT NOT NULL,
    status           TEXT NOT NULL,
    n                BIGINT NOT NULL,
    PRIMARY KEY (org_id, provider_id, configuration_id, modality, status)
);

CREATE TABLE pm_patient_merges (
    org_id     TEXT NOT NULL,
    patient_id TEXT NOT NULL, -- the hidden one
    entity     TEXT NOT NULL, -- appointment, session
    entity_id  TEXT NOT NULL,
    PRIMARY KEY (org_id, patient_id, entity, entity_id),
    FOREIGN KEY (org_id, patient_id) REFERENCES pm_patients (org_id, id)
);

CREATE TABLE pf_ended_logins (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES pf_users (id),
    org_id     TEXT,            -- where they worked; they may be no member any more
    seen_at    BIGINT NOT NULL
);
-- What the tabs show, and what any filter without days or a name finds.
CREATE FUNCTION pm_sessions_count(org text, provider text, platform text, mode text, state text, by bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO pm_session_counts AS c (org_id, status, n) VALUES (org, state, by)
        ON CONFLICT (org_id, status) DO UPDATE SET n = c.n + by;
    INSERT INTO pm_session_cells AS c (org_id, provider_id, configuration_id, modality, status, n)
        VALUES (org, provider, coalesce(platform, ''), mode, state, by)
        ON CONFLICT (org_id, provider_id, configuration_id, modality, status) DO UPDATE SET n = c.n + by;
$$;
CREATE FUNCTION pm_sessions_counted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'UPDATE' AND old.deleted_at IS NULL THEN
        PERFORM pm_sessions_count(old.org_id, old.provider_id, old.configuration_id, old.modality, old.status, -1);
    END IF;
    IF new.deleted_at IS NULL THEN
        PERFORM pm_sessions_count(new.org_id, new.provider_id, new.configuration_id, new.modality, new.status, 1);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER pm_sessions_count_in AFTER INSERT ON pm_telehealth_sessions
    FOR EACH ROW WHEN (new.deleted_at IS NULL) EXECUTE FUNCTION pm_sessions_counted();
-- Most updates move nothing between cells.
CREATE TRIGGER pm_sessions_count_move AFTER UPDATE OF provider_id, configuration_id, modality, status, deleted_at ON pm_telehealth_sessions
    FOR EACH ROW WHEN (old.status <> new.status OR old.provider_id <> new.provider_id
        OR old.configuration_id IS DISTINCT FROM new.configuration_id
        OR old.modality <> new.modality OR (old.deleted_at IS NULL) <> (new.deleted_at IS NULL)) EXECUTE FUNCTION pm_sessions_counted();

-- A trigger that refuses says why in its argument.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION '%: %', TG_TABLE_NAME, TG_ARGV[0];
END $$;
-- The moves the program makes are the only ones the database takes.
CREATE TRIGGER pm_sessions_moves BEFORE UPDATE OF status ON pm_telehealth_sessions
    FOR EACH ROW WHEN (old.status <> new.status AND (old.status || '>' || new.status) NOT IN (
        'scheduled>active', 'active>completed', 'active>scheduled', 'completed>active', 'scheduled>no_show',
        'no_show>scheduled', 'no_show>active', 'scheduled>cancelled', 'cancelled>scheduled')) EXECUTE FUNCTION refuse('no such move');
-- Records are kept: a session is hidden, never erased.
CREATE TRIGGER pm_sessions_kept BEFORE DELETE OR TRUNCATE ON pm_telehealth_sessions EXECUTE FUNCTION refuse('never deleted');
CREATE TRIGGER pf_audit_kept BEFORE DELETE OR TRUNCATE ON pf_audit EXECUTE FUNCTION refuse('never deleted');
CREATE TRIGGER pf_audit_fixed BEFORE UPDATE ON pf_audit EXECUTE FUNCTION refuse('never changed');

-- Whose a login was that is over.
CREATE FUNCTION pf_login_ended() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO pf_ended_logins (token_hash, user_id, org_id, seen_at) VALUES (old.token_hash, old.user_id, old.org_id, old.seen_at);
    RETURN NULL;
END $$;
CREATE TRIGGER pf_logins_ended AFTER DELETE ON pf_logins FOR EACH ROW EXECUTE FUNCTION pf_login_ended();
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TABLE pm_session_cells;
DROP TABLE pm_session_counts;
DROP TABLE pm_telehealth_sessions;
DROP TABLE pm_appointments;
DROP TABLE pm_patient_merges;
DROP TABLE pm_patient_terms;
DROP TABLE pm_patients;
DROP TABLE pm_telehealth_configuration;
DROP TABLE pm_billing_rules;
DROP TABLE pm_module_settings;
DROP TABLE pf_events;
DROP TABLE pf_audit;
DROP TABLE pf_setup;
DROP TABLE pf_throttle;
DROP TABLE pf_ended_logins;
DROP TABLE pf_logins;
DROP TABLE pf_user_settings;
DROP TABLE pf_membership_roles;
DROP TABLE pf_memberships;
DROP TABLE pf_role_permissions;
DROP TABLE pf_roles;
DROP TABLE pf_users;
DROP TABLE pf_organizations;
DROP FUNCTION pf_login_ended();
DROP FUNCTION refuse();
DROP FUNCTION pm_sessions_counted();
DROP FUNCTION pm_sessions_count(text, text, text, text, text, bigint);
-- +goose StatementEnd
