package web

import (
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// defaultPorts are the ports that browsers leave out of an address.
var defaultPorts = map[string]string{"http": "80", "https": "443"}

// portOf returns the port that base is reached at, "" when it is unknown.
func portOf(base *url.URL) string {
	if port := base.Port(); port != "" {
		return port
	}
	return defaultPorts[base.Scheme]
}

// OriginOf returns the origin of pages below base as browsers write it, "" when
// base has no host: in lower case, in ASCII, without the port that the scheme
// implies.
func OriginOf(base *url.URL) string {
	host := strings.ToLower(base.Hostname())
	if host == "" {
		return ""
	}
	if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	if port := portOf(base); port != defaultPorts[base.Scheme] {
		host += ":" + port
	}
	return base.Scheme + "://" + host
}
