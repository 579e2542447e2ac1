package store

import (
	"context"
	"strconv"
	"time"

	"televisit/clinic"
	"televisit/store/db"
)

// settings returns org's settings: the defaults, and over them its rows. A row
// that cannot be read leaves its default.
func settings(ctx context.Context, q db.Querier, org clinic.OrgID) (clinic.Settings, error) {
	set := clinic.DefaultSettings()
	err := db.Each(ctx, q, func(r db.Row) error {
		var key, value string
		err := r.Scan(&key, &value)
		applySetting(&set, key, value)
		return err
	}, `SELECT key, value FROM pm_module_settings WHERE org_id = $1`, org)
	return set, err
}

func applySetting(s *clinic.Settings, key, value string) {
	n, err := strconv.Atoi(value)
	isNumber := err == nil && n >= 0
	switch key {
	case "telehealth_require_consent_every_encounter":
		s.RequireConsent = value != "false"
	case "telehealth_recording_retention_days":
		if isNumber {
			s.RecordingDays = n
		}
	case "telehealth_default_platform":
		s.DefaultPlatform = clinic.PlatformID(value)
	case "telehealth_no_show_grace_minutes":
		if isNumber {
			s.NoShowGrace = time.Duration(n) * time.Minute
		}
	case "telehealth_require_location":
		s.RequireLocation = value
	case "idle_lock_minutes":
		if isNumber {
			s.IdleLock = time.Duration(n) * time.Minute
		}
	case "login_hours":
		if isNumber {
			s.LoginLasts = time.Duration(n) * time.Hour
		}
	case "time_zone":
		s.TimeZone = value
	case "locale":
		s.Locale = value
	case "clock":
		s.Clock = clinic.Clock(value)
	case "org_kind":
		s.OrgKind = value
	case "billing_rule_set":
		s.BillingRuleSet = value
	}
}

func (c scope) putSetting(ctx context.Context, key, value string) error {
	_, err := c.exec(ctx, `
		INSERT INTO pm_module_settings (org_id, key, value, updated_at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (org_id, key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`, key, value, c.now.UnixMilli())
	return err
}
