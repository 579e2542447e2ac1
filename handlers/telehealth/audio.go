package telehealth

import (
	"net/http"
	"slices"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/i18n"
	"televisit/web/ui"
)

// audioView is why a visit took place without video, as the session's page says it.
type audioView struct {
	Reason, Video string
	Missing       bool
	URL           string // of the form, "" where the reader may not record
}

// audioForm asks why there was no video, and whether the provider could.
type audioForm struct {
	Reason, Video ui.Choice
	Detail        ui.Field
}

var audioFields = []string{"audio_reason", "audio_words", "provider_video"}

// audioOf returns what a form records, nil when it does not ask.
func audioOf(r *web.Request) *clinic.AudioOnlyFacts {
	if !slices.ContainsFunc(audioFields, r.PostForm.Has) {
		return nil
	}
	return &clinic.AudioOnlyFacts{Reason: r.PostFormValue("audio_reason"), Detail: r.PostFormValue("audio_words"),
		Video: r.PostFormValue("provider_video")}
}

// audioFormOf returns the form for s as r filled it, with what cause says of it.
func audioFormOf(r *web.Request, s clinic.Session, cause error) *audioForm {
	known := s.Audio
	if typed := audioOf(r); typed != nil {
		known = *typed
	}
	return &audioForm{
		Reason: choiceOf(r, "audio_reason", r.T("Why there was no video"), known.Reason, clinic.AudioReasons,
			func(v string) string { return label.Translated(r, label.AudioReasons, v) }, cause),
		Detail: ui.Field{Name: "audio_words", Type: "text", Label: r.T("Which reason"), Value: known.Detail,
			Error: r.MessageFor(cause, "audio_words"), Required: true},
		Video: choiceOf(r, "provider_video", r.T("The provider could do video"), known.Video, []string{"yes", "no"},
			func(v string) string { return yesNo(r, v) }, cause)}
}

func yesNo(r *web.Request, value string) string {
	switch value {
	case "yes":
		return r.T("Yes")
	case "no":
		return r.T("No")
	}
	return r.T("not recorded")
}

// viewOfAudio returns what is on record of s, nil for a visit by another modality and for
// one that did not begin.
func viewOfAudio(r *web.Request, s clinic.Session, org *store.Org) *audioView {
	if s.Modality != clinic.AudioOnly || s.Status != clinic.Active && s.Status != clinic.Completed {
		return nil
	}
	v := &audioView{Reason: r.T("not recorded"), Video: yesNo(r, s.Audio.Video), Missing: s.Status == clinic.Completed && s.Audio.Missing()}
	switch {
	case s.Audio.Reason == clinic.AudioOther:
		v.Reason = i18n.Isolated(s.Audio.Detail)
	case s.Audio.Reason != "":
		v.Reason = label.Translated(r, label.AudioReasons, s.Audio.Reason)
	}
	if org.Mover(s.ProviderID).MayRecord() {
		v.URL = label.SessionPath(r, s.ID, "/audio")
	}
	return v
}

// GET /pm/telehealth/sessions/{id}/audio is the form that records why there was no video.
func audioPage(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showRecordForm(w, r, org, showAudio)
}

func showAudio(w http.ResponseWriter, r *web.Request, org *store.Org, s clinic.Session, code int, cause error) error {
	if s.Modality != clinic.AudioOnly && cause == nil {
		return clinic.Errorf(clinic.Invalid, "Only a visit by phone needs a reason for that.")
	}
	view := recordView(r, org, s, r.T("Record why there was no video"), "/audio", cause)
	view.Audio = audioFormOf(r, s, cause)
	return view.show(w, r, code)
}

// POST /pm/telehealth/sessions/{id}/audio records why there was no video:
// audio_reason, audio_words, provider_video, version.
func recordAudio(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return record(w, r, org, audioOf(r), org.RecordAudio, showAudio)
}
