package demo_test

import (
	"context"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"televisit/clinic"
	"televisit/demo"
	"televisit/store"
	"televisit/store/storetest"
)

func TestSeedHoldsTogether(t *testing.T) {
	t.Parallel()
	for _, now := range moments {
		t.Run(now.Format(time.DateOnly), func(t *testing.T) {
			t.Parallel()
			_, _, path := seeded(t, now, 0)
			sound(t, path)
			late := rows(t, path, `SELECT at FROM pf_audit WHERE at > `+ms(now)+`
				UNION ALL SELECT created_at FROM pm_telehealth_sessions WHERE created_at > `+ms(now))
			if len(late) > 0 {
				t.Errorf("%d things happened after now", len(late))
			}
			forgotten := rows(t, path, `SELECT id FROM pm_telehealth_sessions WHERE status IN ('scheduled', 'active')
				AND deleted_at IS NULL AND starts_at < `+ms(now.Add(-70*time.Minute)))
			if len(forgotten) > 0 {
				t.Errorf("%d sessions that nobody began or ended are no well-kept desk", len(forgotten))
			}
			for _, org := range []string{northside, harbor} {
				n := rows(t, path, `SELECT count(*) FROM pm_telehealth_sessions s JOIN pf_organizations o USING (org_id)
					WHERE o.name = '`+org+`' AND deleted_at IS NULL AND s.status = 'scheduled'
					AND starts_at BETWEEN `+ms(now)+` AND `+ms(now.Add(2*time.Hour)))
				if n[0] < "6" && len(n[0]) == 1 {
					t.Errorf("%s: only %s sessions to come in two hours", org, n[0])
				}
			}
		})
	}
}

// What a load writes into the trail at once is a chain like any other, and goes on as one.
func TestTrailIsChained(t *testing.T) {
	t.Parallel()
	s, _, path := small(t)
	if err := s.UnscopedResetPassword(t.Context(), "solo@northside.example", storetest.Password); err != nil {
		t.Fatal(err)
	}
	keys := filepath.Join(t.TempDir(), "secrets.key")
	if err := os.WriteFile(keys, []byte(storetest.Key), 0o600); err != nil {
		t.Fatal(err)
	}
	all, err := s.UnscopedVerifyChains(t.Context(), keys, "")
	if err != nil || len(all) != 2 {
		t.Fatal(all, err)
	}
	for _, v := range all {
		n := rows(t, path, `SELECT count(*) FROM pf_audit WHERE org_id = '`+string(v.Org.ID)+`'`)
		if v.Broken != nil || v.Older != 0 || v.Rows < 300 || n[0] != strconv.FormatInt(v.Rows, 10) {
			t.Errorf("%s: %v; %s rows are there, want all in the chain", v.Org.Name, v, n[0])
		}
	}
}

func TestEveryoneCanAct(t *testing.T) {
	t.Parallel()
	s, _, path := small(t)
	roles := map[string]int{}
	for _, a := range demo.Accounts() {
		o := as(t, s, a.Email, a.Org)
		if len(o.Rights()) == 0 || o.Name() != a.Org || !strings.HasSuffix(a.Email, ".example") {
			t.Errorf("%+v: %d rights in %s", a, len(o.Rights()), o.Name())
		}
		roles[a.Org+" "+a.Role]++
	}
	for _, role := range clinic.SystemRoles {
		if roles[northside+" "+string(role)] == 0 || roles[harbor+" "+string(role)] == 0 {
			t.Errorf("nobody is %s in both orgs", role)
		}
	}
	solo := as(t, s, "solo@northside.example", northside).Rights()
	if !solo.May(clinic.ManageUsers) || !solo.May(clinic.HostSessions) {
		t.Error("solo is not both admin and provider of Northside")
	}
	if as(t, s, "solo@northside.example", harbor).Rights().May(clinic.ManageUsers) {
		t.Error("solo is an admin of Harbor")
	}
	if _, err := s.UnscopedSignIn(t.Context(), store.Attempt{Email: "provider@harbor.example", Password: demo.Password,
		Address: "127.0.0.1"}); err != nil {
		t.Error(err)
	}
	if n := rows(t, path, `SELECT count(DISTINCT password_hash) FROM pf_users`); n[0] != "1" {
		t.Errorf("the one password was hashed %s times", n[0])
	}
	foreign := rows(t, path, `SELECT session_url FROM pm_telehealth_sessions
			WHERE session_url LIKE 'http%' AND session_url NOT LIKE 'https://%.example/%'
		UNION ALL SELECT email FROM pm_patients WHERE email <> '' AND email NOT LIKE '%.example'
		UNION ALL SELECT email FROM pf_users WHERE email NOT LIKE '%.example'`)
	if len(foreign) > 0 {
		t.Errorf("not invented: %v", foreign)
	}
}

