package clinic

// A Lack is something still to be settled before a session starts.
type Lack string

// The lacks, in the order they are told.
const (
	LacksConsent Lack = "consent"
	LacksLink    Lack = "link"
)

// Lacks returns what is still to be settled before s starts, nothing when it
// is ready. Where the patient is falls due at the start, so it is none of them.
// kind is the link kind of its platform, "" when that is not known.
func (s Session) Lacks(set Settings, kind LinkKind) (all []Lack) {
	if !s.Consent.allowsStart(set.RequireConsent) {
		all = append(all, LacksConsent)
	}
	if s.URL == "" && kind != LinkNone && s.Modality.meets() {
		all = append(all, LacksLink)
	}
	return all
}

// meets reports whether both sides are there at the same time, so that there
// is something to join.
func (m Modality) meets() bool { return m != StoreForward && m != RemoteMonitoring }
