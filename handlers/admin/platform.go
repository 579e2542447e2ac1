package admin

import (
	"html/template"
	"net/http"
	"net/url"
	"slices"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// trialView is what a session would get on a platform.
	trialView struct {
		Org   clinic.OrgID // that the form is of
		URL   string       // where it is asked for
		Asked bool
		Link  string // what the patient gets, "" for none
		Entry string // what the provider enters by, "" when that is the same
		Token string
		Open  template.URL
	}
	// roomsView are the rooms that providers have of their own.
	roomsView struct {
		Org     clinic.OrgID // that the forms are of
		URL     string
		Rooms   []roomView
		Summary ui.Summary
		Who     *ui.Choice // nil when there is nobody
		Field   ui.Field
	}
	roomView struct{ ID, Name, Endpoint string }
)

// GET /pm/telehealth/configuration/{id}
func platform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p, err := org.PlatformInUse(r.Context(), platformID(r))
	if err != nil {
		return err
	}
	return showPlatform(w, r, org, http.StatusOK, platformForm(r, org, p.Platform, nil), p, nil)
}

// POST /pm/telehealth/configuration/{id} saves a platform: name, endpoint, modality,
// app_id, audience, secret, remove_secret, version.
func changePlatform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	typed := platformTyped(r)
	var err error
	if typed.Version, err = versionOf(r); err != nil {
		return err
	}
	secret := store.SecretChange{New: r.PostFormValue("secret"), Remove: r.PostFormValue("remove_secret") != ""}
	err = org.ChangePlatform(r.Context(), platformID(r), typed, secret)
	if err == nil {
		r.Redirect(w, r.Path(platforms)+"?saved=changed")
		return nil
	}
	if !web.IsForm(err) {
		return err
	}
	p, wrong := org.PlatformInUse(r.Context(), platformID(r))
	if wrong != nil {
		return wrong
	}
	typed.Kind, typed.HasKey = p.Kind, p.HasKey
	view := platformForm(r, org, typed, err)
	stored := p
	if clinic.KindOf(err) == clinic.Conflict {
		view.comparePlatform(r, typed, p.Platform)
	} else {
		stored.Version = typed.Version
	}
	return showPlatform(w, r, org, web.StatusOf(err), view, stored, nil)
}

// comparePlatform notes at each field what is on file now when it is not what was typed.
func (v *platformView) comparePlatform(r *web.Request, typed, stored clinic.Platform) {
	v.Overtaken, v.Summary = true, ui.Summary{}
	for _, c := range []struct {
		field      *ui.Field
		typed, now string
	}{{&v.Name, typed.Name, stored.Name}, {v.Endpoint, typed.Endpoint, stored.Endpoint}, {v.AppID, typed.AppID, stored.AppID},
		{v.Audience, typed.Audience, stored.Audience}} {
		switch {
		case c.typed == c.now || c.field == nil:
		case c.now == "":
			c.field.Hint = r.T("On file now: nothing.")
		default:
			c.field.Hint = r.T("On file now: %s", c.now)
		}
	}
	if typed.Modality != stored.Modality {
		v.Modality.Hint = r.T("On file now: %s", r.Modality(stored.DefaultModality()))
	}
}

// POST /pm/telehealth/configuration/{id}/try shows what a session would get.
func tryPlatform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	p, err := org.PlatformInUse(r.Context(), platformID(r))
	if err != nil {
		return err
	}
	t := trialView{Asked: true}
	if t.Link, t.Entry, err = org.TryPlatform(r.Context(), p.ID); err != nil {
		return err
	}
	t.Open = ui.SafeLink(t.Entry)
	if t.Entry == t.Link {
		t.Entry = ""
	} else if u, err := url.Parse(t.Entry); err == nil {
		t.Token = u.Query().Get("jwt")
	}
	view := platformForm(r, org, p.Platform, nil)
	view.Trial = &t
	return showPlatform(w, r, org, http.StatusOK, view, p, nil)
}

// POST /pm/telehealth/configuration/{id}/rooms gives a provider a room of their own, or
// takes it back: provider_id and room, or remove.
func putRoom(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	provider, endpoint := clinic.UserID(r.PostFormValue("provider_id")), r.PostFormValue("room")
	gone := clinic.UserID(r.PostFormValue("remove"))
	var err error
	switch {
	case gone != "":
		err = org.PutProviderRoom(r.Context(), platformID(r), gone, "")
	case clinic.ShowsNothing(endpoint):
		err = clinic.FieldErrorf("endpoint", "Enter where their room is.")
	default:
		err = org.PutProviderRoom(r.Context(), platformID(r), provider, endpoint)
	}
	if err == nil {
		r.Redirect(w, platformURL(r, platformID(r))+"?saved=room#rooms")
		return nil
	}
	if !web.IsForm(err) {
		return err
	}
	p, wrong := org.PlatformInUse(r.Context(), platformID(r))
	if wrong != nil {
		return wrong
	}
	return showPlatform(w, r, org, web.StatusOf(err), platformForm(r, org, p.Platform, nil), p, roomProblems(err))
}

// roomProblems returns err about the field of the form of rooms, which has another name
// than that of the platform on the same page.
func roomProblems(err error) error {
	all := slices.Clone(clinic.FieldsOf(err))
	for i := range all {
		if all[i].Field == "endpoint" {
			all[i].Field = "room"
		}
	}
	return clinic.Problems(all).Err()
}

// showPlatform answers with the page of p, whose form is v. cause is what is wrong with
// the room of a provider.
func showPlatform(w http.ResponseWriter, r *web.Request, org *store.Org, code int, v platformView, p store.PlatformUse, cause error) error {
	v.Heading, v.Back, v.Action, v.Version = p.Name, r.Path(platforms), platformURL(r, p.ID), p.Version
	if r.Method == http.MethodGet {
		v.Notice = platformNotice(r)
	}
	if v.Trial == nil {
		v.Trial = &trialView{}
	}
	v.Trial.Org, v.Trial.URL = org.ID(), v.Action+"/try"
	if p.Kind != clinic.LinkNone {
		rooms, err := roomsOf(r, org, p.Platform, cause)
		if err != nil {
			return err
		}
		rooms.URL, v.Rooms = v.Action+"/rooms", rooms
	}
	return platformPage.Render(w, r.Views, code, r.Frame(r.T("Platform"), platforms), v)
}

func roomsOf(r *web.Request, org *store.Org, p clinic.Platform, cause error) (*roomsView, error) {
	all, err := org.ProviderRooms(r.Context(), p.ID)
	if err != nil {
		return nil, err
	}
	providers, err := org.Providers(r.Context())
	if err != nil {
		return nil, err
	}
	v := &roomsView{Org: org.ID(), Summary: r.SummaryOf(cause), Field: ui.Field{Name: "room", Label: r.T(kinds[p.Kind].endpoint), Type: "text",
		Required: true, Autocomplete: "off", Error: r.MessageFor(cause, "room")}}
	if cause != nil {
		v.Field.Value = r.PostFormValue("room")
	}
	for _, room := range all {
		v.Rooms = append(v.Rooms, roomView{string(room.Provider), room.Name, room.Endpoint})
	}
	if len(providers) > 0 {
		v.Who = &ui.Choice{Name: "provider_id", Label: r.T("Provider"), Required: true, Error: r.MessageFor(cause, "provider_id")}
		for _, m := range providers {
			v.Who.Options = append(v.Who.Options, ui.Option{Value: string(m.ID), Text: m.Name})
		}
		v.Who.Choose(r.PostFormValue("provider_id"), r.T("Choose a provider"))
	}
	return v, nil
}
