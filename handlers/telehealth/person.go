package telehealth

import (
	"html/template"

	"televisit/clinic"
	"televisit/handlers/label"
	"televisit/store"
	"televisit/web"
)

// personView is whom a session is with, and when: what its page begins with.
type personView struct {
	Name, Age string
	Time      string // with its day unless that is today
	Visit     string // what kind it is, and with whom
	Facts     []personFact
}

// A personFact is something that tells the patient from others, or what a call with
// them needs.
type personFact struct {
	Icon, Text string
	Dial       template.URL // of a number
	URL        string       // of a page
}

// visitNames are what a session of a modality is called.
var visitNames = map[clinic.Modality]string{clinic.AudioVideo: "Video visit with %s", clinic.AudioOnly: "Phone visit with %s",
	clinic.StoreForward: "Photos or files for %s", clinic.RemoteMonitoring: "Monitoring with %s"}

// viewOfPerson returns whom s is with: patient p, who is nil for a reader who may not
// see patients.
func viewOfPerson(r *web.Request, org *store.Org, s clinic.Session, p *clinic.Patient) personView {
	zone := org.Settings().Zone()
	v := personView{Name: s.PatientName}
	layout := "Mon 2 Jan, 15:04"
	if clinic.DayIn(s.StartsAt, zone) == label.Today(r, org) {
		layout = "15:04"
	}
	v.Time = label.LocalTime(r, s.StartsAt, zone, layout)
	name := visitNames[s.Modality]
	if name == "" {
		name = "Visit with %s"
	}
	v.Visit = r.T(name, s.ProviderName)
	if s.PatientBorn != "" {
		v.Age = label.ShortAge(r, s.PatientBorn, label.Today(r, org))
		v.Facts = append(v.Facts, personFact{Icon: "calendar", Text: r.T("Born %s", r.Day(s.PatientBorn, "2 Jan 2006"))})
	}
	if p != nil {
		v.Facts = append(v.Facts, contactOf(r, org, *p)...)
	}
	return v
}

// contactOf returns how p is reached and spoken with.
func contactOf(r *web.Request, org *store.Org, p clinic.Patient) (all []personFact) {
	if p.Phone != "" {
		all = append(all, personFact{Icon: "phone", Text: label.Phone(org, p.Phone), Dial: label.Dial(p.Phone)})
	}
	if p.GuardianName != "" || p.GuardianPhone != "" {
		all = append(all, personFact{Icon: "users", Text: r.T("Guardian: %s", p.GuardianName)})
	}
	if p.GuardianPhone != "" {
		all = append(all, personFact{Icon: "phone", Text: label.Phone(org, p.GuardianPhone), Dial: label.Dial(p.GuardianPhone)})
	}
	if p.Language != "" {
		all = append(all, personFact{Text: r.T("Speaks %s", clinic.Translatable(label.TextOf(label.Languages, p.Language)))})
	}
	if language := label.Interpreter(r, p); language != "" {
		all = append(all, personFact{Icon: "triangle-alert", Text: r.T("Interpreter: %s", language)})
	}
	return append(all, personFact{Icon: "user", Text: r.T("MRN %s", p.MRN), URL: label.PatientPath(r, p.ID)})
}
