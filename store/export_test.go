package store

// DayQueries are what a day at a glance asks the database for sessions with.
var DayQueries = map[string]string{activeNow: "pm_sessions_status", scheduledFor: "pm_sessions_start", dayCount: "pm_sessions_start"}
