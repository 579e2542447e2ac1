package label

import (
	"time"

	"televisit/clinic"
	"televisit/web"
)

// Done are what somebody did, by the action of the audit trail; whoever did it stands before.
var Done = map[string]string{ // #nosec G101 -- sentences about passwords
	"session.create": "scheduled the session", "session.reschedule": "changed the appointment",
	"session.location": "recorded the location", "session.delete": "deleted the session", "session.restore": "restored the session",
	"session.hint": "gave it the billing hint that it lacked", "session.audio": "recorded why there was no video",
	"session.correct": "corrected the times", "session.read": "looked at the session",

	"patient.add": "added the patient", "patient.change": "changed the patient’s record", "patient.read": "looked at the patient",
	"patient.merge": "merged this record into another one", "patient.merged": "took over another record of this patient",
	"patient.unmerge": "took the merge of this record back",

	"appointment.book": "booked the appointment", "appointment.change": "changed the appointment",
	"appointment.cancel": "cancelled the appointment", "appointment.cancelled": "cancelled the appointment",
	"appointment.booked": "booked the appointment again", "appointment.session": "gave the appointment a session",
	"appointment.export": "took the appointment out as a calendar file", "appointment.read": "looked at the appointment",

	"user.add": "made somebody a member", "user.invite": "invited somebody", "user.uninvite": "withdrew an invitation",
	"user.roles": "changed somebody’s roles", "user.deactivate": "ended a membership", "user.reactivate": "took a member back",
	"user.handover": "handed the coming appointments over", "user.password_link": "made a link to a new password",
	"user.password": "changed the password", "user.second_factor": "set up a second factor",
	"user.passkey_added": "added a passkey", "user.passkey_removed": "removed a passkey",
	"login.passkey_copied":       "failed to sign in: there may be a copy of the passkey",
	"user.second_factor_removed": "removed a second factor", "user.recovery_codes": "made new recovery codes",
	"role.add": "made a role", "role.change": "changed a role", "role.delete": "deleted a role",

	"org.create": "set the practice up", "settings.change": "changed settings", "consent.text": "wrote a new consent text",
	"platform.add": "added a platform", "platform.change": "changed a platform", "platform.deactivate": "took a platform out of use",
	"platform.reactivate": "put a platform back into use", "platform.room": "changed the room of a provider",
	"secrets.rotate": "changed the key of stored secrets", "rule.add": "added a billing rule", "rule.end": "ended a billing rule",
	"webhook.add": "added a webhook", "webhook.change": "changed a webhook", "webhook.pause": "paused a webhook",
	"webhook.resume": "let a webhook go on", "webhook.remove": "removed a webhook", "webhook.roll": "gave a webhook a new secret",
	"webhook.test": "tried a webhook", "webhook.replay": "had a webhook deliver again",
	"secrets.discard": "gave up stored secrets whose key is lost",

	"day.export": "took a day out of the desk", "audit.export": "took the audit trail out of the desk",
	"billing.export": "took the billing table out of the desk", "report.export": "took a report out of the desk",
	"audit.read": "looked at the audit trail", "audit.begin": "began the chain of the audit trail",

	"login.recovery_code": "used a recovery code", "login.code_failed": "failed to sign in: the code was wrong",
	"sso.change": "set up single sign-on", "sso.remove": "removed single sign-on",
	"sso.unlink": "unlinked somebody from single sign-on",
	"login.sso":  "signed in by single sign-on", "login.identity": "was linked to single sign-on",
	"login.sso_failed": "let nobody in who came by single sign-on",

	"login.in": "signed in", "login.failed": "failed to sign in: the password was wrong", "login.out": "signed out",
	"login.idle": "was signed out: the login was idle or too old", "login.ended": "was signed out from the command line",
	"login.ended_elsewhere": "signed out one of their devices", "login.locked": "locked the pages",
	"login.unlocked": "unlocked the pages", "login.new_device": "signed in with a new device",
	"login.known_device":    "said that a new device is theirs",
	"login.disowned_device": "said that a new device is not theirs: it was signed out",
}

// somethingDone are what somebody did of whose action nothing more is known.
var somethingDone = map[clinic.AuditKind]string{clinic.AuditSessions: "did something with a session",
	clinic.AuditPatients: "did something with a patient’s record", clinic.AuditAppointments: "did something with an appointment",
	clinic.AuditPeople: "changed something about people or roles", clinic.AuditSettings: "changed something in the settings",
	clinic.AuditLogins: "did something with a login", clinic.AuditReads: "looked at something",
	clinic.AuditExports: "took something out of the desk"}

// DoneText returns what an action of that kind is called.
func DoneText(r *web.Request, action string, kind clinic.AuditKind) string {
	if text, known := Done[action]; known {
		return r.T(text)
	}
	if text, known := somethingDone[kind]; known {
		return r.T(text)
	}
	return r.T("did something")
}

// movedTexts are what somebody did who made a move.
var movedTexts = map[[2]clinic.Status]string{
	{clinic.Scheduled, clinic.Active}:    "started the visit",
	{clinic.Active, clinic.Completed}:    "completed the visit",
	{clinic.Active, clinic.Scheduled}:    "took the start back",
	{clinic.Completed, clinic.Active}:    "reopened the visit",
	{clinic.Scheduled, clinic.NoShow}:    "marked it as a no-show",
	{clinic.NoShow, clinic.Scheduled}:    "took the no-show back",
	{clinic.NoShow, clinic.Active}:       "started the visit after all",
	{clinic.Scheduled, clinic.Cancelled}: "cancelled the session",
	{clinic.Cancelled, clinic.Scheduled}: "scheduled the session again",
}

// MovedText returns what somebody did who moved a session.
func MovedText(r *web.Request, from, to clinic.Status) string {
	if text := movedTexts[[2]clinic.Status{from, to}]; text != "" {
		return r.T(text)
	}
	return r.T("moved it from %s to %s", from, to)
}

// ConsentAnswers are what the patient said, by the state that is on record.
var ConsentAnswers = map[string]clinic.Translatable{"granted": "patient agreed", "declined": "patient declined",
	"not_required": "consent not required", "overridden": "went ahead without consent", "pending": "consent not asked yet"}

// RecordedTime returns an instant of the audit trail as its reader reads it.
func RecordedTime(r *web.Request, text string, zone *time.Location) string {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return text
	}
	return LocalTime(r, t, zone, "Mon 2 Jan 2006, 15:04")
}
