package handlers

import "televisit/clinic"

// A route is one method and path, who may reach it, and what answers: a
// publicFunc, a loginFunc or a memberFunc.
type route struct {
	method, path string
	access       access
	handler      any
}

// routes is every address of the site but its static files.
func routes() []route {
	return []route{
		{"GET", "/healthz", public, publicFunc((*gate).healthz)},
		{"GET", "/readyz", public, publicFunc((*gate).readyz)},
		{"GET", "/", member, memberFunc((*pages).home)},
		{"GET", "/today", poll(clinic.ViewSessions), memberFunc((*pages).pollToday)},
		{"GET", "/login", public, publicFunc((*gate).loginForm)},
		{"POST", "/login", public, publicFunc((*gate).signIn)},
		{"POST", "/logout", public, publicFunc((*gate).signOut)},
		{"GET", "/setup/{token}", public, publicFunc((*gate).setup)},
		{"POST", "/setup/{token}", public, publicFunc((*gate).setUp)},
		{"GET", "/orgs", anyone, loginFunc((*gate).orgs)},
		{"POST", "/orgs", anyone, loginFunc((*gate).chooseOrg)},
		{"GET", "/account", anyone, loginFunc((*gate).account)},
		{"POST", "/account/password", anyone, loginFunc((*gate).changePassword)},
		{"POST", "/account/language", anyone, loginFunc((*gate).chooseLanguage)},
		{"POST", "/account/keys", anyone, loginFunc((*gate).chooseKeys)},

		{"GET", "/styleguide", member, memberFunc((*pages).styleguide)},
		{"GET", "/switch", member, memberFunc((*pages).switcher)},
		{"POST", "/switch", member, memberFunc((*pages).searchSwitcher)},

		{"GET", "/pm/telehealth", may(clinic.ViewSessions), memberFunc((*pages).sessions)},
		{"GET", "/pm/telehealth/search", may(clinic.ViewSessions), memberFunc((*pages).toSessions)},
		{"POST", "/pm/telehealth/search", may(clinic.ViewSessions), memberFunc((*pages).searchSessions)},
		{"GET", "/pm/telehealth/sessions", poll(clinic.ViewSessions), memberFunc((*pages).pollSessions)},
		{"POST", "/pm/telehealth/sessions", poll(clinic.ViewSessions), memberFunc((*pages).pollSessions)},
		{"GET", "/pm/telehealth/sessions/{id}", may(clinic.ViewSessions), memberFunc((*pages).session)},
		{"GET", "/pm/telehealth/sessions/{id}/status", may(clinic.ViewSessions), memberFunc((*pages).moveForm)},
		{"POST", "/pm/telehealth/sessions/{id}/status", may(clinic.ViewSessions), memberFunc((*pages).moveSession)},
		{"POST", "/pm/telehealth/sessions/{id}/consent", may(clinic.EditSessions), memberFunc((*pages).recordConsent)},
		{"POST", "/pm/telehealth/sessions/{id}/location", may(clinic.EditSessions), memberFunc((*pages).recordLocation)},
		{"GET", "/pm/telehealth/sessions/{id}/delete", may(clinic.DeleteSessions), memberFunc((*pages).deleteForm)},
		{"POST", "/pm/telehealth/sessions/{id}/delete", may(clinic.DeleteSessions), memberFunc((*pages).deleteSession)},
		{"POST", "/pm/telehealth/sessions/{id}/restore", may(clinic.DeleteSessions), memberFunc((*pages).restoreSession)},

		{"GET", "/pm/patients", may(clinic.ViewPatients), memberFunc((*pages).patients)},
		{"GET", "/pm/patients/search", may(clinic.ViewPatients), memberFunc((*pages).toPatients)},
		{"POST", "/pm/patients/search", may(clinic.ViewPatients), memberFunc((*pages).searchPatients)},
		{"GET", "/pm/patients/new", may(clinic.CreatePatients), memberFunc((*pages).newPatient)},
		{"POST", "/pm/patients/new", may(clinic.CreatePatients), memberFunc((*pages).addPatient)},
		{"GET", "/pm/patients/{id}", may(clinic.ViewPatients), memberFunc((*pages).patient)},
		{"GET", "/pm/patients/{id}/edit", may(clinic.EditPatients), memberFunc((*pages).editPatient)},
		{"POST", "/pm/patients/{id}/edit", may(clinic.EditPatients), memberFunc((*pages).changePatient)},

		{"GET", "/pm/appointments", may(clinic.ViewAppointments), memberFunc((*pages).appointments)},
		{"GET", "/pm/appointments/new", may(clinic.CreateAppointments), memberFunc((*pages).newAppointment)},
		{"POST", "/pm/appointments/new", may(clinic.CreateAppointments), memberFunc((*pages).bookAppointment)},
		{"POST", "/pm/appointments/patients", may(clinic.ViewPatients), memberFunc((*pages).choosePatient)},
		{"GET", "/pm/appointments/{id}/edit", may(clinic.EditAppointments), memberFunc((*pages).editAppointment)},
		{"POST", "/pm/appointments/{id}/edit", may(clinic.EditAppointments), memberFunc((*pages).changeAppointment)},
		{"GET", "/pm/appointments/{id}/cancel", may(clinic.EditAppointments), memberFunc((*pages).cancelForm)},
		{"POST", "/pm/appointments/{id}/cancel", may(clinic.EditAppointments), memberFunc((*pages).cancelAppointment)},
		{"POST", "/pm/appointments/{id}/session", may(clinic.CreateSessions), memberFunc((*pages).createSession)},
	}
}
