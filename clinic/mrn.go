package clinic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// firstMRN is the number of the first patient of a practice that has none yet.
const firstMRN = "1001"

// NextMRN returns the medical record number after all that a practice gave, in the
// form that most of them have: letters and signs as they are, and a number, which
// keeps its leading zeros. It returns "1001" when none ends with a number.
func NextMRN(all []string) string {
	type form struct {
		prefix string
		width  int // of the number, 0 unless it has leading zeros
	}
	count, highest := map[form]int{}, map[form]int{}
	var commonest form
	for _, mrn := range all {
		prefix := strings.TrimRight(mrn, "0123456789")
		digits := mrn[len(prefix):]
		n, err := strconv.Atoi(digits)
		if err != nil || len(digits) > 12 {
			continue
		}
		f := form{prefix: prefix}
		if strings.HasPrefix(digits, "0") {
			f.width = len(digits)
		}
		count[f]++
		highest[f] = max(highest[f], n)
		if c := count[f]; c > count[commonest] || c == count[commonest] && highest[f] > highest[commonest] {
			commonest = f
		}
	}
	if len(count) == 0 {
		return firstMRN
	}
	for n := highest[commonest] + 1; ; n++ {
		next := fmt.Sprintf("%s%0*d", commonest.prefix, commonest.width, n)
		if !slices.Contains(all, next) { // after 099 comes 100, which has no zero and is no number of that form
			return next
		}
	}
}
