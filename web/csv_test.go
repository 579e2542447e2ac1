package web

import "testing"

func TestPlainCell(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Ana": "Ana", "a=b": "a=b", "555-0100": "555-0100", "’=1": "’=1",
		"=1+1": "'=1+1", "+1 555 0100": "'+1 555 0100", "-1": "'-1", "@SUM(A1)": "'@SUM(A1)", "\t=1": "'\t=1", "\r=1": "'\r=1", "\n=1": "'\n=1",
		"＝1": "'＝1", "＋1": "'＋1", "－1": "'－1", "＠1": "'＠1", "\xef\xbc\r\xa0": "\ufffd\r\ufffd",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			if got := plainCell(text); got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}
