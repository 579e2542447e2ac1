package demo

import (
	"cmp"
	"math/rand/v2"
	"time"

	"televisit/clinic"
	"televisit/demo/load"
	"televisit/store"
)

// An office is one org of the demo while it is filled.
type office struct {
	practice
	*seeder
	org       *load.Org
	rng       *rand.Rand
	zone      *time.Location
	ownRoles  map[clinic.RoleID]clinic.RoleID // by their names
	users     map[string]clinic.UserID        // by the address before the @
	providers []clinic.UserID                 // who sees patients
	platforms map[string]clinic.Platform      // by name
	onFile    []clinic.PatientID              // the handwritten patients, then the generated ones
	turn      int                             // of the handwritten patients
}

// morePlatforms are what both practices use besides what every org begins with.
var morePlatforms = []clinic.Platform{
	{Name: jitsi, Kind: clinic.LinkJitsi, Endpoint: "https://meet.televisit.example", AppID: "televisit", Active: true},
	{Name: photos, Kind: clinic.LinkNone, Modality: clinic.StoreForward, Active: true},
	{Name: readings, Kind: clinic.LinkNone, Modality: clinic.RemoteMonitoring, Active: true},
	{Name: group, Kind: clinic.LinkURL, Endpoint: "https://groups.televisit.example/room/harbor-light", Active: true},
	{Name: former, Kind: clinic.LinkTemplate, Endpoint: "https://old-bridge.example/{session_id}"},
}

// consentText is what the practices made of the text that they began with, some time ago.
const (
	consentAge  = 3 * 24 * time.Hour
	consentText = `We are going to meet by video or by telephone today, not in the office.

The connection is protected, but it can fail. If it does, we call you on the number that we have on file.
We cannot examine you as in the office. If that turns out to be needed, we find a time for you to come in.
Please say where you are right now: if something happens, we send help there. In an emergency, call 911.
We record neither sound nor pictures. What we talk about goes into your record, and the visit is charged like any other.
You may say no at any time and be seen in person instead, without any disadvantage.

Do you agree to be seen this way?`
)

// officeAge is how long ago the practices began.
const officeAge = 6 * 365 * 24 * time.Hour

// openOffice makes the org of p with its people, platforms and patients.
func (s *seeder) openOffice(p practice) error {
	org, err := s.loader.AddOrg(p.name, p.zone, s.now.Add(-officeAge))
	if err != nil {
		return err
	}
	if err := org.MarkDemo(); err != nil {
		return err
	}
	zone, err := time.LoadLocation(p.zone)
	if err != nil {
		return err
	}
	// #nosec G404 -- an invented practice, each time the same
	o := &office{practice: p, seeder: s, org: org, zone: zone, rng: rand.New(rand.NewPCG(7, uint64(len(s.offices)))),
		ownRoles: map[clinic.RoleID]clinic.RoleID{}, users: map[string]clinic.UserID{}, platforms: map[string]clinic.Platform{}}
	s.offices = append(s.offices, o)
	for _, role := range ownRoles {
		id, err := org.AddRole(role)
		if err != nil {
			return err
		}
		o.ownRoles[clinic.RoleID(role.Name)] = id
	}
	if err := o.addRules(); err != nil {
		return err
	}
	for _, who := range p.people {
		if err := o.addPerson(who); err != nil {
			return err
		}
	}
	if err := org.AddConsentText("en", consentText, o.users["admin"], s.now.Add(-consentAge)); err != nil {
		return err
	}
	if err := o.addPlatforms(); err != nil {
		return err
	}
	for _, who := range p.patients {
		if err := o.addPatient(who); err != nil {
			return err
		}
	}
	return nil
}

// addPlatforms makes the further platforms, and what only some of them have: a secret,
// a room of a provider's own, and that it is the usual one.
func (o *office) addPlatforms() error {
	for _, platform := range morePlatforms {
		if _, err := o.org.AddPlatform(platform); err != nil {
			return err
		}
	}
	for _, platform := range o.org.Platforms() {
		o.platforms[platform.Name] = platform
	}
	if err := o.org.PutSecret(o.platforms[jitsi].ID, "the secret of a server that is not there"); err != nil {
		return err
	}
	if err := o.org.MakeUsual(o.platforms[video].ID); err != nil {
		return err
	}
	return o.org.PutProviderRoom(o.platforms[room].ID, store.ProviderRoom{Provider: o.providers[0],
		Endpoint: "https://video.example/own-room"})
}

// moreRules are billing rules besides those that every org begins with: one is over, one
// is still to come.
var moreRules = []clinic.BillingRule{
	{PayerClass: "commercial", OrgKind: "practice", Modality: clinic.AudioOnly, PatientAt: "any", POS: "02", Modifier: "GT",
		From: "2020-03-01", To: "2023-05-11", Note: "During the public health emergency", Source: "Letters of the payers"},
	{PayerClass: "other", OrgKind: "practice", Modality: clinic.StoreForward, PatientAt: "any", POS: "02", Modifier: "GQ",
		From: "2099-01-01", Note: "Announced", Source: "The payer’s bulletin"},
}

// addRules adds moreRules. The second practice is a rural health clinic, which Medicare
// pays for video by rules that are not among those of the desk.
func (o *office) addRules() error {
	for _, r := range moreRules {
		if err := o.org.AddBillingRule(r); err != nil {
			return err
		}
	}
	if o.isFirst() {
		return nil
	}
	return o.org.SetKind("rhc")
}

// isFirst reports whether o is the first of the offices.
func (o *office) isFirst() bool { return o.offices[0] == o }

// addPerson makes who a member.
func (o *office) addPerson(who person) error {
	m := store.NewMember{Name: who.name, Email: o.email(who), Password: Password}
	for _, role := range who.roles {
		m.Roles = append(m.Roles, cmp.Or(o.ownRoles[role], role))
	}
	id, err := o.org.AddMember(m)
	o.users[who.at] = id
	if who.work() == clinic.Provider {
		o.providers = append(o.providers, id)
	}
	if err != nil {
		return err
	}
	late := time.Duration(len(o.users)) * 7 * time.Minute
	o.org.SignIns(id, o.now.Add(-25*time.Hour+late), o.now.Add(-3*time.Hour+late))
	return nil
}

// addPatient puts who on file.
func (o *office) addPatient(who patient) error {
	id, err := o.org.AddPatient(o.record(who, len(o.onFile)))
	o.onFile = append(o.onFile, id)
	return err
}

// nextPatient returns the handwritten patients in turn.
func (o *office) nextPatient() clinic.PatientID {
	o.turn++
	return o.onFile[o.turn%len(o.patients)]
}

// anyPatient returns one of all on file.
func (o *office) anyPatient() clinic.PatientID { return o.onFile[o.rng.IntN(len(o.onFile))] }
