// Package patients has the pages of the patients: the list, one patient, the form
// of a new or a changed one, and the merging of two records.
package patients

import (
	"televisit/clinic"
	"televisit/handlers/route"
)

// Routes returns the addresses of the area.
func Routes() []route.Route {
	return []route.Route{
		route.Get("/pm/patients", route.Member(clinic.ViewPatients, list)),
		route.Get("/pm/patients/search", route.Member(clinic.ViewPatients, backToList)),
		route.Post("/pm/patients/search", route.LookUp(clinic.ViewPatients, search)),
		route.Get("/pm/patients/new", route.Member(clinic.CreatePatients, newPatient)),
		route.Post("/pm/patients/new", route.Member(clinic.CreatePatients, addPatient)),
		route.Get("/pm/patients/{id}", route.Member(clinic.ViewPatients, patient)),
		route.Get("/pm/patients/{id}/edit", route.Member(clinic.EditPatients, editPatient)),
		route.Post("/pm/patients/{id}/edit", route.Member(clinic.EditPatients, changePatient)),
		route.Get("/pm/patients/{id}/merge", route.Member(clinic.MergePatients, merge)),
		route.Post("/pm/patients/{id}/merge", route.Member(clinic.MergePatients, mergePatient)),
		route.Post("/pm/patients/{id}/unmerge", route.Member(clinic.MergePatients, unmergePatient)),
	}
}
