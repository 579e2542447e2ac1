// Package appointments has the day of the practice, and the forms that book, change
// and cancel an appointment.
package appointments

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get("/pm/appointments", route.Member(clinic.ViewAppointments, day)),
		route.Get("/pm/appointments/sheet", route.Member(clinic.ExportSessions, daySheet)),
		route.Get("/pm/appointments/sheet.csv", route.Member(clinic.ExportSessions, dayCSV)),
		route.Get("/pm/appointments/new", route.Member(clinic.CreateAppointments, newAppointment)),
		route.Post("/pm/appointments/new", route.Member(clinic.CreateAppointments, bookAppointment)),
		route.Post("/pm/appointments/patients", route.Typing(clinic.ViewPatients, "find", choosePatient)),
		route.Post("/pm/appointments/free", route.Typing(clinic.ViewAppointments, "find", freeTimes)),
		route.Get("/pm/appointments/{id}/edit", route.Member(clinic.EditAppointments, editAppointment)),
		route.Post("/pm/appointments/{id}/edit", route.Member(clinic.EditAppointments, changeAppointment)),
		route.Get("/pm/appointments/{id}/calendar.ics", route.Member(clinic.ExportSessions, calendarFile)),
		route.Get("/pm/appointments/{id}/cancel", route.Member(clinic.EditAppointments, cancelForm)),
		route.Post("/pm/appointments/{id}/cancel", route.Member(clinic.EditAppointments, cancelAppointment)),
		route.Post("/pm/appointments/{id}/session", route.Member(clinic.CreateSessions, createSession)),
	}
}
