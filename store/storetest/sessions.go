package storetest

import (
	"database/sql/driver"
	"testing"
	"time"

	"github.com/google/uuid"

	"televisit/clinic"
)

// A Row is a session as a test wants it to stand in the database, whatever the
// rules would say. Zero fields get what is usual.
type Row struct {
	Org       clinic.OrgID // Northside
	Provider  string       // email; the org's provider
	Family    string       // of its patient; one of its own
	Platform  string       // "Video room"
	Modality  string       // audio_video
	Status    string       // scheduled
	URL       string       // none
	Minutes   *int
	StartsAt  time.Time // an hour before the clock's now
	CreatedAt time.Time // the clock's now
	Consent   string    // granted
	Place     string    // of the patient: home; NoPlace for none
	State     string    // of that place: NY
	Deleted   bool
}

// NoPlace is a place of which nothing is on record.
const NoPlace = "-"

// Session puts r into the database and returns the session's id.
func (d *Desk) Session(t testing.TB, r Row) clinic.SessionID {
	t.Helper()
	id := uuid.Must(uuid.NewV7()).String()
	now := d.Clock.Now()
	domain := "northside.example"
	if r.Org == d.Harbor {
		domain = "harbor.example"
	}
	r.Org = or(r.Org, d.Northside)
	r.Provider, r.Family = or(r.Provider, "provider@"+domain), or(r.Family, "Family "+id[24:])
	r.Platform, r.Modality = or(r.Platform, "Video room"), or(r.Modality, "audio_video")
	r.Status, r.Consent = or(r.Status, "scheduled"), or(r.Consent, "granted")
	r.Place, r.State = or(r.Place, "home"), or(r.State, "NY")
	if r.Place == NoPlace {
		r.Place, r.State = "", ""
	}
	if r.StartsAt.IsZero() {
		r.StartsAt = now.Add(-time.Hour)
	}
	if r.CreatedAt.IsZero() {
		r.CreatedAt = now
	}
	patient := d.Patient(t, r.Org, "Ann", r.Family, "M-"+id[19:])
	starts, ends := r.StartsAt.UnixMilli(), r.StartsAt.Add(30*time.Minute).UnixMilli()
	times := map[string]any{"started": nil, "span": nil, "ended": nil, "deleted": nil}
	switch clinic.Status(r.Status) {
	case clinic.Active:
		times["started"], times["span"] = starts, starts
	case clinic.Completed:
		times["started"], times["ended"] = starts, ends
	}
	if r.Deleted {
		times["deleted"] = now.UnixMilli()
	}
	appointment, status := uuid.Must(uuid.NewV7()).String(), clinic.Booked
	if r.Status == string(clinic.Cancelled) {
		status = clinic.CalledOff
	}
	d.Exec(t, `INSERT INTO pm_appointments (org_id, id, patient_id, provider_id, starts_at, ends_at,
			is_telehealth, modality, status, override_reason, created_at, version)
		SELECT $1, $2, $3, id, $5, $6, true, $7, $8, 'made by a test', $9, 1 FROM pf_users WHERE email = $4`,
		r.Org, appointment, patient.ID, r.Provider, starts, ends, r.Modality, status, r.CreatedAt.UnixMilli())
	d.Exec(t, `INSERT INTO pm_telehealth_sessions (org_id, id, appointment_id, patient_id, provider_id, platform_name, modality, session_url,
			status, starts_at, ends_at, started_at, span_at, ended_at, duration_minutes, consent_status, created_at, deleted_at,
			patient_location, patient_state)
		SELECT $1, $2, $3, $4, u.id, $6, $7, nullif($8, ''), $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20
			FROM pf_users u WHERE u.email = $5`,
		r.Org, id, appointment, patient.ID, r.Provider, r.Platform, r.Modality, r.URL, r.Status, starts, ends,
		times["started"], times["span"], times["ended"], r.Minutes, r.Consent, r.CreatedAt.UnixMilli(), times["deleted"], r.Place, r.State)
	return clinic.SessionID(id)
}

// Exec runs SQL on the database file beside the store, as no code of the
// program does.
func (d *Desk) Exec(t testing.TB, query string, args ...any) {
	t.Helper()
	if err := d.TryExec(t, query, args...); err != nil {
		t.Fatal(query, err)
	}
}

// TryExec is Exec for SQL that the database may refuse.
func (d *Desk) TryExec(t testing.TB, query string, args ...any) error {
	t.Helper()
	_, err := d.beside.Exec(query, plain(t, args)...)
	return err
}

// Unchecked lets Exec save rows that refer to rows which are not there.
func (d *Desk) Unchecked(t testing.TB) {
	t.Helper()
	d.Exec(t, d.kind.Unchecked())
}

// Unguard lets Exec change and delete rows of the audit trail, as who owns the database can.
func (d *Desk) Unguard(t testing.TB) {
	t.Helper()
	for _, text := range d.kind.Unguarded() {
		d.Exec(t, text)
	}
}

// Count returns the one number that query selects.
func (d *Desk) Count(t testing.TB, query string, args ...any) (n int) {
	t.Helper()
	if err := d.beside.QueryRow(query, plain(t, args)...).Scan(&n); err != nil {
		t.Fatal(query, err)
	}
	return n
}

// Texts returns the first column of the rows that query selects.
func (d *Desk) Texts(t testing.TB, query string, args ...any) (all []string) {
	t.Helper()
	rows, err := d.beside.Query(query, plain(t, args)...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			t.Fatal(query, err)
		}
		all = append(all, text)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(query, err)
	}
	return all
}

func or[T comparable](v, usual T) T {
	var zero T
	if v == zero {
		return usual
	}
	return v
}

// plain returns args as every driver takes them.
func plain(t testing.TB, args []any) []any {
	t.Helper()
	all := make([]any, len(args))
	for i, v := range args {
		var err error
		if all[i], err = driver.DefaultParameterConverter.ConvertValue(v); err != nil {
			t.Fatal(err)
		}
	}
	return all
}

// Refuse makes the database refuse what happens to a table, such as an INSERT, when
// a condition holds of the row.
func (d *Desk) Refuse(t testing.TB, event, table, condition string) {
	t.Helper()
	for _, text := range d.kind.Refusing(event, table, condition) {
		d.Exec(t, text)
	}
}

// Parts returns how many indexes and triggers there are.
func (d *Desk) Parts(t testing.TB) int {
	t.Helper()
	return d.Count(t, d.kind.Parts())
}

// Plan returns how a database file would be asked query, a step a line.
func (d *Desk) Plan(t testing.TB, query string, args ...any) (plan string) {
	t.Helper()
	rows, err := d.beside.Query(d.kind.Plan()+query, plain(t, args)...)
	if err != nil {
		t.Fatal(query, err)
	}
	defer rows.Close()
	for rows.Next() {
		var id, parent, unused int
		var step string
		if err := rows.Scan(&id, &parent, &unused, &step); err != nil {
			t.Fatal(query, err)
		}
		plan += step + "\n"
	}
	return plan
}
