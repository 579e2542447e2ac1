package demo

import (
	"math/rand/v2"
	"time"

	"televisit/clinic"
	"televisit/demo/load"
	"televisit/store"
)

// An office is one org of the demo while it is furnished.
type office struct {
	practice
	*load.Org
	*seed
	rng       *rand.Rand
	zone      *time.Location
	by        map[string]clinic.UserID // by the address before the @
	lanes     []clinic.UserID          // who sees patients
	on        map[string]clinic.Platform
	known     []clinic.PatientID
	plan      []visit
	nextKnown int
}

// platforms are what both practices use besides what every org begins with.
var platforms = []clinic.Platform{
	{Name: "Own Jitsi server", Kind: clinic.LinkJitsi, Endpoint: "https://meet.televisit.example", Active: true},
	{Name: "Photo review", Kind: clinic.LinkNone, Modality: clinic.StoreForward, Active: true},
	{Name: "Home readings", Kind: clinic.LinkNone, Modality: clinic.RemoteMonitoring, Active: true},
	{Name: "Group room", Kind: clinic.LinkURL, Endpoint: "https://groups.televisit.example/room/harbor-light", Active: true},
	{Name: "Former video bridge", Kind: clinic.LinkTemplate, Endpoint: "https://old-bridge.example/{session_id}"},
}

// since is how long ago the practices began.
const since = 6 * 365 * 24 * time.Hour

// open makes the org of p with its people, platforms and patients.
func (s *seed) open(p practice) error {
	o, err := s.load.AddOrg(p.name, p.zone, s.now.Add(-since))
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(p.zone)
	if err != nil {
		return err
	}
	f := &office{practice: p, Org: o, seed: s, zone: zone, rng: rand.New(rand.NewPCG(7, uint64(len(s.orgs)))),
		by: map[string]clinic.UserID{}, on: map[string]clinic.Platform{}}
	s.orgs = append(s.orgs, f)
	for _, who := range p.people {
		if err := f.hire(who); err != nil {
			return err
		}
	}
	for _, platform := range platforms {
		if _, err := f.AddPlatform(platform); err != nil {
			return err
		}
	}
	for _, platform := range f.Platforms() {
		f.on[platform.Name] = platform
	}
	for _, who := range p.patients {
		if err := f.register(who); err != nil {
			return err
		}
	}
	return nil
}

// hire makes who a member.
func (f *office) hire(who person) error {
	id, err := f.AddMember(store.NewMember{Name: who.name, Email: f.email(who), Password: Password, Roles: who.roles})
	f.by[who.at] = id
	if who.roles[len(who.roles)-1] == clinic.Provider {
		f.lanes = append(f.lanes, id)
	}
	return err
}

// register makes who a patient.
func (f *office) register(who patient) error {
	id, err := f.AddPatient(f.record(who, len(f.known)))
	f.known = append(f.known, id)
	return err
}

// someone returns the handmade patients in turn.
func (f *office) someone() clinic.PatientID {
	f.nextKnown++
	return f.known[f.nextKnown%len(f.patients)]
}
