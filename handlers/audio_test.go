package handlers

import (
	"net/http"
	"strings"
	"testing"

	"televisit/clinic"
	"televisit/store/storetest"
)

// TestAudioOnlyIsAskedFor: the end of a visit by phone asks why there was no video, takes
// no answer for one, and can be told later.
func TestAudioOnlyIsAskedFor(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	b := s.as(t, "provider@northside.example", "")
	call := func() (path string, id clinic.SessionID) {
		id = s.Session(t, storetest.Row{Modality: "audio_only", Status: "active"})
		return "/pm/telehealth/sessions/" + string(id), id
	}
	on := func(id clinic.SessionID) clinic.Session {
		t.Helper()
		v, err := s.As(t, staff, s.Northside).Session(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	t.Run("at the end", func(t *testing.T) {
		path, id := call()
		link := b.get(path).Doc.Find("#completed-"+string(id)).AttrOr("href", "")
		ask := b.get(link).expect(t, http.StatusOK)
		if ask.Doc.Find("#f-audio_reason").Length() != 1 || ask.Doc.Find("#f-provider_video").Length() != 1 {
			t.Fatalf("%q does not ask", link)
		}
		wrong := b.post(path+"/status", "to", "completed", "version", "1", "audio_reason", "other", "audio_words", "", "provider_video", "yes").
			expect(t, http.StatusUnprocessableEntity)
		if wrong.errorOf("audio_words") == "" || wrong.value("audio_reason") != "other" || wrong.value("provider_video") != "yes" {
			t.Error("another reason that is not said:", squash(wrong.Doc.Find("[data-summary]").Text()))
		}
		b.post(path+"/status", "to", "completed", "version", "1", "audio_reason", "unable", "audio_words", "left over", "provider_video", "yes").
			expect(t, http.StatusSeeOther)
		if got := on(id).Audio; got != (clinic.AudioOnlyFacts{Reason: "unable", Video: "yes"}) {
			t.Errorf("on record is %+v", got)
		}
		page := b.get(path)
		if shown := squash(page.Doc.Find("section[aria-labelledby=audio] dl").Text()); shown !=
			"WhyThe patient could not use video The provider could do videoYes" {
			t.Errorf("its page says %q", shown)
		}
		if !strings.Contains(squash(page.Doc.Find(".timeline").Text()), "why there was no video was recorded") {
			t.Error("the timeline does not tell")
		}
	})
	t.Run("never in the way", func(t *testing.T) {
		path, id := call()
		b.post(path+"/status", "to", "completed", "version", "1", "audio_reason", "", "audio_words", "", "provider_video", "").
			expect(t, http.StatusSeeOther)
		if v := on(id); v.Status != clinic.Completed || !v.AsksAudio() {
			t.Errorf("it is %s", v.Status)
		}
		if b.get(path).Doc.Find("section[aria-labelledby=audio] .notice").Length() != 1 {
			t.Error("its page does not warn")
		}
		b.get(path+"/audio").expect(t, http.StatusOK)
		b.post(path+"/audio", "version", "2", "audio_reason", "nonsense").expect(t, http.StatusUnprocessableEntity)
		b.post(path+"/audio", "version", "1", "audio_reason", "declined").expect(t, http.StatusConflict)
		b.post(path+"/audio", "version", "2", "audio_reason", "other", "audio_words", "No camera", "provider_video", "no").
			expect(t, http.StatusSeeOther)
		if got := on(id).Audio; got != (clinic.AudioOnlyFacts{Reason: "other", Detail: "No camera", Video: "no"}) {
			t.Errorf("on record is %+v", got)
		}
		if !strings.Contains(squash(b.get(path).Doc.Find(".timeline").Text()), "recorded why there was no video") {
			t.Error("the timeline does not tell")
		}
	})
	t.Run("not of video", func(t *testing.T) {
		path := "/pm/telehealth/sessions/" + string(s.Session(t, storetest.Row{Status: "completed"}))
		b.post(path+"/audio", "version", "1", "audio_reason", "declined", "provider_video", "yes").expect(t, http.StatusUnprocessableEntity)
		b.get(path+"/audio").expect(t, http.StatusUnprocessableEntity)
		if b.get(path).Doc.Find("section[aria-labelledby=audio]").Length() != 0 {
			t.Error("its page asks")
		}
	})
}
