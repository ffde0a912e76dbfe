package operator

import (
	"slices"

	"emailcampaigns/app/fault"
)

// Role is what an operator was made.
type Role string

// The roles.
const (
	Admin    Role = "admin"
	Editor   Role = "editor"
	Reviewer Role = "reviewer"
	Viewer   Role = "viewer"
)

// Roles returns all roles, the most powerful first.
func Roles() []Role { return []Role{Admin, Editor, Reviewer, Viewer} }

// Permission is something an operator may or may not do.
type Permission string

// The permissions.
const (
	View   Permission = "view"   // see dashboard, campaigns, revisions, recipients
	Own    Permission = "own"    // one's own account: password, sign-ins, recovery codes, language
	Edit   Permission = "edit"   // create, duplicate, edit, submit, withdraw, archive; preview links
	Review Permission = "review" // approve, reject
	Run    Permission = "run"    // publish, schedule, pause, resume, close
	Test   Permission = "test"   // send a test to oneself
	Stop   Permission = "stop"   // press the switch that stops all sending
	Resume Permission = "resume" // lift it
	Log    Permission = "log"    // read and export the audit log
	Manage Permission = "manage" // operators, invitations, roles, resets
)

// granted says who may do what. README.md shows the same table.
var granted = map[Permission][]Role{
	View:   {Admin, Editor, Reviewer, Viewer},
	Own:    {Admin, Editor, Reviewer, Viewer},
	Edit:   {Admin, Editor},
	Review: {Admin, Reviewer},
	Run:    {Admin, Editor},
	Test:   {Admin, Editor, Reviewer},
	Stop:   {Admin, Editor, Reviewer},
	Resume: {Admin},
	Log:    {Admin, Reviewer},
	Manage: {Admin},
}

// Permissions returns all permissions, the widest first.
func Permissions() []Permission {
	return []Permission{View, Own, Edit, Review, Run, Test, Stop, Resume, Log, Manage}
}

// Known reports whether the permission is in the table.
func (p Permission) Known() bool { return granted[p] != nil }

// May reports whether the role has a permission. An unknown role or permission
// has none.
func (r Role) May(p Permission) bool { return slices.Contains(granted[p], r) }

// ParseRole reads a role; anything else is a fault.Invalid.
func ParseRole(s string) (Role, error) {
	if r := Role(s); slices.Contains(Roles(), r) {
		return r, nil
	}
	return "", fault.New(fault.Invalid, "fault.role")
}
