package appointments

import (
	"net/http"
	"time"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

type (
	// freeView is the day of the provider beside the form.
	freeView struct {
		Heading string // whose day, and which; "" before both are chosen
		Free    []freeSlot
		Taken   []takenTime
	}
	freeSlot  struct{ Value, Text string }
	takenTime struct{ Time, Patient string }
)

var freePart = ui.NewPart[freeView]("appointments/free")

// usualLength is how long a visit is when nobody says.
const usualLength = 30 * time.Minute

// POST /pm/appointments/free answers the day of the provider for the form that was
// sent: what is booked, and when there is time for the visit.
func freeTimes(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	view, err := freeOf(r, org, readBooking(r), "")
	if err != nil {
		return err
	}
	return freePart.Render(w, r.Views, http.StatusOK, view)
}

// freeOf returns the day that f asks for, without the appointment that it changes.
func freeOf(r *web.Request, org *store.Org, f bookingForm, except clinic.AppointmentID) (v freeView, err error) {
	day, unread := clinic.ParseDay(f.Day)
	if unread != nil || f.Provider == "" {
		return v, nil
	}
	zone := org.Settings().Zone()
	from, to := day.Bounds(zone)
	all, err := org.AppointmentsOf(r.Context(), clinic.UserID(f.Provider), from, to)
	if err != nil {
		return v, err
	}
	v.Heading = r.Day(day, label.FullDay)
	var taken []clinic.Span
	for _, a := range all {
		if a.ID != except {
			taken = append(taken, a.Span())
			v.Taken = append(v.Taken, takenTime{label.Hours(r, a.Span(), zone), a.PatientName})
		}
	}
	length := f.length(zone)
	for _, at := range day.FreeSlots(taken, length, org.Settings(), r.Now()) {
		v.Free = append(v.Free, freeSlot{at.Format("15:04"), label.LocalTime(r, at, zone, "15:04")})
	}
	return v, nil
}

// length returns how long f is to last, as usual when that cannot be told.
func (f bookingForm) length(zone *time.Location) time.Duration {
	span, err := f.span(zone)
	if err != nil || span.Length() <= 0 {
		return usualLength
	}
	return span.Length()
}

// takeSlot puts a free time that was pressed into f: its start, and as long as f was.
func (f *bookingForm) takeSlot(starts string, zone *time.Location) {
	day, err := clinic.ParseDay(f.Day)
	if err != nil {
		return
	}
	at, err := day.At(starts, zone)
	if err != nil {
		return
	}
	f.setHours(clinic.Span{Start: at, End: at.Add(f.length(zone))}, zone)
}
