package clinic

import "time"

// Settings are how one org wants the desk to work.
type Settings struct {
	RequireConsent  bool          // telehealth_require_consent_every_encounter
	RecordingDays   int           // telehealth_recording_retention_days
	DefaultPlatform PlatformID    // telehealth_default_platform; "" is none
	NoShowGrace     time.Duration // telehealth_no_show_grace_minutes
	RequireLocation string        // telehealth_require_location: off, warn, block
	IdleLock        time.Duration // idle_lock_minutes
	LoginLasts      time.Duration // login_hours
	TimeZone        string        // time_zone, an IANA name
	Locale          string        // locale
	Clock           Clock         // clock: locale, 12, 24
	OrgKind         string        // org_kind: practice, rhc, fqhc
	BillingRuleSet  string        // billing_rule_set: standard, encore

	zone *time.Location // what TimeZone names, once it was looked up
}

// DefaultSettings are the settings of an org that changed nothing.
func DefaultSettings() Settings {
	return Settings{
		RequireConsent:  true,
		RecordingDays:   90,
		NoShowGrace:     15 * time.Minute,
		RequireLocation: "warn",
		IdleLock:        15 * time.Minute,
		LoginLasts:      12 * time.Hour,
		TimeZone:        "UTC",
		Locale:          "en",
		Clock:           ByLocale,
		OrgKind:         "practice",
		BillingRuleSet:  "standard",
	}
}

// Zone returns the org's time zone, and UTC when its name is unknown.
func (s Settings) Zone() *time.Location {
	if s.zone != nil {
		return s.zone
	}
	zone, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Resolved returns s with its zone looked up, which takes as long as a query.
func (s Settings) Resolved() Settings {
	s.zone = s.Zone()
	return s
}

// KnownZone reports whether name is a zone that an org can be in.
func KnownZone(name string) bool {
	_, err := time.LoadLocation(name)
	return err == nil && name != "" && name != "Local"
}
