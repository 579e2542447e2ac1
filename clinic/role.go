package clinic

import "slices"

// A Permission is the key of one thing that somebody may do.
type Permission string

// The permissions.
const (
	ViewSessions       Permission = "pm.telehealth_sessions.view"
	CreateSessions     Permission = "pm.telehealth_sessions.create"
	EditSessions       Permission = "pm.telehealth_sessions.edit"
	HostSessions       Permission = "pm.telehealth_sessions.host"
	ApproveSessions    Permission = "pm.telehealth_sessions.approve"
	DeleteSessions     Permission = "pm.telehealth_sessions.delete"
	ExportSessions     Permission = "pm.telehealth_sessions.export"
	AdminPlatforms     Permission = "pm.telehealth_configuration.admin"
	ViewAppointments   Permission = "pm.appointments.view"
	CreateAppointments Permission = "pm.appointments.create"
	EditAppointments   Permission = "pm.appointments.edit"
	OverrideOverlap    Permission = "pm.appointments.override"
	ViewPatients       Permission = "pm.patients.view"
	CreatePatients     Permission = "pm.patients.create"
	EditPatients       Permission = "pm.patients.edit"
	MergePatients      Permission = "pm.patients.merge"
	ViewSettings       Permission = "pm.settings.view"
	ManageSettings     Permission = "pm.settings.manage"
	ManageUsers        Permission = "pf.users.manage"
	ManageRoles        Permission = "pf.roles.manage"
	ViewAudit          Permission = "pf.audit.view"
)

// A Scope says how far a permission reaches.
type Scope int

// The scopes, each wider than the one before it.
const (
	None Scope = iota
	Own        // only what the actor is the provider of
	All
)

// Rights are what one member of one org may do.
type Rights map[Permission]Scope

// May reports whether r grants p at all, be it only for one's own.
func (r Rights) May(p Permission) bool { return r[p] > None }

// ToExport is what somebody needs to take a day or an appointment out of the
// desk: it holds what all of these show.
var ToExport = []Permission{ExportSessions, ViewSessions, ViewAppointments, ViewPatients}

// MayExport reports whether r grants all that is needed to export.
func (r Rights) MayExport() bool {
	return !slices.ContainsFunc(ToExport, func(p Permission) bool { return !r.May(p) })
}

// Bills reports whether the work of r is billing: it takes sessions out of the desk, and
// neither moves them nor looks into the audit trail.
func (r Rights) Bills() bool {
	return r.May(ExportSessions) && !r.May(EditSessions) && !r.May(HostSessions) && !r.May(CreateSessions) && !r.May(ViewAudit)
}

// MayFor reports whether r grants p for a thing that is, or is not, the
// actor's own.
func (r Rights) MayFor(p Permission, own bool) bool {
	return r[p] == All || r[p] == Own && own
}

// Covers reports whether r grants all that other does, and as far.
func (r Rights) Covers(other Rights) bool {
	for p, s := range other {
		if r[p] < s {
			return false
		}
	}
	return true
}

// MayGrant reports whether who holds r may hand other on: nobody hands on more than they hold. Who
// holds all that an administrator does may also grant what is a provider's alone.
func (r Rights) MayGrant(other Rights) bool { return r.Covers(other) || r.Covers(RightsOf(OrgAdmin)) }

// Add widens r by what other grants.
func (r Rights) Add(other Rights) {
	for p, s := range other {
		r[p] = max(r[p], s)
	}
}

// The system roles, seeded in every org.
const (
	OrgAdmin RoleID = "org_admin"
	Manager  RoleID = "manager"
	Provider RoleID = "provider"
	Staff    RoleID = "staff"
	Biller   RoleID = "biller"
	Readonly RoleID = "readonly"
)

// SystemRoles are the roles every org has, in the order they are listed.
var SystemRoles = []RoleID{OrgAdmin, Manager, Provider, Staff, Biller, Readonly}

// policy is who may do what: a row a permission, a column a system role, in
// the order of SystemRoles.
var policy = map[Permission][6]Scope{
	//                  org_admin manager provider staff biller readonly
	ViewSessions:       {All, All, All, All, All, All},
	CreateSessions:     {All, All, All, All, None, None},
	EditSessions:       {All, All, Own, All, None, None},
	HostSessions:       {None, None, Own, None, None, None},
	ApproveSessions:    {All, All, None, None, None, None},
	DeleteSessions:     {All, None, None, None, None, None},
	ExportSessions:     {All, All, None, None, All, All},
	AdminPlatforms:     {All, None, None, None, None, None},
	ViewAppointments:   {All, All, All, All, All, All},
	CreateAppointments: {All, All, All, All, None, None},
	EditAppointments:   {All, All, Own, All, None, None},
	OverrideOverlap:    {All, All, None, None, None, None},
	ViewPatients:       {All, All, All, All, All, All},
	CreatePatients:     {All, All, All, All, None, None},
	EditPatients:       {All, All, All, All, None, None},
	MergePatients:      {All, All, None, None, None, None},
	ViewSettings:       {All, All, None, None, None, None},
	ManageSettings:     {All, None, None, None, None, None},
	ManageUsers:        {All, None, None, None, None, None},
	ManageRoles:        {All, None, None, None, None, None},
	ViewAudit:          {All, None, None, None, None, All},
}

// RightsOf returns what the system roles among roles grant together. Custom
// roles are rows and are added by whoever reads them.
func RightsOf(roles ...RoleID) Rights {
	r := Rights{}
	for column, system := range SystemRoles {
		for _, role := range roles {
			if role != system {
				continue
			}
			for p, scopes := range policy {
				if scopes[column] > None {
					r[p] = max(r[p], scopes[column])
				}
			}
		}
	}
	return r
}

// Known reports whether p is one of Permissions.
func (p Permission) Known() bool { _, known := policy[p]; return known }

// KnowsOwn reports whether p can be granted for one's own alone.
func (p Permission) KnowsOwn() bool { scopes := policy[p]; return slices.Contains(scopes[:], Own) }

// Permissions returns every key the policy knows, in no particular order.
func Permissions() []Permission {
	all := make([]Permission, 0, len(policy))
	for p := range policy {
		all = append(all, p)
	}
	return all
}
