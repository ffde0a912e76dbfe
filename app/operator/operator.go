package operator

import (
	"time"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/secret"
)

// Operator is a person with an account.
type Operator struct {
	ID           string // UUIDv7
	Email        string // as address.Parse returns it; one account for each mailbox
	Name         string
	Role         Role
	Language     string      // of the interface
	PasswordHash secret.Text // empty once it was reset
	Factor       []byte      // sealed TOTP secret, nil once it was reset
	FactorStep   int64       // the TOTP time step used last: no earlier one works any more
	CreatedAt    time.Time
	SignedInAt   time.Time // last, zero before the first time
	DisabledAt   time.Time // zero while the account may be used
}

// Disabled reports whether an admin has taken the account out of use.
func (o Operator) Disabled() bool { return !o.DisabledAt.IsZero() }

// Complete reports whether both password and second factor are set. After a
// reset one is missing until its link was used.
func (o Operator) Complete() bool { return !o.PasswordHash.Empty() && o.Factor != nil }

// May reports whether the operator has a permission.
func (o Operator) May(p Permission) bool { return !o.Disabled() && o.Role.May(p) }

// Actor is the operator in the audit log.
func (o Operator) Actor() audit.Actor { return audit.Actor{ID: o.ID, Name: o.Email} }

// about is what an attacker who knows the operator would try in a password.
func (o Operator) about() []string { return []string{o.Email, o.Name} }

// factorPlace binds the sealed factor to its account.
func factorPlace(operatorID string) string { return "operator/" + operatorID + "/factor" }
