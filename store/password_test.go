package store_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store"
	"televisit/store/db/dbtest"
	"televisit/store/storetest"
)

// A new password costs what is usual today, and one that cost something else stays good.
func TestHashSaysWhatItTook(t *testing.T) {
	t.Parallel()
	d := storetest.New(t)
	hash := func() string {
		return d.Texts(t, `SELECT password_hash FROM pf_users WHERE email = $1`, somebody)[0]
	}
	if got, want := hash(), "$argon2id$v=19$m=64,t=1,p=1$"; !strings.HasPrefix(got, want) {
		t.Fatalf("got %s, want %s and more", got, want)
	}
	usual, err := store.Open(d.Where, os.DirFS(dbtest.Migrations()), d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = usual.Close() })
	if err := usual.UseKeys(t.Context(), d.KeyFile); err != nil {
		t.Fatal(err)
	}
	d.Store = usual
	if _, _, kind := try(t, d, somebody, storetest.Password, office); kind != -1 {
		t.Errorf("who has a cheaper hash does not come in: %v", kind)
	}
	if err := d.Store.UnscopedResetPassword(t.Context(), somebody, "another password"); err != nil {
		t.Fatal(err)
	}
	if got, want := hash(), "$argon2id$v=19$m=65536,t=2,p=1$"; !strings.HasPrefix(got, want) {
		t.Errorf("got %s, want %s and more", got, want)
	}
	if _, _, kind := try(t, d, somebody, "another password", office); kind != -1 {
		t.Errorf("the new password does not open: %v", kind)
	}
}

func TestPasswordsToRefuse(t *testing.T) {
	t.Parallel()
	names := []string{"Northside Family Practice", "Anneliese Große-Brandt", "anneliese.brandt@northside.example"}
	for _, c := range []struct{ name, password, want string }{
		{"eleven characters", "a password!", "at least 12 characters"},
		{"twelve characters", "a password!?", ""},
		{"twelve letters of an alphabet of two bytes", "тихое окно с", ""},
		{"the longest", strings.Repeat("ab cd ef", 128), ""},
		{"a byte too long", strings.Repeat("ab cd ef", 128) + "x", "up to 1024 bytes"},
		{"common", "unbelievable", "tried first"},
		{"common, in capitals", "UnBelievable", "tried first"},
		{"common, in full width", "ｕｎｂｅｌｉｅｖａｂｌｅ", "tried first"},
		{"common, with an accent", "unbeliévable", "tried first"},
		{"a common short one with a year", "Password2024!", "tried first"},
		{"a common short one between signs", "***baseball***", "tried first"},
		{"a common short one twice", "baseballbaseball", "tried first"},
		{"keys in a row, twice", "qwertyqwerty1", "tried first"},
		{"a digit", "111111111111", "tried first"},
		{"a run of digits", "7890123456789", "tried first"},
		{"a run of letters down", "zyxwvutsrqpo", "tried first"},
		{"four characters in turn", "abcdabcdabcd", "tried first"},
		{"a common word among others", "a baseball left in the rain", ""},
		{"a common word with a long number", "baseball 4906 1173 8852", ""},
		{"random", "v9$Tq!2mWz#e", ""},
		{"the practice", "NorthsideFamilyPractice", "little more than a name"},
		{"a word of the practice with a year", "Northside-2026", "little more than a name"},
		{"the product", "televisit 1234", "little more than a name"},
		{"the email address", "anneliese.brandt@northside.example", "little more than a name"},
		{"the person, folded", "GROSSE  brandt", "little more than a name"},
		{"a name in a sentence", "Northside has a leaking roof", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := store.CheckPassword("new", c.password, names...)
			if c.want == "" {
				if err != nil {
					t.Errorf("got %v, want it taken", err)
				}
				return
			}
			if got := clinic.FieldsOf(err); len(got) != 1 || got[0].Field != "new" || !strings.Contains(got[0].Message.String(), c.want) {
				t.Errorf("got %v, want one problem of the field that says %q", err, c.want)
			}
		})
	}
}

// The list is whole: all of the ten thousand commonest that are long enough are refused, and
// the shorter ones with a year behind.
func TestCommonPasswords(t *testing.T) {
	t.Parallel()
	file, err := os.Open("common_passwords.txt.gz")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	list, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(list); lines.Scan(); n++ {
		password := lines.Text()
		if len(password) < 12 {
			password += strings.Repeat("!", 12-len(password))
		}
		word := strings.Trim(lines.Text(), "0123456789!@#$%^&*()_+-=.,/?<>;:'\"[]{}|\\`~ ") == lines.Text()
		if err := store.CheckPassword("new", password); err == nil && (len(lines.Text()) >= 12 || word && len(lines.Text()) > 4) {
			t.Errorf("%q is taken", password)
		}
	}
	if n < 10_000 {
		t.Errorf("the list has %d entries, want 10,000 and more", n)
	}
}
