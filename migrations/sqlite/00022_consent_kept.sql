-- +goose Up
-- +goose StatementBegin

-- A text that somebody agreed to stays as it was.
CREATE TRIGGER pm_consent_texts_kept BEFORE DELETE ON pm_consent_texts
BEGIN
    SELECT RAISE(ABORT, 'pm_consent_texts: never deleted');
END;
CREATE TRIGGER pm_consent_texts_fixed BEFORE UPDATE ON pm_consent_texts
BEGIN
    SELECT RAISE(ABORT, 'pm_consent_texts: never changed');
END;
-- +goose StatementEnd

-- +goose Down
-- +goose StatementBegin
DROP TRIGGER pm_consent_texts_fixed;
DROP TRIGGER pm_consent_texts_kept;
-- +goose StatementEnd
