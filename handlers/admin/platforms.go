package admin

import (
	"net/http"

	"github.com/gorilla/mux"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// platformsView is the page of the platforms of the practice, the newest first.
	platformsView struct {
		Org    clinic.OrgID // that the forms are of
		New    string
		Notice *ui.Notice
		Cards  []platformCard
	}
	platformCard struct {
		ID, Name, URL, Use string // Use is where it is put out of use, or into use again
		Version            int64
		Badge              ui.Badge
		Active, Key, Usual bool
		Kind, KindIcon     string
		Modality           string
		ModalityIcon       string
		Endpoint           string // as people read it, "" for none
		Used               string // what uses it
		Problem            string // why it could not be put into use again
	}
)

var platformsPage = ui.NewPage[platformsView]("admin/platforms-page")

func platformID(r *web.Request) clinic.PlatformID {
	return clinic.PlatformID(mux.Vars(r.Request)["id"])
}

func platformURL(r *web.Request, id clinic.PlatformID) string {
	return r.Path(platforms + "/" + string(id))
}

// GET /pm/telehealth/configuration
func listPlatforms(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showPlatforms(w, r, org, http.StatusOK, platformNotice(r), nil)
}

// POST /pm/telehealth/configuration/{id}/active puts a platform out of use or into use
// again: active (yes, no), version.
func usePlatform(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	version, err := versionOf(r)
	if err != nil {
		return err
	}
	active := r.PostFormValue("active") == "yes"
	wasUsual, err := org.UsePlatform(r.Context(), platformID(r), version, active)
	if web.IsForm(err) {
		return showPlatforms(w, r, org, web.StatusOf(err), nil, err)
	}
	if err != nil {
		return err
	}
	saved := "inactive"
	switch {
	case active:
		saved = "active"
	case wasUsual:
		saved = "usual"
	}
	r.Redirect(w, r.Path(platforms)+"?saved="+saved)
	return nil
}

// platformNotices are what is said after something was done.
var platformNotices = map[string]string{"added": "The platform was added.", "changed": "The platform was saved.",
	"active":   "The platform is in use again.",
	"inactive": "The platform is out of use: nothing can be booked on it. Sessions that are booked keep their links.",
	"usual":    "The platform is out of use. It was the usual one, so there is none now: choose another under Settings.",
	"room":     "The room was saved. It is for sessions that are booked from now on."}

func platformNotice(r *web.Request) *ui.Notice {
	saved := r.URL.Query().Get("saved")
	text, known := platformNotices[saved]
	if !known {
		return nil
	}
	kind := "success"
	if saved == "usual" {
		kind = "warn"
	}
	return &ui.Notice{Kind: kind, Text: r.T(text)}
}

// showPlatforms answers with the page. cause is why the platform that r names could not
// be put into use.
func showPlatforms(w http.ResponseWriter, r *web.Request, org *store.Org, code int, notice *ui.Notice, cause error) error {
	all, err := org.PlatformsInUse(r.Context())
	if err != nil {
		return err
	}
	view := platformsView{Org: org.ID(), New: r.Path(platforms + "/new"), Notice: notice}
	for _, p := range all {
		card := cardOf(r, p)
		if cause != nil && p.ID == platformID(r) {
			card.Problem = r.ErrorText(cause)
		}
		view.Cards = append(view.Cards, card)
	}
	return platformsPage.Render(w, r.Views, code, r.Frame(r.T("Platforms"), platforms), view)
}

func cardOf(r *web.Request, p store.PlatformUse) platformCard {
	c := platformCard{ID: string(p.ID), Name: p.Name, URL: platformURL(r, p.ID), Version: p.Version, Active: p.Active, Key: p.HasKey,
		Usual: p.Usual, Kind: r.T(kinds[p.Kind].text), KindIcon: kinds[p.Kind].icon, Modality: r.Modality(p.DefaultModality()),
		ModalityIcon: label.ModalityIcon(p.DefaultModality()), Endpoint: clinic.ShortLink(p.Endpoint), Used: usedBy(r, p),
		Badge: ui.Badge{Variant: "outline", Icon: "circle-slash", Text: r.T("inactive")}}
	if p.Active {
		c.Badge = ui.Badge{Variant: "secondary", Icon: "circle-check", Text: r.T("active|platform")}
	}
	c.Use = c.URL + "/active"
	return c
}

// usedBy says what uses p.
func usedBy(r *web.Request, p store.PlatformUse) string {
	switch {
	case p.Sessions == 0 && p.Coming == 0:
		return r.T("not used yet")
	case p.Coming == 0:
		return r.N("%d sessions", p.Sessions)
	}
	return r.N("%d sessions", p.Sessions) + ", " + r.N("%d coming appointments", p.Coming)
}

// kinds are what the kinds of links are called.
var kinds = map[clinic.LinkKind]struct{ text, icon, hint, endpoint, example string }{
	clinic.LinkURL: {"One room", "link", "The same address for every session, as that of a personal room.",
		"Address of the room", "https://video.example/room"},
	clinic.LinkTemplate: {"A room for each session", "video", "An address in which the id of the session stands.",
		"Address with {session_id}", "https://video.example/{session_id}"},
	clinic.LinkJitsi: {"Your own Jitsi server", "building-2", "Each session has a room whose name nobody can guess.",
		"Address of the server", "https://meet.practice.example"},
	clinic.LinkPhone: {"A phone number", "phone", "Whoever starts the visit calls it.", "Phone number", "+1 212 555 0100"},
	clinic.LinkNone:  {"No link", "image", "For photos, readings and whatever else nobody meets for.", "", ""},
}
