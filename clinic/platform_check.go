package clinic

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

// How long what describes a platform may be.
const (
	longestPlatformName = 100      // characters
	longestEndpoint     = 2000     // bytes
	longestAppID        = 200      // bytes
	LongestSecret       = 4 * 1024 // bytes
)

// Clean returns p without the space around what was typed, and without what nobody
// sees.
func (p Platform) Clean() Platform {
	p.Name, p.Endpoint, p.AppID, p.Audience = pasted(p.Name), pasted(p.Endpoint), pasted(p.AppID), pasted(p.Audience)
	return p
}

// Check returns an Invalid error that names every field of a clean p that cannot be
// saved. Nothing is dropped or mended silently.
func (p Platform) Check() error {
	var wrong Problems
	wrong.addName(p.Name)
	if !p.Kind.Known() {
		wrong.Add("kind", "Choose one of the list.")
	}
	if p.Modality != "" && !p.Modality.Known() {
		wrong.Add("modality", "Choose one of the list.")
	}
	wrong.AddErrors(FieldsOf(p.CheckEndpoint())...)
	for field, text := range map[string]string{"app_id": p.AppID, "audience": p.Audience} {
		switch {
		case text != "" && p.Kind != LinkJitsi:
			wrong.Add(field, "Only a Jitsi server takes this.")
		case len(text) > longestAppID:
			wrong.Add(field, "This may have up to %d characters.", longestAppID)
		case strings.ContainsFunc(text, unicode.IsSpace):
			wrong.Add(field, "There is a space in it.")
		}
	}
	return wrong.Err()
}

// addName says what is wrong with what a platform or a provider is called.
func (p *Problems) addName(name string) {
	switch {
	case ShowsNothing(name):
		p.Add("name", "Give it a name.")
	case len([]rune(name)) > longestPlatformName:
		p.Add("name", "A name may have up to %d characters.", longestPlatformName)
	case strings.ContainsFunc(name, isUnseen):
		p.Add("name", "The name has characters in it that nobody sees. Type it anew.")
	}
}

// CheckSecret returns Invalid, naming the field secret, for what cannot be a secret
// of p; "" is none.
func (p Platform) CheckSecret(secret string) error {
	switch {
	case secret == "":
		return nil
	case p.Kind != LinkJitsi:
		return FieldErrorf("secret", "Only a Jitsi server takes this.")
	case len(secret) > LongestSecret:
		return FieldErrorf("secret", "A secret may have up to %d bytes. This is something else.", LongestSecret)
	case strings.TrimSpace(secret) == "":
		return FieldErrorf("secret", "There are only spaces in it.")
	case strings.TrimSpace(secret) != secret:
		return FieldErrorf("secret", "There is a space before or after it. Paste it without.")
	case strings.ContainsFunc(secret, unicode.IsControl):
		return FieldErrorf("secret", "There are characters in it that nobody could type. Copy it anew.")
	case p.AppID == "":
		return FieldErrorf("app_id", "Enter the application ID that the secret belongs to.")
	}
	return nil
}

// CheckEndpoint returns Invalid, naming the field endpoint, when no link can be made of
// the clean endpoint of p, or not the one that is meant.
func (p Platform) CheckEndpoint() error {
	wrong := func(format string, args ...any) error { return FieldErrorf("endpoint", format, args...) }
	switch e := p.Endpoint; {
	case p.Kind == LinkNone && e != "":
		return wrong("Without a link there is no address.")
	case p.Kind == LinkNone || !p.Kind.Known():
		return nil
	case len(e) > longestEndpoint:
		return wrong("An address may have up to %d characters.", longestEndpoint)
	case p.Kind != LinkPhone:
		return p.checkAddress()
	case e == "":
		return wrong("Enter the phone number.")
	case PhoneLink(e) != "":
		return nil
	case strings.ContainsFunc(e, unicode.IsLetter):
		return wrong("There are letters in the number: enter the digits that are dialled.")
	}
	return wrong("Enter a phone number, like +1 212 555 0100.")
}

