package store

import (
	"context"
	"strconv"
	"strings"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// settings returns org's settings: the defaults, and over them its rows. A row
// that cannot be read leaves its default. Which platforms sign tokens comes with them:
// every card asks.
func settings(ctx context.Context, q db.Querier, org clinic.OrgID) (clinic.Settings, error) {
	set := clinic.DefaultSettings()
	err := db.Each(ctx, q, func(r db.Row) error {
		var key, value string
		err := r.Scan(&key, &value)
		if applySetting(&set, key, value); key == signs {
			set.Signing = append(set.Signing, clinic.PlatformID(value))
		}
		return err
	}, `SELECT key, value FROM pm_module_settings WHERE org_id = $1
		UNION ALL SELECT '`+signs+`', g.id FROM pf_secrets k JOIN pm_telehealth_configuration g ON g.org_id = k.org_id AND g.id = k.id
			WHERE k.org_id = $1 ORDER BY 1, 2`, org)
	return set, err
}

// signs is no setting: it stands beside the platforms that sign tokens.
const signs = "(signs)"

// keyDefaultPlatform is the setting of the platform that is taken when nobody chooses.
const keyDefaultPlatform = "telehealth_default_platform"

// A setting is one of clinic.Settings as it is stored.
type setting struct {
	key string
	get func(clinic.Settings) string
	set func(*clinic.Settings, string) bool // false for a text that it cannot be
}

// settingTable are the settings of an org, in the order of its page.
var settingTable = []setting{
	textSetting("time_zone", func(s *clinic.Settings) *string { return &s.TimeZone }),
	textSetting("locale", func(s *clinic.Settings) *string { return &s.Locale }),
	textSetting("clock", func(s *clinic.Settings) *string { return (*string)(&s.Clock) }),
	textSetting("day_begins", func(s *clinic.Settings) *string { return &s.DayBegins }),
	textSetting("day_ends", func(s *clinic.Settings) *string { return &s.DayEnds }),
	{"telehealth_require_consent_every_encounter", func(s clinic.Settings) string { return strconv.FormatBool(s.RequireConsent) },
		func(s *clinic.Settings, text string) bool { s.RequireConsent = text != "false"; return true }},
	textSetting(keyDefaultPlatform, func(s *clinic.Settings) *string { return (*string)(&s.DefaultPlatform) }),
	textSetting("telehealth_require_location", func(s *clinic.Settings) *string { return &s.RequireLocation }),
	timeSetting("telehealth_no_show_grace_minutes", time.Minute, func(s *clinic.Settings) *time.Duration { return &s.NoShowGrace }),
	timeSetting("idle_lock_minutes", time.Minute, func(s *clinic.Settings) *time.Duration { return &s.IdleLock }),
	timeSetting("login_hours", time.Hour, func(s *clinic.Settings) *time.Duration { return &s.LoginLasts }),
	textSetting("second_factor", func(s *clinic.Settings) *string { return &s.SecondFactor }),
	{"telehealth_recording_retention_days", func(s clinic.Settings) string { return strconv.Itoa(s.RecordingDays) },
		func(s *clinic.Settings, text string) bool {
			return wholeNumber(text, func(n int) { s.RecordingDays = n })
		}},
	textSetting("state", func(s *clinic.Settings) *string { return &s.State }),
	textSetting("org_kind", func(s *clinic.Settings) *string { return &s.OrgKind }),
	textSetting("billing_rule_set", func(s *clinic.Settings) *string { return &s.BillingRuleSet }),
}

func textSetting(key string, at func(*clinic.Settings) *string) setting {
	return setting{key, func(s clinic.Settings) string { return *at(&s) },
		func(s *clinic.Settings, text string) bool { *at(s) = text; return true }}
}

func timeSetting(key string, unit time.Duration, at func(*clinic.Settings) *time.Duration) setting {
	return setting{key, func(s clinic.Settings) string { return strconv.Itoa(int(*at(&s) / unit)) },
		func(s *clinic.Settings, text string) bool {
			return wholeNumber(text, func(n int) { *at(s) = time.Duration(n) * unit })
		}}
}

// wholeNumber calls use with the number that text is, if that is none below zero, and
// reports whether it is.
func wholeNumber(text string, use func(int)) bool {
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > 1<<20 {
		return false
	}
	use(n)
	return true
}

func applySetting(s *clinic.Settings, key, value string) {
	for _, t := range settingTable {
		if t.key == key {
			t.set(s, value)
		}
	}
}

// SettingTexts returns the settings of the org as they are stored, by key.
func (o *Org) SettingTexts() map[string]string {
	all := map[string]string{}
	for _, t := range settingTable {
		all[t.key] = t.get(o.a.settings)
	}
	return all
}

// ChangeSettings saves the settings of those keys, and returns the keys of those that
// are others than before. It returns Invalid, naming each key whose value cannot be
// saved; then none is. Old and new values stand in the audit trail.
func (o *Org) ChangeSettings(ctx context.Context, values map[string]string) (changed []string, err error) {
	what := &change{action: "settings.change", entity: "settings", id: string(o.a.org), detail: map[string]any{}}
	err = o.write(ctx, clinic.ManageSettings, what, func(c scope) error {
		was, err := settings(ctx, c.tx, o.a.org)
		if err != nil {
			return err
		}
		changed = nil // the change may be made again from the start
		now, p := was, clinic.Problems{}
		for _, t := range settingTable {
			if value, given := values[t.key]; given && !t.set(&now, strings.TrimSpace(value)) {
				p.Add(t.key, "Enter a whole number.")
			}
		}
		for _, wrong := range clinic.FieldsOf(now.Check()) {
			if _, given := values[wrong.Field]; given {
				p.AddErrors(wrong)
			}
		}
		if now.DefaultPlatform != was.DefaultPlatform && now.DefaultPlatform != "" {
			if _, err := c.platform(ctx, now.DefaultPlatform); clinic.KindOf(err) == clinic.Invalid {
				p.Add(keyDefaultPlatform, "Choose one of the listed platforms.")
			} else if err != nil {
				return err
			}
		}
		if err := p.Err(); err != nil {
			return err
		}
		for _, t := range settingTable {
			if t.get(was) == t.get(now) {
				continue
			}
			changed = append(changed, t.key)
			what.detail[t.key] = []string{t.get(was), t.get(now)}
			if err := c.putSetting(ctx, t.key, t.get(now)); err != nil {
				return err
			}
		}
		return nil
	})
	return changed, err
}

func (c scope) putSetting(ctx context.Context, key, value string) error {
	_, err := c.exec(ctx, `
		INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`, key, value, c.now.UnixMilli())
	return err
}
