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
func routes(p *pages, g *gate) []route {
	return []route{
		{"GET", "/healthz", public, publicFunc(p.healthz)},
		{"GET", "/readyz", public, publicFunc(g.readyz)},
		{"GET", "/", member, memberFunc(p.home)},
		{"GET", "/today", poll(clinic.ViewSessions), memberFunc(p.pollToday)},
		{"GET", "/login", public, publicFunc(g.loginForm)},
		{"POST", "/login", public, publicFunc(g.signIn)},
		{"POST", "/logout", public, publicFunc(g.signOut)},
		{"GET", "/setup/{token}", public, publicFunc(g.setup)},
		{"POST", "/setup/{token}", public, publicFunc(g.setUp)},
		{"GET", "/orgs", anyone, loginFunc(g.orgs)},
		{"POST", "/orgs", anyone, loginFunc(g.chooseOrg)},
		{"GET", "/account", anyone, loginFunc(g.account)},
		{"POST", "/account/password", anyone, loginFunc(g.changePassword)},
		{"POST", "/account/keys", anyone, loginFunc(g.chooseKeys)},

		{"GET", "/switch", member, memberFunc(p.switcher)},
		{"POST", "/switch", member, memberFunc(p.searchSwitcher)},

		{"GET", "/pm/telehealth", may(clinic.ViewSessions), memberFunc(p.sessions)},
		{"GET", "/pm/telehealth/search", may(clinic.ViewSessions), memberFunc(p.toSessions)},
		{"POST", "/pm/telehealth/search", may(clinic.ViewSessions), memberFunc(p.searchSessions)},
		{"GET", "/pm/telehealth/sessions", poll(clinic.ViewSessions), memberFunc(p.pollSessions)},
		{"POST", "/pm/telehealth/sessions", poll(clinic.ViewSessions), memberFunc(p.pollSessions)},
		{"GET", "/pm/telehealth/sessions/{id}", may(clinic.ViewSessions), memberFunc(p.session)},
		{"GET", "/pm/telehealth/sessions/{id}/status", may(clinic.ViewSessions), memberFunc(p.moveForm)},
		{"POST", "/pm/telehealth/sessions/{id}/status", may(clinic.ViewSessions), memberFunc(p.moveSession)},
		{"POST", "/pm/telehealth/sessions/{id}/consent", may(clinic.EditSessions), memberFunc(p.recordConsent)},
		{"POST", "/pm/telehealth/sessions/{id}/location", may(clinic.EditSessions), memberFunc(p.recordLocation)},
		{"GET", "/pm/telehealth/sessions/{id}/delete", may(clinic.DeleteSessions), memberFunc(p.deleteForm)},
		{"POST", "/pm/telehealth/sessions/{id}/delete", may(clinic.DeleteSessions), memberFunc(p.deleteSession)},
		{"POST", "/pm/telehealth/sessions/{id}/restore", may(clinic.DeleteSessions), memberFunc(p.restoreSession)},

		{"GET", "/pm/patients", may(clinic.ViewPatients), memberFunc(p.patients)},
		{"GET", "/pm/patients/search", may(clinic.ViewPatients), memberFunc(p.toPatients)},
		{"POST", "/pm/patients/search", may(clinic.ViewPatients), memberFunc(p.searchPatients)},
		{"GET", "/pm/patients/new", may(clinic.CreatePatients), memberFunc(p.newPatient)},
		{"POST", "/pm/patients/new", may(clinic.CreatePatients), memberFunc(p.addPatient)},
		{"GET", "/pm/patients/{id}", may(clinic.ViewPatients), memberFunc(p.patient)},
		{"GET", "/pm/patients/{id}/edit", may(clinic.EditPatients), memberFunc(p.editPatient)},
		{"POST", "/pm/patients/{id}/edit", may(clinic.EditPatients), memberFunc(p.changePatient)},

		{"GET", "/pm/appointments", may(clinic.ViewAppointments), memberFunc(p.appointments)},
		{"GET", "/pm/appointments/new", may(clinic.CreateAppointments), memberFunc(p.newAppointment)},
		{"POST", "/pm/appointments/new", may(clinic.CreateAppointments), memberFunc(p.bookAppointment)},
		{"POST", "/pm/appointments/patients", may(clinic.ViewPatients), memberFunc(p.choosePatient)},
		{"GET", "/pm/appointments/{id}/edit", may(clinic.EditAppointments), memberFunc(p.editAppointment)},
		{"POST", "/pm/appointments/{id}/edit", may(clinic.EditAppointments), memberFunc(p.changeAppointment)},
		{"GET", "/pm/appointments/{id}/cancel", may(clinic.EditAppointments), memberFunc(p.cancelForm)},
		{"POST", "/pm/appointments/{id}/cancel", may(clinic.EditAppointments), memberFunc(p.cancelAppointment)},
		{"POST", "/pm/appointments/{id}/session", may(clinic.CreateSessions), memberFunc(p.createSession)},
	}
}
