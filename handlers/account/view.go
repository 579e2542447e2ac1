package account

import (
	"net/http"

	"televisit/store"
	"televisit/web"
)

// POST /account/view chooses how the reader looks at a page, which is remembered, and
// goes back there: page is today or sessions, view one of its views.
func (a *Area) chooseView(w http.ResponseWriter, r *web.Request, l store.Login) error {
	page, view := r.PostFormValue("page"), r.PostFormValue("view")
	if err := a.store.UnscopedSetView(r.Context(), l.User, page, view); err != nil {
		return err
	}
	target := web.LocalPath(r.PostFormValue("next"))
	if target == "" {
		target = r.Path("/")
	}
	r.Redirect(w, target)
	return nil
}
