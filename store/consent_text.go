package store

import (
	"context"
	_ "embed"

	"televisit/clinic"
	"televisit/store/db"
)

//go:embed consent.en.txt
var starterEnglish string

//go:embed consent.es.txt
var starterSpanish string

// StarterConsent returns the text that a practice begins with in a language, "" where there is none.
// It is plain and short, and for the practice's counsel to check.
func StarterConsent(language string) string {
	return map[string]string{"en": starterEnglish, "es": starterSpanish}[language]
}

var consentTable = tableOf("pm_consent_texts", consentColumns)

func consentColumns(t *clinic.ConsentText) []column {
	return []column{
		{"language", &t.Language},
		{"version", &t.Version},
		{"body", &t.Body},
		{"sha256", &t.SHA256},
		{"made_by", (*optionalText)(&t.By)},
		{"created_at", (*instant)(&t.At)},
	}
}

var consentSelect = `SELECT ` + consentTable.selected("t.") + `, u.name FROM pm_consent_texts t LEFT JOIN pf_users u ON u.id = t.made_by
	WHERE t.org_id = $1`

// inForce is the latest version of each language.
const inForce = ` AND t.version = (SELECT max(x.version) FROM pm_consent_texts x WHERE x.org_id = t.org_id AND x.language = t.language)`

func scanConsentText(r db.Row) (t clinic.ConsentText, err error) {
	return t, r.Scan(consentTable.into(&t, (*optionalText)(&t.ByName))...)
}

// ConsentTexts returns all versions, by language, the latest first: that one is in force.
func (o *Org) ConsentTexts(ctx context.Context) (all []clinic.ConsentText, err error) {
	err = o.read(ctx, clinic.ViewSettings, func(c scope) error {
		all, err = list(ctx, c, scanConsentText, consentSelect+` ORDER BY t.language, t.version DESC`)
		return err
	})
	return all, err
}

// SaveConsentText makes body the text in force in a language, as its next version. seen is the version
// that the caller saw, 0 for none. It returns the version in force and whether it is a new one: the same
// text again is none, unless it was the starter text and is now the practice's own. It returns Invalid,
// naming body, for a text that cannot be one, and Conflict when another hand was faster.
func (o *Org) SaveConsentText(ctx context.Context, language, body string, seen int64) (version int64, saved bool, err error) {
	what := consentTextSaved(clinic.ConsentText{ConsentRef: clinic.ConsentRef{Language: language}})
	err = o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		next, err := clinic.NewConsentText(language, seen+1, body, o.a.user, c.now)
		if err != nil {
			return err
		}
		old, err := one(ctx, c, scanConsentText, consentSelect+inForce+` AND t.language = $2`, language)
		if err != nil && clinic.KindOf(err) != clinic.NotFound {
			return err
		}
		version, saved = old.Version, false
		switch {
		case old.SHA256 == next.SHA256 && !old.Starter():
			return errMade
		case old.Version == 0 && seen > 0:
			return clinic.FieldErrorf("body", "There is no such consent text. Load the page again.")
		case old.Version != seen:
			return errFaster
		}
		version, saved = next.Version, true
		*what = *consentTextSaved(next)
		return insertRow(ctx, c, consentTable, &next)
	})
	return version, saved, unlessMade(err)
}

// consentTextSaved is how the audit trail records a new version.
func consentTextSaved(t clinic.ConsentText) *change {
	return &change{action: "consent.text", entity: "consent_text", id: t.Language,
		detail: map[string]any{"version": t.Version, "sha256": t.SHA256}}
}

// ConsentText returns the text that a session's consent is asked for with: in the patient's language, else in
// the practice's. It has no version when the practice has no text, and returns NotFound without the session.
func (o *Org) ConsentText(ctx context.Context, id clinic.SessionID) (t clinic.ConsentText, err error) {
	err = o.read(ctx, clinic.ViewSessions, func(c scope) error {
		v, err := c.session(ctx, id, false)
		if err == nil {
			t, err = c.consentTextFor(ctx, v, o.a.settings)
		}
		return err
	})
	return t, err
}

func (c scope) consentTextFor(ctx context.Context, v clinic.Session, set clinic.Settings) (t clinic.ConsentText, err error) {
	all, err := list(ctx, c, scanConsentText, consentSelect+inForce+` ORDER BY t.language`)
	return ConsentTextFor(all, v.PatientSpeaks, set.Locale), err
}

// ConsentTextFor returns which of all, one a language, a patient of that language is asked with.
func ConsentTextFor(all []clinic.ConsentText, patient, practice string) (t clinic.ConsentText) {
	var there []string
	for _, each := range all {
		there = append(there, each.Language)
	}
	language := clinic.ConsentLanguage(there, patient, practice)
	for _, each := range all {
		if each.Language == language {
			return each
		}
	}
	return t
}

// agreedTo puts into consent which text the patient of v agreed to: the one that whoever asked had before
// them, which may have been followed by another one since; else the one in force. It returns Invalid for one
// that never was.
func (c scope) agreedTo(ctx context.Context, v clinic.Session, consent *clinic.Consent, set clinic.Settings) error {
	if consent.State != clinic.ConsentGranted {
		return nil
	}
	if consent.Text.Version == 0 {
		t, err := c.consentTextFor(ctx, v, set)
		consent.Text = t.ConsentRef
		return err
	}
	t, err := one(ctx, c, scanConsentText, consentSelect+` AND t.language = $2 AND t.version = $3`, consent.Text.Language,
		consent.Text.Version)
	if clinic.KindOf(err) == clinic.NotFound {
		return clinic.FieldErrorf("consent", "There is no such consent text. Load the page again.")
	}
	consent.Text = t.ConsentRef
	return err
}

// addStarterTexts gives a new org the texts that it begins with.
func (c scope) addStarterTexts(ctx context.Context) error {
	for _, language := range []string{"en", "es"} {
		t, err := clinic.NewConsentText(language, 1, StarterConsent(language), "", c.now)
		if err == nil {
			err = insertRow(ctx, c, consentTable, &t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
