package db

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strings"
	"unicode/utf8"
)

// kinds are the types that columns may have, and what a value of each is in every
// database: a text, a whole number, or a truth. Anything else is an error.
var kinds = map[string]func(any) (any, error){
	"TEXT": func(v any) (any, error) {
		text, ok := v.(string)
		if !ok {
			return nil, fmt.Errorf("is no text")
		}
		if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
			return nil, fmt.Errorf("has characters that are not text")
		}
		return text, nil
	},
	"BIGINT": func(v any) (any, error) {
		if n, ok := v.(int64); ok {
			return n, nil
		}
		return nil, fmt.Errorf("is no whole number")
	},
	"BOOLEAN": func(v any) (any, error) {
		switch v {
		case true, int64(1):
			return true, nil
		case false, int64(0):
			return false, nil
		}
		return nil, fmt.Errorf("is neither true nor false")
	},
}

// content makes the values of a row of t what they are in every database.
func (t *table) content(row []any) error {
	for i, c := range t.columns {
		if row[i] == nil {
			continue
		}
		v, err := kinds[c.kind](row[i])
		if err != nil {
			return fmt.Errorf("a value of %s.%s %w", t.name, c.name, err)
		}
		row[i] = v
	}
	return nil
}

// A Sum is a checksum of rows, whatever their order.
type Sum [4]uint64

// String returns the sum as it is shown: half of it tells as well.
func (s Sum) String() string {
	b := binary.BigEndian.AppendUint64(nil, s[0])
	return hex.EncodeToString(binary.BigEndian.AppendUint64(b, s[1]))
}

// add adds a row whose values are as content left them.
func (s *Sum) add(row []any) {
	var text []byte
	for _, v := range row {
		switch v := v.(type) {
		case nil:
			text = append(text, 'n')
		case bool:
			text = fmt.Appendf(text, "b%t", v)
		case int64:
			text = binary.BigEndian.AppendUint64(append(text, 'i'), uint64(v)) // #nosec G115 -- its bits are meant
		case string:
			text = binary.BigEndian.AppendUint64(append(text, 't'), uint64(len(v)))
			text = append(text, v...)
		}
	}
	hash := sha256.Sum256(text)
	var carry uint64
	for i := range s {
		s[i], carry = bits.Add64(s[i], binary.BigEndian.Uint64(hash[8*i:]), carry)
	}
}
