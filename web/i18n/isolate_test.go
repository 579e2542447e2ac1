package i18n

import "testing"

func TestIsolated(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":             "",
		"Ann Lee":      "Ann Lee",
		"Łukasz Đức":   "Łukasz Đức",
		"李小红":          "李小红",
		"דוד כהן":      "\u2068דוד כהן\u2069",
		"محمد ٣":       "\u2068محمد ٣\u2069",
		"Dr. שרה":      "\u2068Dr. שרה\u2069",
		"ߞߊߡߊ":         "\u2068ߞߊߡߊ\u2069",
		"𞤀𞤣𞤢𞤥":         "\u2068𞤀𞤣𞤢𞤥\u2069",
		"12:30 – 1:00": "12:30 – 1:00",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got := Isolated(text); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
