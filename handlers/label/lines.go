package label

import "strings"

// ConsentTexts is where the consent texts of the practice are.
const ConsentTexts = "/settings/consent"

// Lines returns the lines of a text that are not empty, as paragraphs.
func Lines(text string) (all []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			all = append(all, line)
		}
	}
	return all
}
