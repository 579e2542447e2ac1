package clinic_test

import (
	"testing"
	"time"

	"televisit/clinic"
)

// A session that was taken up again ended when its host says; its duration is the
// sum of its spans up to then.
func TestCompletedEarlier(t *testing.T) {
	t.Parallel()
	now := ten.Add(3 * time.Hour)
	for name, tt := range map[string]struct {
		end  time.Time
		want string // the wrong field
		mins int
	}{
		"not said":           {time.Time{}, "", 140},
		"past":               {ten.Add(time.Hour), "", 20},
		"now":                {now, "", 140},
		"in the future":      {now.Add(time.Millisecond), "ended_at", 0},
		"the span's start":   {ten.Add(50 * time.Minute), "ended_at", 0},
		"in the span before": {ten.Add(10 * time.Minute), "ended_at", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := standing(clinic.Active)
			s.SpanAt, s.Before = ten.Add(50*time.Minute), 10*time.Minute
			by := clinic.Mover{Rights: clinic.RightsOf(clinic.Provider), Own: true, Settings: settings()}
			got, err := s.Move(clinic.Move{To: clinic.Completed, EndedAt: tt.end}, by, now)
			if tt.want != "" {
				if f := clinic.FieldsOf(err); len(f) != 1 || f[0].Field != tt.want || clinic.KindOf(err) != clinic.Invalid {
					t.Errorf("got %v, want one problem at %s", err, tt.want)
				}
				return
			}
			end := tt.end
			if end.IsZero() {
				end = now
			}
			if err != nil || !got.EndedAt.Equal(end) || *got.Minutes != tt.mins {
				t.Errorf("got %v, %v, %v", got.EndedAt, got.Minutes, err)
			}
		})
	}
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	now, end := ten.Add(48*time.Hour), ten.Add(20*time.Minute)
	manager, host := clinic.RightsOf(clinic.Manager), clinic.RightsOf(clinic.Provider)
	for name, tt := range map[string]struct {
		rights     clinic.Rights
		start, end time.Time
		minutes    int
		reason     string
		want       string // the wrong field, or the kind
	}{
		"as it was":           {manager, ten, end, 20, "r", ""},
		"interrupted":         {manager, ten, end, 0, "r", ""},
		"rounded up":          {manager, ten.Add(time.Second), end.Add(2 * time.Second), 21, "r", ""},
		"a minute too many":   {manager, ten.Add(time.Second), end, 21, "r", "minutes"},
		"less than none":      {manager, ten, end, -1, "r", "minutes"},
		"a whole day":         {manager, ten, ten.Add(24 * time.Hour), 1440, "r", ""},
		"more than a day":     {manager, ten, ten.Add(24*time.Hour + 1), 20, "r", "ended_at"},
		"no time at all":      {manager, ten, ten, 0, "r", "ended_at"},
		"backwards":           {manager, end, ten, 0, "r", "ended_at"},
		"until now":           {manager, now.Add(-time.Hour), now, 60, "r", ""},
		"in the future":       {manager, now.Add(-time.Hour), now.Add(1), 60, "r", "ended_at"},
		"without a reason":    {manager, ten, end, 20, " ", "reason"},
		"by its own provider": {host, ten, end, 20, "r", "forbidden"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			by := clinic.Mover{Rights: tt.rights, Own: true, Settings: settings()}
			got, err := standing(clinic.Completed).Correct(clinic.Times{StartedAt: tt.start, EndedAt: tt.end, Minutes: tt.minutes},
				tt.reason, by, now)
			shown := ""
			if clinic.KindOf(err) == clinic.Forbidden {
				shown = "forbidden"
			}
			for _, f := range clinic.FieldsOf(err) {
				shown += f.Field
			}
			if shown != tt.want {
				t.Fatalf("got %v, want it to name %q", err, tt.want)
			}
			if err == nil && (!got.StartedAt.Equal(tt.start) || !got.EndedAt.Equal(tt.end) || *got.Minutes != tt.minutes) {
				t.Error("got", got.Times())
			}
		})
	}
}

// A session that is reopened goes on from the corrected duration.
func TestReopenedAfterACorrection(t *testing.T) {
	t.Parallel()
	now := ten.Add(2 * time.Hour)
	by := clinic.Mover{Rights: clinic.RightsOf(clinic.Manager), Settings: settings()}
	s, err := standing(clinic.Completed).Correct(clinic.Times{StartedAt: ten, EndedAt: ten.Add(time.Hour), Minutes: 50}, "r", by, now)
	if err != nil {
		t.Fatal(err)
	}
	for i, to := range []clinic.Status{clinic.Active, clinic.Completed} {
		if s, err = s.Move(clinic.Move{To: to, Reason: "r"}, by, now.Add(time.Duration(i)*5*time.Minute)); err != nil {
			t.Fatal(err)
		}
	}
	if *s.Minutes != 55 {
		t.Errorf("it lasted %d min, want 55", *s.Minutes)
	}
}
