package demo

import "televisit/clinic"

// Password is everybody's.
const Password = "televisit-demo" // #nosec G101 -- of invented people, for everybody to know

// An Account is one that a person can sign in with.
type Account struct{ Email, Org, Role string }

// A person is a member of a practice.
type person struct {
	at, name string // the address before the @
	roles    []clinic.RoleID
}

// work returns the role in which who is at work: that of a provider who is an
// admin as well is to see patients.
func (who person) work() clinic.RoleID { return who.roles[len(who.roles)-1] }

// A practice is what is invented of one org. No family name of it is one of
// the other's.
type practice struct {
	name, domain, zone, state string
	people                    []person
	patients                  []patient
	families                  []string // of the generated patients
	areaCode                  string
}

var practices = []practice{
	{name: "Northside Family Practice", domain: "northside.example", zone: "America/New_York", state: "NY", areaCode: "212",
		people: northsidePeople, patients: northsidePatients, families: northsideFamilies},
	{name: "Harbor Behavioral Health", domain: "harbor.example", zone: "America/Los_Angeles", state: "CA", areaCode: "415",
		people: harborPeople, patients: harborPatients, families: harborFamilies},
}

// The roles of their own that both practices made; a person has one by its name. Nobody has the
// second any more.
const nightDesk = "Night desk"

var ownRoles = []clinic.RoleDraft{
	{Name: nightDesk, Rights: clinic.Rights{clinic.ViewSessions: clinic.All, clinic.CreateSessions: clinic.All,
		clinic.EditSessions: clinic.All, clinic.ViewAppointments: clinic.All, clinic.CreateAppointments: clinic.All,
		clinic.ViewPatients: clinic.All}},
	{Name: "Visiting specialist", Rights: clinic.Rights{clinic.ViewSessions: clinic.All, clinic.HostSessions: clinic.Own,
		clinic.EditSessions: clinic.Own, clinic.ViewPatients: clinic.All}},
}

// One provider works in both practices: the fourth of each.
const (
	solo     = 3 // index in the office's providers
	soloAt   = "solo@northside.example"
	soloName = "Dr. Amara Castellanos"
)

var northsidePeople = []person{
	{"admin", "Marisol Whitcombe", []clinic.RoleID{clinic.OrgAdmin}},
	{"manager", "Desmond Achterberg", []clinic.RoleID{clinic.Manager}},
	{"provider", "Dr. Priya Ramanathan", []clinic.RoleID{clinic.Provider}},
	{"provider2", "Dr. Tobias Lindqvist", []clinic.RoleID{clinic.Provider}},
	{"provider3", "Dr. Naledi Mokoena", []clinic.RoleID{clinic.Provider}},
	{soloAt, soloName, []clinic.RoleID{clinic.OrgAdmin, clinic.Provider}},
	{"staff", "Kiri Tamahori", []clinic.RoleID{clinic.Staff}},
	{"biller", "Wendell Oyelaran", []clinic.RoleID{clinic.Biller}},
	{"readonly", "Ingrid Saltzmann", []clinic.RoleID{clinic.Readonly}},
	{"nights", "Rosalind Quettner", []clinic.RoleID{nightDesk}},
}

var harborPeople = []person{
	{"admin", "Gideon Farrow", []clinic.RoleID{clinic.OrgAdmin}},
	{"manager", "Leilani Kahale", []clinic.RoleID{clinic.Manager}},
	{"provider", "Dr. Mateo Villaseñor", []clinic.RoleID{clinic.Provider}},
	{"provider2", "Dr. Hannah Birnbaum", []clinic.RoleID{clinic.Provider}},
	{"provider3", "Dr. Joon-ho Baek", []clinic.RoleID{clinic.Provider}},
	{soloAt, soloName, []clinic.RoleID{clinic.Provider}},
	{"staff", "Thandiwe Nkosi", []clinic.RoleID{clinic.Staff}},
	{"biller", "Oskar Wójcik", []clinic.RoleID{clinic.Biller}},
	{"readonly", "Yasmin Tahrani", []clinic.RoleID{clinic.Readonly}},
	{"nights", "Benedikt Aalto", []clinic.RoleID{nightDesk}},
}

// email returns the whole address of who.
func (p practice) email(who person) string {
	if who.at == soloAt {
		return soloAt
	}
	return who.at + "@" + p.domain
}

// Accounts returns everybody who can sign in, org by org; who is a member of
// both stands there twice, and so for each role.
func Accounts() []Account {
	var all []Account
	for _, p := range practices {
		for _, who := range p.people {
			for _, role := range who.roles {
				all = append(all, Account{p.email(who), p.name, string(role)})
			}
		}
	}
	return all
}
