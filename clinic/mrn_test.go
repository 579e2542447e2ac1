package clinic

import "testing"

func TestNextMRN(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		all  []string
		want string
	}{
		"none":                {nil, "1001"},
		"plain":               {[]string{"1001", "1002", "17"}, "1003"},
		"the form of most":    {[]string{"N-9", "N-12", "2000"}, "N-13"},
		"zeros stay":          {[]string{"MRN-0007", "MRN-0099"}, "MRN-0100"},
		"zeros run out":       {[]string{"09"}, "10"},
		"zeros have run out":  {[]string{"098", "099", "100"}, "101"},
		"no number":           {[]string{"Smith", "x-y"}, "1001"},
		"a number as long as": {[]string{"99999999999999999999"}, "1001"},
		"digits within":       {[]string{"A1-5", "A1-6", "A2-9"}, "A1-7"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := NextMRN(tt.all); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
