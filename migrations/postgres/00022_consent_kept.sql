-- +goose Up
-- +goose StatementBegin

-- A text that somebody agreed to stays as it was.
CREATE TRIGGER pm_consent_texts_kept BEFORE DELETE OR TRUNCATE ON pm_consent_texts EXECUTE FUNCTION refuse('never deleted');
CREATE TRIGGER pm_consent_texts_fixed BEFORE UPDATE ON pm_consent_texts EXECUTE FUNCTION refuse('never changed');
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TRIGGER pm_consent_texts_fixed ON pm_consent_texts;
DROP TRIGGER pm_consent_texts_kept ON pm_consent_texts;
-- +goose StatementEnd
