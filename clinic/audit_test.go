package clinic

import (
	"slices"
	"testing"
)

func TestAuditKindOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		action, entity string
		want           AuditKind
	}{
		{"session.move", "session", AuditSessions}, {"session.read", "session", AuditReads}, {"audit.export", "audit", AuditExports},
		{"patient.change", "patient", AuditPatients}, {"appointment.book", "appointment", AuditAppointments},
		{"user.roles", "user", AuditPeople}, {"role.add", "role", AuditPeople}, {"user.password", "user", AuditLogins},
		{"login.in", "user", AuditLogins}, {"settings.change", "settings", AuditSettings}, {"moon.paint", "moon", AuditSettings},
	} {
		t.Run(c.action, func(t *testing.T) {
			t.Parallel()
			if got := AuditKindOf(c.action, c.entity); got != c.want || !slices.Contains(AuditKinds, got) {
				t.Errorf("got %s, want %s, which is offered", got, c.want)
			}
		})
	}
}
