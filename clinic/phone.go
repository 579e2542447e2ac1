package clinic

import (
	"regexp"
	"strings"
	"unicode"
)

// A Phone is a telephone number as it can be dialled.
type Phone struct {
	dial string // + and digits, or digits alone where only the practice's own exchange knows what they mean
	ext  string // digits, "" when none
}

// Digits returns the digits of the number, with those of its country where it is
// known, without the extension.
func (p Phone) Digits() string { return strings.TrimPrefix(p.dial, "+") }

// Link returns the address that dials p.
func (p Phone) Link() string {
	if p.ext == "" {
		return "tel:" + p.dial
	}
	return "tel:" + p.dial + ";ext=" + p.ext
}

// PhoneLink returns the address that dials what was typed, "" when nobody could.
func PhoneLink(text string) string {
	p, ok := ParsePhone(text)
	if !ok {
		return ""
	}
	return p.Link()
}

// ParsePhone reads a number in any notation that people type or paste, with an
// extension as in "x12", "ext. 12" or ",,12#". One without a country is of the
// United States. It refuses letters: what is dropped is dialled wrong.
func ParsePhone(text string) (Phone, bool) {
	parts := phoneForm.FindStringSubmatch(plainPhone(text))
	if parts == nil {
		return Phone{}, false
	}
	number := parts[1]
	abroad := strings.HasPrefix(strings.TrimLeft(number, "( "), "+")
	if abroad {
		number = strings.Replace(number, "(0)", "", 1) // dialled only within the country
	}
	p := Phone{dial: dialled(onlyDigits(number), abroad), ext: parts[2]}
	return p, len(p.Digits()) >= 3 && len(p.Digits()) <= 15
}

// phoneForm is a number and its extension.
var phoneForm = regexp.MustCompile(`(?i)^(?:tel: ?)?([( ]*\+?[\d ().]+?)` +
	`(?:(?:;ext=|[ ]*,+[ ]*|[ ]*#[ ]*|[ ]*(?:x|ext|extn|extension|extensión|int|anexo)[ .:]*)(\d{1,12})[ ]*#?)?[ ]*$`)

// dialled returns the digits with their country, where it is known.
func dialled(digits string, abroad bool) string {
	national, dialledOut := strings.CutPrefix(digits, "011")
	if !dialledOut {
		national, dialledOut = strings.CutPrefix(digits, "00")
	}
	switch {
	case abroad:
		return "+" + digits
	case dialledOut && len(national) >= 7:
		return "+" + national
	case len(digits) == 10 && digits[0] >= '2':
		return "+1" + digits
	case len(digits) == 11 && digits[0] == '1' && digits[1] >= '2':
		return "+" + digits
	}
	return digits
}

// plainPhone returns text with ASCII for every digit, plus and separator, and
// without what nobody sees.
func plainPhone(text string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case c == '\uff0b':
			return '+'
		case unicode.IsSpace(c), unicode.In(c, unicode.Pd), strings.ContainsRune("/\u2043\u2212\u30fc\u00b7\u2022\u2219\u3002\uff0e\uff0f", c):
			return ' '
		case c == '\uff08':
			return '('
		case c == '\uff09':
			return ')'
		case IsIgnorable(c):
			return -1
		}
		return digit(c)
	}, text))
}

// digit returns the ASCII digit for one of any script, and what is no digit as
// it is.
func digit(c rune) rune {
	for _, r := range unicode.Nd.R16 {
		if lo := rune(r.Lo); lo <= c && c <= rune(r.Hi) {
			return '0' + (c-lo)%10
		}
	}
	return c
}

func onlyDigits(text string) string {
	return strings.Map(func(c rune) rune {
		if c < '0' || c > '9' {
			return -1
		}
		return c
	}, text)
}

// cleanPhone returns a typed number without what came along when it was pasted.
func cleanPhone(text string) string {
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		switch {
		case unicode.IsSpace(c) && unicode.IsControl(c):
			return ' '
		case IsIgnorable(c):
			return -1
		}
		return c
	}, text))
}
