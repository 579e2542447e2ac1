package i18n

import "televisit/clinic"

// statusTexts and modalityTexts are what people call what the database has a raw
// value for.
var (
	statusTexts = map[clinic.Status]string{clinic.Scheduled: "Scheduled|status", clinic.Active: "Active|status",
		clinic.Completed: "Completed|status", clinic.NoShow: "No-show|status", clinic.Cancelled: "Cancelled|status"}

	modalityTexts = map[clinic.Modality]string{clinic.AudioVideo: "Video", clinic.AudioOnly: "Phone", clinic.StoreForward: "Photos or files",
		clinic.RemoteMonitoring: "Monitoring"}
)

// Status returns what people call a status, e.g. "No-show"; one that the program
// does not know is itself.
func (c *Catalogue) Status(s clinic.Status) string {
	if word := statusTexts[s]; word != "" {
		return c.T(word)
	}
	return string(s)
}

// statusInText is Status in the middle of a sentence.
func (c *Catalogue) statusInText(s clinic.Status) string {
	if s == clinic.NoShow {
		return c.T("no-show")
	}
	return c.RawStatus(s)
}

// RawStatus returns a status as the list of sessions has it: its raw text in
// English, and for one that the program does not know.
func (c *Catalogue) RawStatus(s clinic.Status) string {
	if !s.Known() {
		return string(s)
	}
	return c.T(string(s))
}

// Modality returns what people call a modality, e.g. "Video"; one that the program
// does not know is its raw text.
func (c *Catalogue) Modality(m clinic.Modality) string {
	if word := modalityTexts[m]; word != "" {
		return c.T(word)
	}
	return m.Text()
}

// RawModality returns a modality as the list of sessions has it, e.g. "audio video".
func (c *Catalogue) RawModality(m clinic.Modality) string {
	if !m.Known() {
		return m.Text()
	}
	return c.T(m.Text())
}
