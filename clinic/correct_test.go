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
