package main

// The statements of the store: as they stand there, or with the same columns. Tests compare them.
const (
	sessionColumns = `s.id, s.appointment_id, s.patient_id, p.given_name, p.preferred_name, p.family_name, s.provider_id, u.name,
	s.configuration_id, s.platform_name, s.modality, s.session_url, s.status, s.starts_at, s.ends_at,
	s.started_at, s.span_at, s.ended_at, s.active_ms, s.duration_minutes,
	s.consent_status, s.consent_method, s.consent_reason, s.consent_by, r.name, s.consent_at,
	s.patient_location, s.patient_state, s.provider_location, s.provider_state,
	s.billing, s.no_show_at, s.created_at, s.deleted_at, s.version, s.booked_by,
	s.audio_reason, s.audio_words, s.provider_video, s.cancelled_at, s.consent_language, s.consent_version, s.consent_sha256,
	s.consent_withdrawn`
	sessionTables = ` FROM pm_telehealth_sessions s
	JOIN pm_patients p ON p.org_id = s.org_id AND p.id = s.patient_id
	JOIN pf_users u ON u.id = s.provider_id
	LEFT JOIN pf_users r ON r.id = s.consent_by`
	firstPage  = `SELECT ` + sessionColumns + sessionTables + ` WHERE s.org_id = $1 AND s.deleted_at IS NULL` + newestFirst + `$2`
	oneSession = `SELECT ` + sessionColumns + sessionTables + ` WHERE s.org_id = $1 AND s.id = $2`

	newestFirst = ` ORDER BY s.created_at DESC, s.id DESC LIMIT `
	tabCounts   = `SELECT status, n FROM pm_session_counts WHERE org_id = $1 AND n > 0`
	saveSession = `UPDATE pm_telehealth_sessions SET provider_id = $4, patient_id = $5, configuration_id = $29,
			platform_name = $6, modality = $7, session_url = $8,
			status = $9, starts_at = $10, ends_at = $11, started_at = $12, span_at = $13, ended_at = $14, active_ms = $15, duration_minutes = $16,
			consent_status = $17, consent_method = $18, consent_reason = $19, consent_by = $20, consent_at = $21,
			patient_location = $22, patient_state = $23, provider_location = $24, provider_state = $25,
			billing = $26, no_show_at = $27, deleted_at = $28, audio_reason = $30, audio_words = $31, provider_video = $32,
			cancelled_at = $33, consent_language = $34, consent_version = $35, consent_sha256 = $36, consent_withdrawn = $37,
			version = version + 1
		WHERE org_id = $1 AND id = $2 AND version = $3`
	payerOf = `SELECT payer_class FROM pm_patients WHERE org_id = $1 AND id = $2`
	rulesOf = `SELECT id, rule_set, payer_class, org_kind, modality, patient_at, pos, modifier, valid_from, valid_to, note, source, once
		FROM pm_billing_rules WHERE org_id = $1 AND rule_set = $2 ORDER BY id`
	addAudit = `INSERT INTO pf_audit (org_id, id, at, user_id, action, entity, entity_id, detail, via, address, kind, seq, mac)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`
	endOfTrail = `SELECT audit_seq, audit_mac FROM pf_organizations WHERE org_id = $1`
	addEvent   = `INSERT INTO pf_events (org_id, id, at, name, entity_id, payload) VALUES ($1, $2, $3, $4, $5, $6)`
	newVersion = `UPDATE pf_organizations SET version = version + $2, audit_seq = $3, audit_mac = $4
		WHERE org_id = $1 RETURNING version`
)

// pragmas are those of all of the store's connections; what pages a connection holds is left as the driver has it, which is about as much.
var pragmas = []string{"busy_timeout(5000)", "journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "trusted_schema(0)"}
