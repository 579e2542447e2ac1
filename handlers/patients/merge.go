package patients

import (
	"net/http"
	"strconv"
	"strings"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
	"televisit/web/ui"
)

// mergeView is where a record is merged into the one of the same person.
type mergeView struct {
	Patient    patientRow
	Version    string
	Action     string // where forms go
	Errors     ui.Summary
	Search     ui.Field
	Candidates []patientRow
	Status     string // how many were found, "" when nothing was looked for
}

// mergeOffered is how many records are offered to be merged into.
const mergeOffered = 20

var mergePage = ui.NewPage[mergeView]("patients/merge-page")

// GET /pm/patients/{id}/merge offers the records that may be the same person's.
func merge(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	return showMerge(w, r, org, http.StatusOK, nil)
}

// POST /pm/patients/{id}/merge merges the record, seen at version, into another
// one, or finds those that q looks for. It is a POST so that what was typed is in
// no address.
func mergePatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	if !r.PostForm.Has("into") {
		if r.PostForm.Has("q") {
			return showMerge(w, r, org, http.StatusOK, nil)
		}
		return showMerge(w, r, org, http.StatusUnprocessableEntity, clinic.FieldErrorf("into", "Choose the record that is to be kept."))
	}
	into := clinic.PatientID(r.PostFormValue("into"))
	err := org.MergePatient(r.Context(), patientID(r), versionOf(r), into)
	if web.IsForm(err) || clinic.KindOf(err) == clinic.Conflict {
		return showMerge(w, r, org, web.StatusOf(err), err)
	}
	if err != nil {
		return err
	}
	return toPatient(w, r, into)
}

// POST /pm/patients/{id}/unmerge takes a merge back.
func unmergePatient(w http.ResponseWriter, r *web.Request, org *store.Org) error {
	id := patientID(r)
	err := org.UnmergePatient(r.Context(), id, versionOf(r))
	if web.IsForm(err) || clinic.KindOf(err) == clinic.Conflict {
		return showPatient(w, r, org, id, err)
	}
	if err != nil {
		return err
	}
	return toPatient(w, r, id)
}

// versionOf returns the version that a form has seen; without one, no version is
// the right one.
func versionOf(r *web.Request) int64 {
	n, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	return n
}

func showMerge(w http.ResponseWriter, r *web.Request, org *store.Org, code int, cause error) error {
	v, err := org.Patient(r.Context(), patientID(r))
	if err != nil {
		return err
	}
	if v.MergedInto != "" { // there is nothing more to merge
		return toPatient(w, r, v.ID)
	}
	org.NoteRead(r.Context(), "patient", string(v.ID))
	search, today := strings.TrimSpace(r.PostFormValue("q")), label.Today(r, org)
	view := mergeView{Patient: rowOf(r, org, v, today), Version: strconv.FormatInt(v.Version, 10),
		Action: label.PatientPath(r, v.ID) + "/merge", Errors: r.SummaryOf(cause),
		Search: ui.Field{Name: "q", Label: r.T("Search"), Type: "search", Value: search,
			Placeholder: r.T("Name, MRN, phone or date of birth"), Autocomplete: "off"}}
	wanted := search
	if wanted == "" { // who was born on the same day may be the same
		wanted = string(v.Born)
	}
	found, err := org.Patients(r.Context(), store.PatientFilter{Search: wanted, Locale: r.Lang(), Limit: mergeOffered})
	if err != nil {
		return err
	}
	for _, other := range found.Rows {
		if other.ID != v.ID {
			view.Candidates = append(view.Candidates, rowOf(r, org, other, today))
		}
	}
	if search != "" {
		view.Status = r.N("%d patients found", len(view.Candidates))
	}
	return mergePage.Render(w, r.Views, code, r.Frame(r.T("Merge patients"), label.Patients), view)
}