// checkAddress is CheckEndpoint for what leads to a web page.
func (p Platform) checkAddress() error {
	wrong := func(format string, args ...any) error { return FieldErrorf("endpoint", format, args...) }
	e := p.Endpoint
	scheme, rest, full := strings.Cut(e, "://")
	scheme = strings.ToLower(scheme)
	switch {
	case e == "":
		return wrong("Enter the address, like https://video.example/room.")
	case strings.ContainsFunc(e, func(c rune) bool { return unicode.IsControl(c) && !unicode.IsSpace(c) }):
		return wrong("This is no address that a browser can open.")
	case strings.ContainsFunc(e, unicode.IsSpace):
		return wrong("There is a space in the address.")
	case !full && strings.Contains(e, ":") && !strings.Contains(strings.SplitN(e, ":", 2)[0], "."):
		return wrong("Only https:// addresses can be joined.")
	case !full:
		return wrong("Begin the address with https://.")
	case scheme != "https" && scheme != "http":
		return wrong("Only https:// addresses can be joined.")
	case rest == "":
		return wrong("The address names no host.")
	}
	if err := p.checkPlaceholders(); err != nil {
		return err
	}
	u, err := url.Parse(sessionPlace.ReplaceAllLiteralString(e, "id"))
	switch {
	case err != nil:
		return wrong("This is no address that a browser can open.")
	case u.User != nil:
		return wrong("There is a user name or password in the address, which everybody would see. Take it out.")
	case u.Hostname() == "":
		return wrong("The address names no host.")
	case !SafeLink(u.String()):
		return wrong("http:// goes only to this machine (localhost). Use https://.")
	case p.Kind == LinkJitsi && u.Query().Has("jwt"):
		return wrong("There is a token in the address. Take it out, and enter the secret below.")
	}
	return p.checkFragment(u)
}

// checkFragment returns Invalid for what stands behind # and would not do there.
func (p Platform) checkFragment(u *url.URL) error {
	switch before, behind, _ := strings.Cut(p.Endpoint, "#"); {
	case p.Kind == LinkJitsi && u.Fragment != "" && !jitsiFragment.MatchString(u.Fragment):
		return FieldErrorf("endpoint", "What stands behind # is no setting of Jitsi, like #config.prejoin=false. Take it out.")
	case p.Kind == LinkTemplate && !sessionPlace.MatchString(before) && !pageBehindHash.MatchString(behind):
		return FieldErrorf("endpoint",
			"What stands behind # is not sent to the server, so all sessions would meet in one room. Put {session_id} before it.")
	}
	return nil
}

// checkPlaceholders returns Invalid for braces that would stay as they are, and for a
// template without its placeholder.
func (p Platform) checkPlaceholders() error {
	places := 0
	for _, m := range placeholder.FindAllStringSubmatch(p.Endpoint, -1) {
		switch {
		case p.Kind != LinkTemplate:
			return FieldErrorf("endpoint", "Nothing is put in the place of {%s} here. That is another kind: a room for each session.", m[1])
		case !sessionPlace.MatchString(m[0]):
			return FieldErrorf("endpoint", "Nothing is put in the place of {%s}. The only placeholder is {session_id}.", m[1])
		}
		places++
	}
	switch {
	case strings.ContainsAny(placeholder.ReplaceAllLiteralString(p.Endpoint, ""), "{}"):
		return FieldErrorf("endpoint", "A brace stands alone in the address.")
	case p.Kind == LinkTemplate && places == 0:
		return FieldErrorf("endpoint", "Put {session_id} where the room stands, like https://video.example/{session_id}.")
	}
	return nil
}

var (
	// placeholder is one of a template, also as a browser writes it.
	placeholder = regexp.MustCompile(`(?i)(?:\{|%7b)([^{}%/]*)(?:\}|%7d)`)
	// jitsiFragment is what Jitsi reads behind #.
	jitsiFragment = regexp.MustCompile(`^(?:config|interfaceConfig|userInfo|devices)\.`)
	// pageBehindHash is a page that the script of a site shows by what stands behind #.
	pageBehindHash = regexp.MustCompile(`^!?/`)
)
