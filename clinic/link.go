package clinic

import "strings"

// ShortLink returns link as somebody reads it out or copies it from paper: host
// and room, or the number to call.
func ShortLink(link string) string {
	for _, scheme := range []string{"https://", "http://", "tel:"} {
		link = strings.TrimPrefix(link, scheme)
	}
	return strings.TrimSuffix(link, "/")
}
