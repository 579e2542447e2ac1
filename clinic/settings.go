package clinic

import (
	"slices"
	"time"
)

// What RequireLocation can be: whether a visit starts and ends without where the
// patient is never asked, with a warning that is confirmed, or not at all.
const (
	LocationOff   = "off"
	LocationWarn  = "warn"
	LocationBlock = "block"
)

// Settings are how one org wants the desk to work.
type Settings struct {
	RequireConsent  bool          // telehealth_require_consent_every_encounter
	RecordingDays   int           // telehealth_recording_retention_days
	DefaultPlatform PlatformID    // telehealth_default_platform; "" is none
	NoShowGrace     time.Duration // telehealth_no_show_grace_minutes
	RequireLocation string        // telehealth_require_location: off, warn, block
	IdleLock        time.Duration // idle_lock_minutes
	LoginLasts      time.Duration // login_hours
	SecondFactor    string        // second_factor: nobody, administrators, everybody
	TimeZone        string        // time_zone, an IANA name
	Locale          string        // locale
	Clock           Clock         // clock: locale, 12, 24
	State           string        // state: where its office is, one of USStates; "" is not known
	OrgKind         string        // org_kind: practice, rhc, fqhc
	BillingRuleSet  string        // billing_rule_set: standard, encore
	DayBegins       string        // day_begins: when the practice opens, "15:04"
	DayEnds         string        // day_ends: when it closes

	Signing []PlatformID // the platforms with a secret to sign tokens with; no setting, but known to whoever knows those

	zone *time.Location // what TimeZone names, once it was looked up
}

// DefaultSettings are the settings of an org that changed nothing.
func DefaultSettings() Settings {
	return Settings{
		RequireConsent:  true,
		RecordingDays:   90,
		NoShowGrace:     15 * time.Minute,
		RequireLocation: LocationWarn,
		IdleLock:        15 * time.Minute,
		LoginLasts:      12 * time.Hour,
		SecondFactor:    OfNobody,
		TimeZone:        "UTC",
		Locale:          "en",
		Clock:           ByLocale,
		OrgKind:         "practice",
		BillingRuleSet:  "standard",
		DayBegins:       "08:00",
		DayEnds:         "18:00",
	}
}

// How far the numbers among the settings reach.
const (
	MostGrace         = 4 * time.Hour
	LeastIdle         = time.Minute
	MostIdle          = 8 * time.Hour
	MostLogin         = 24 * time.Hour
	MostRecordingDays = 3650
)

// Check returns Invalid, naming each setting by its key, that cannot be saved.
func (s Settings) Check() error {
	var p Problems
	among := func(key, value string, known ...string) {
		if !slices.Contains(known, value) {
			p.Add(key, "Choose one of the list.")
		}
	}
	between := func(key string, value, least, most, unit time.Duration) {
		if value < least || value > most {
			p.Add(key, "Enter a number from %d to %d.", int(least/unit), int(most/unit))
		}
	}
	if !KnownZone(s.TimeZone) {
		p.Add("time_zone", "Choose a time zone from the list.")
	}
	among("clock", string(s.Clock), string(ByLocale), string(TwelveHours), string(AllHours))
	among("telehealth_require_location", s.RequireLocation, LocationOff, LocationWarn, LocationBlock)
	if s.State != "" {
		among("state", s.State, USStates...)
	}
	among("org_kind", s.OrgKind, "practice", "rhc", "fqhc")
	among("billing_rule_set", s.BillingRuleSet, "standard", "encore")
	among("second_factor", s.SecondFactor, OfNobody, OfAdministrators, OfEverybody)
	between("telehealth_no_show_grace_minutes", s.NoShowGrace, 0, MostGrace, time.Minute)
	between("idle_lock_minutes", s.IdleLock, LeastIdle, MostIdle, time.Minute)
	between("login_hours", s.LoginLasts, time.Hour, MostLogin, time.Hour)
	if s.RecordingDays < 1 || s.RecordingDays > MostRecordingDays {
		p.Add("telehealth_recording_retention_days", "Enter a number from %d to %d.", 1, MostRecordingDays)
	}
	for key, clock := range map[string]string{"day_begins": s.DayBegins, "day_ends": s.DayEnds} {
		if _, err := time.Parse("15:04", clock); err != nil || len(clock) != 5 {
			p.Add(key, "Enter a time as HH:MM.")
		}
	}
	if len(p) == 0 && s.DayEnds <= s.DayBegins {
		p.Add("day_ends", "The practice must close after it opens.")
	}
	return p.Err()
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

// Signs reports whether the platform of that id signs tokens.
func (s Settings) Signs(id PlatformID) bool { return id != "" && slices.Contains(s.Signing, id) }

// AsksLocation reports whether where the patient is falls due at the start of a visit.
func (s Settings) AsksLocation() bool { return s.RequireLocation != LocationOff }

// Country returns which country the org is in, "" when its zone does not tell.
func (s Settings) Country() string { return CountryOf(s.TimeZone) }

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