func TestSessionsAreOfEveryKind(t *testing.T) {
	t.Parallel()
	_, _, path := small(t)
	for name, where := range map[string]string{
		"scheduled": `status = 'scheduled'`, "active": `status = 'active' AND started_at IS NOT NULL AND span_at IS NOT NULL`,
		"completed": `status = 'completed' AND billing IS NOT NULL`, "no_show": `status = 'no_show'`, "cancelled": `status = 'cancelled'`,
		"audio_video": `modality = 'audio_video'`, "audio_only": `modality = 'audio_only'`,
		"store_forward": `modality = 'store_forward'`, "remote_monitoring": `modality = 'remote_monitoring'`,
		"with a link": `session_url IS NOT NULL`, "without": `session_url IS NULL`,
		"no reason":  `status = 'completed' AND modality = 'audio_only' AND audio_reason = ''`,
		"a reason":   `status = 'completed' AND modality = 'audio_only' AND audio_reason <> ''`,
		"no place":   `status = 'completed' AND patient_location = ''`,
		"no hint":    `status = 'completed' AND billing IS NULL`,
		"no minutes": `status = 'completed' AND duration_minutes IS NULL`,
		"0 minutes":  `duration_minutes = 0`, "minutes": `duration_minutes > 5`, "asked": `status = 'scheduled' AND consent_status = 'granted'`,
		"not asked":         `status = 'scheduled' AND consent_status = 'pending'`,
		"can be missed now": `status = 'scheduled' AND starts_at + 900000 <= ` + ms(storetest.Start),
		"just booked":       `created_at > ` + ms(storetest.Start.Add(-5*time.Minute)),
	} {
		if n := rows(t, path, `SELECT DISTINCT org_id FROM pm_telehealth_sessions WHERE deleted_at IS NULL AND `+where); len(n) != 2 {
			t.Errorf("%s: in %d orgs, not 2", name, len(n))
		}
	}
	for _, n := range rows(t, path, `SELECT sum(deleted_at IS NOT NULL), sum(deleted_at IS NULL) BETWEEN 95 AND 115,
			sum(status = 'active') BETWEEN 1 AND 2
		FROM pm_telehealth_sessions GROUP BY org_id`) {
		if n != "1|1|1" {
			t.Errorf("deleted, about 100, one or two active: %s", n)
		}
	}
	n := rows(t, path, `SELECT count(*) FROM pm_appointments a
		WHERE is_telehealth AND status = 'booked' AND starts_at > `+ms(storetest.Start)+`
		AND NOT EXISTS (SELECT 1 FROM pm_telehealth_sessions s WHERE s.appointment_id = a.id) GROUP BY org_id`)
	if strings.Join(n, " ") != "1 1" {
		t.Errorf("flagged without a session: %v", n)
	}
}

// families are all names by which two people could be taken for relatives.
const families = `SELECT DISTINCT org_id, family_name FROM pm_patients
	UNION SELECT m.org_id, substr(u.name, length(rtrim(u.name, replace(u.name, ' ', ''))) + 1)
	FROM pf_memberships m JOIN pf_users u ON u.id = m.user_id
	WHERE u.email <> 'solo@northside.example'`

func TestManySessions(t *testing.T) {
	t.Parallel()
	var last, total int
	const n = 1001
	s, clock, path := seeded(t, storetest.Start, n)
	sound(t, path)
	if got := rows(t, path, `SELECT count(*) FROM pm_telehealth_sessions WHERE deleted_at IS NULL`); got[0] != "1001" {
		t.Errorf("%s sessions, not %d", got[0], n)
	}
	where := map[string]string{}
	for _, line := range rows(t, path, families) {
		org, name, _ := strings.Cut(line, "|")
		for _, part := range strings.Split(name, "-") {
			if where[part] != "" && where[part] != org {
				t.Errorf("%s is in both orgs", part)
			}
			where[part] = org
		}
	}
	for _, org := range []string{northside, harbor} {
		l, err := as(t, s, strings.Replace("manager@x", "x", domainOf(org), 1), org).Sessions(t.Context(), store.SessionFilter{Limit: 25})
		if err != nil || len(l.Rows) != 25 || !l.More {
			t.Fatal(len(l.Rows), err)
		}
		if l.Rows[0].CreatedAt.Before(storetest.Start.Add(-5*time.Minute)) ||
			l.Rows[24].CreatedAt.Before(storetest.Start.AddDate(0, 0, -3)) {
			t.Errorf("%s: the first page is from %s to %s", org, l.Rows[24].CreatedAt, l.Rows[0].CreatedAt)
		}
	}
	before := rows(t, path, `SELECT count(*), max(o.version) FROM pf_organizations o, pm_appointments a`)
	if err := demo.Seed(t.Context(), s, clock.Now, demo.Options{Sessions: 9000,
		Progress: func(done, of int) { last, total = done, of }}); err != nil {
		t.Error(err)
	}
	if after := rows(t, path, `SELECT count(*), max(o.version) FROM pf_organizations o, pm_appointments a`); after[0] != before[0] ||
		last != 0 || total != 0 {
		t.Errorf("a second seed changed %v to %v", before, after)
	}
}

func TestProgressIsTold(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "televisit.db")
	s, c := opened(t, path, storetest.Start)
	// Whoever breaks off in the middle leaves nothing behind.
	ctx, stop := context.WithCancel(t.Context())
	useKeys(t, s)
	err := demo.Seed(ctx, s, c.Now, demo.Options{Sessions: 1000, Progress: func(int, int) { stop() }})
	if err == nil {
		t.Fatal("an interrupted seed is no error")
	}
	if n := rows(t, path, `SELECT count(*) FROM pf_organizations`); n[0] != "0" {
		t.Fatalf("an interrupted seed left %s orgs", n[0])
	}
	var heard []int
	if err := demo.Seed(t.Context(), s, c.Now, demo.Options{Sessions: 500,
		Progress: func(done, total int) { heard = append(heard, done, total) }}); err != nil {
		t.Fatal(err)
	}
	if len(heard) < 100 || heard[len(heard)-1] != 500 || heard[len(heard)-2] != 500 {
		t.Errorf("heard %v", heard)
	}
	const parts = `SELECT count(*) FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL`
	if n, want := rows(t, path, parts), strconv.Itoa(storetest.Empty(t).Count(t, parts)); n[0] != want {
		t.Errorf("%s indexes and triggers, not %s", n[0], want)
	}
}
