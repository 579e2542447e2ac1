package account

import (
	"net/http"

	"televisit/clinic"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// clockChoice offers the clocks that times are read by.
func clockChoice(r *web.Request, chosen clinic.Clock, cause error) ui.Choice {
	return ui.Choice{Name: "clock", Label: r.T("Times of day"), Error: r.MessageFor(cause, "clock"), Options: []ui.Option{
		{Text: r.T("As the practice has it"), Selected: !chosen.Chosen()},
		{Value: string(clinic.TwelveHours), Text: r.T("12 hours, as 5:30 PM"), Selected: chosen == clinic.TwelveHours},
		{Value: string(clinic.AllHours), Text: r.T("24 hours, as 17:30"), Selected: chosen == clinic.AllHours}}}
}

// POST /account/clock chooses the clock that the reader's times are shown by, or
// none.
func (a *Area) chooseClock(w http.ResponseWriter, r *web.Request, l store.Login) error {
	clock := clinic.Clock(r.PostFormValue("clock"))
	if !r.PostForm.Has("clock") || clock != "" && !clock.Chosen() {
		return a.showAccount(w, r, l, http.StatusUnprocessableEntity, clinic.FieldErrorf("clock", "Choose a clock from the list."))
	}
	if err := a.store.UnscopedSetClock(r.Context(), l.User, clock); err != nil {
		return err
	}
	toAccount(w, r, "clock")
	return nil
}
