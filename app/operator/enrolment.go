package operator

import (
	"time"

	"emailcampaigns/app/fault"
)

// EnrolmentLife is how long a link works.
const EnrolmentLife = 24 * time.Hour

// EnrolmentKept is how long after that a link still says what became of it,
// instead of being unknown.
const EnrolmentKept = 30 * 24 * time.Hour

// Kind is what a link is for.
type Kind string

// The kinds of links.
const (
	Invitation  Kind = "invitation"   // makes an account
	NewFactor   Kind = "new_factor"   // replaces a lost second factor; asks for the password
	NewPassword Kind = "new_password" // replaces a lost password; asks for a code
	Renewal     Kind = "renewal"      // replaces both; only the shell issues it
)

// SetsPassword reports whether whoever opens the link chooses a password.
func (k Kind) SetsPassword() bool { return k != NewFactor }

// SetsFactor reports whether whoever opens the link enrols an authenticator.
func (k Kind) SetsFactor() bool { return k != NewPassword }

// credential names in the audit log what a link replaces.
func (k Kind) credential() string {
	switch k {
	case NewFactor:
		return "factor"
	case NewPassword:
		return "password"
	}
	return "both"
}

// Enrolment is a link by which a person sets up an account, or a part of it,
// once.
type Enrolment struct {
	ID          string // UUIDv7
	Kind        Kind
	TokenHash   []byte // SHA-256 of the link's token
	OperatorID  string // "" for an invitation
	Email       string // whom it is for
	Role        Role   // that an invitation gives
	IssuedBy    string // the audit name of who issued it
	IssuedAt    time.Time
	ExpiresAt   time.Time
	UsedAt      time.Time // zero while it was not used
	WithdrawnAt time.Time // zero unless it was withdrawn or replaced
}

// Open refuses a link that was used or withdrawn, or whose time is over, with a
// fault.Expired that says which.
func (e Enrolment) Open(now time.Time) error {
	switch {
	case !e.UsedAt.IsZero():
		return fault.New(fault.Expired, "fault.enrolment.used")
	case !e.WithdrawnAt.IsZero():
		return fault.New(fault.Expired, "fault.enrolment.withdrawn")
	case !now.Before(e.ExpiresAt):
		return fault.New(fault.Expired, "fault.enrolment.expired")
	}
	return nil
}
