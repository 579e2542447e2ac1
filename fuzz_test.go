package main

import (
	"strings"
	"testing"

	"filippo.io/age"
)

// A configuration is read as its lines say, or refused with the line that is none.
func FuzzConfig(f *testing.F) {
	f.Add("# the desk\n\nTELEVISIT_ADDR = 127.0.0.1:0\nTELEVISIT_DATA=\"/a b\"")
	f.Add("A=b\nA=c")
	f.Add("=x")
	f.Add("A=\"\n\x00=\xff\nB=\"\"\"")
	f.Add("A=" + strings.Repeat("x", 70_000))
	f.Fuzz(func(t *testing.T, text string) {
		read, err := readConfig(strings.NewReader(text))
		if err != nil {
			return
		}
		var again strings.Builder
		for key, value := range read.(configFile) {
			if key == "" || strings.TrimSpace(key) != key || key[0] == '#' || strings.ContainsAny(key+value, "\n") {
				t.Errorf("%q sets %q to %q", text, key, value)
			}
			again.WriteString(key + "=\"" + value + "\"\n")
		}
		second, err := readConfig(strings.NewReader(again.String()))
		if err != nil || len(second.(configFile)) != len(read.(configFile)) {
			t.Fatalf("%q is written as %q: %v", text, again.String(), err)
		}
		for key, value := range read.(configFile) {
			if got := second.(configFile)[key]; got != value {
				t.Errorf("%s is %q, and then %q", key, value, got)
			}
		}
	})
}

// A recipient of backups is one that age can encrypt to, written as it was read.
func FuzzRecipient(f *testing.F) {
	id, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(id.Recipient().String()))
	f.Add([]byte(id.String()))
	f.Add([]byte("age1\xff"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		var r recipient
		if r.UnmarshalText(text) != nil {
			return
		}
		whom, ok := r.Recipient.(*age.X25519Recipient)
		if !ok || !strings.EqualFold(whom.String(), string(text)) {
			t.Errorf("%q is %v", text, r.Recipient)
		}
	})
}
