package account

import (
	"net/http"
	"net/url"
	"time"

	"github.com/gorilla/mux"

	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// devicesView is where the reader is signed in, and what they have not said to know.
	devicesView struct {
		Notice      *ui.Notice
		Password    bool // they are to change it
		New         []newDeviceView
		Logins      []loginRow
		MoreDevices bool // there is more than this one
	}
	newDeviceView struct{ ID, Name, At, Address string }
	loginRow      struct {
		ID, Name, Address string
		SignedIn          string
		Used              ui.Moment
		This              bool
		Badges            []ui.Badge
	}
)

var devicesPage = ui.NewPage[devicesView]("account/devices-page")

// endedTexts is what is said after something was done.
var endedTexts = map[string]string{"ended": "That device is signed out.", "others": "All other devices are signed out.",
	"known":   "Thank you. You are not asked about it again.",
	"unknown": "That device is signed out. Whoever signed in there may know your password: choose a new one now."}

// GET /account/devices
func (a *Area) devices(w http.ResponseWriter, r *web.Request, l store.Login) error {
	logins, err := a.store.UnscopedLoginsOf(r.Context(), l)
	if err != nil {
		return err
	}
	unknown, err := a.store.UnscopedNewDevices(r.Context(), l)
	if err != nil {
		return err
	}
	zone, done := zoneOf(l), r.URL.Query().Get("done")
	v := devicesView{MoreDevices: len(logins) > 1, Password: done == "unknown"}
	if text, ok := endedTexts[done]; ok {
		v.Notice = &ui.Notice{Kind: "success", Text: r.T(text)}
	}
	for _, d := range unknown {
		at := r.Date(d.SignedIn.In(zone), "Mon 2 Jan 2006, 15:04")
		v.New = append(v.New, newDeviceView{d.ID, r.DeviceName(d.Browser, d.System), at, d.Address})
	}
	for _, o := range logins {
		v.Logins = append(v.Logins, newLoginRow(r, o, zone))
	}
	frame := r.Frame(r.T("Devices"), "")
	frame.NewDevice = nil // the page asks by itself
	return devicesPage.Render(w, r.Views, http.StatusOK, frame, v)
}

func newLoginRow(r *web.Request, o store.OwnLogin, zone *time.Location) loginRow {
	row := loginRow{ID: o.ID, Name: r.DeviceName(o.Device.Browser, o.Device.System), Address: o.Device.Address, This: o.This,
		SignedIn: r.Date(o.Device.SignedIn.In(zone), "Mon 2 Jan 2006, 15:04"), Used: r.MomentOf(o.LastUsed, r.Now(), zone)}
	if o.This {
		row.Badges = append(row.Badges, ui.Badge{Variant: "secondary", Icon: "check", Text: r.T("this device")})
	}
	if !o.Device.Known {
		row.Badges = append(row.Badges, ui.Badge{Variant: "secondary", Icon: "circle-alert", Text: r.T("new")})
	}
	if o.Locked {
		row.Badges = append(row.Badges, ui.Badge{Variant: "secondary", Icon: "lock", Text: r.T("locked")})
	}
	return row
}

// POST /account/devices/{id}/known says that a new device is the reader's, and goes back to
// where they were asked.
func (a *Area) knowDevice(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := a.store.UnscopedKnowDevice(r.Context(), l, mux.Vars(r.Request)["id"]); err != nil {
		return err
	}
	back := r.CameFrom()
	if back == "" || back == r.Path(devicesPath) {
		return toDevices(w, r, "known")
	}
	r.Redirect(w, back)
	return nil
}

// POST /account/devices/{id}/unknown says that a new device is not the reader's: it is signed
// out, and a new device again at its next sign-in.
func (a *Area) disownDevice(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := a.store.UnscopedDisownDevice(r.Context(), l, mux.Vars(r.Request)["id"]); err != nil {
		return err
	}
	return toDevices(w, r, "unknown")
}

// POST /account/logins/{id}/end signs the reader out on a device of theirs. On this one they
// come to the sign-in page.
func (a *Area) endLogin(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := a.store.UnscopedEndLogin(r.Context(), l.User, mux.Vars(r.Request)["id"]); err != nil {
		return err
	}
	return toDevices(w, r, "ended")
}

// POST /account/logins/end signs the reader out on all devices but this one.
func (a *Area) endOtherLogins(w http.ResponseWriter, r *web.Request, l store.Login) error {
	if err := a.store.UnscopedEndOtherLogins(r.Context(), l); err != nil {
		return err
	}
	return toDevices(w, r, "others")
}

const devicesPath = "/account/devices"

func toDevices(w http.ResponseWriter, r *web.Request, done string) error {
	r.Redirect(w, r.Path(devicesPath)+"?"+url.Values{"done": {done}}.Encode())
	return nil
}
