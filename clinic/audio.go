package clinic

import "slices"

// AudioReasons are why a visit took place without video.
var AudioReasons = []string{"declined", "unable", "connection", AudioOther}

// AudioOther is the reason that is said in words.
const AudioOther = "other"

// AudioOnlyFacts are what a claim for a visit without video has to show. Empty texts
// are not recorded yet.
type AudioOnlyFacts struct {
	Reason string // one of AudioReasons
	Detail string // of AudioOther
	Video  string // whether the provider could do video: yes or no
}

// maxWords is how long a reason in words may be.
const maxWords = 300

// Missing reports whether something of a is not on record.
func (a AudioOnlyFacts) Missing() bool { return a.Reason == "" || a.Video == "" }

// Clean returns a without words that its reason does not need.
func (a AudioOnlyFacts) Clean() AudioOnlyFacts {
	if a.Reason != AudioOther {
		a.Detail = ""
	}
	return a
}

// Check returns an Invalid error that names each field that is none of the list, or
// that another reason lacks.
func (a AudioOnlyFacts) Check() error {
	var p Problems
	if a.Reason != "" && !slices.Contains(AudioReasons, a.Reason) {
		p.Add("audio_reason", "Choose one of the list.")
	}
	if a.Video != "" && a.Video != "yes" && a.Video != "no" {
		p.Add("provider_video", "Choose one of the list.")
	}
	switch {
	case a.Reason == AudioOther && ShowsNothing(a.Detail):
		p.Add("audio_words", "Say why there was no video.")
	case len([]rune(a.Detail)) > maxWords:
		p.Add("audio_words", "Say it in %d characters at most.", maxWords)
	}
	return p.Err()
}

// AsksAudio reports whether s is to have AudioOnlyFacts and lacks some.
func (s Session) AsksAudio() bool { return s.Modality == AudioOnly && s.Audio.Missing() }
