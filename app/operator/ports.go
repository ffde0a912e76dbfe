package operator

import (
	"context"
	"time"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/secret"
)

// Store keeps operators, sign-ins and links. Each method is one transaction, in
// which the act it is given is recorded as well; acts about an operator or link
// named by id get their Subject from the store. A method that finds another state
// than the caller saw is a fault.Conflict and changes nothing.
type Store interface {
	// Operator returns an operator by id; fault.NotFound.
	Operator(ctx context.Context, id string) (Operator, error)
	// ByEmail returns the operator with this mailbox; fault.NotFound.
	ByEmail(ctx context.Context, email address.Address) (Operator, error)
	// Operators returns all operators by e-mail address.
	Operators(ctx context.Context) ([]Operator, error)
	// Recovery returns the hashes of an operator's unused recovery codes.
	Recovery(ctx context.Context, operatorID string) ([][]byte, error)

	// SetRole gives a role, ends the operator's sign-ins and withdraws the links
	// that the operator has issued. fault.Conflict when no
	// other active admin who can sign in would remain. The role an operator has
	// already changes nothing.
	SetRole(ctx context.Context, operatorID string, role Role, act audit.Act, now time.Time) error
	// Disable takes an account out of use, ends its sign-ins and withdraws its
	// links, also those that the operator has issued. fault.Conflict as for SetRole, and when it is disabled already.
	Disable(ctx context.Context, operatorID string, act audit.Act, now time.Time) error
	// Enable puts it into use again; fault.Conflict when it is.
	Enable(ctx context.Context, operatorID string, act audit.Act, now time.Time) error
	// SetLanguage changes the language of the operator's pages.
	SetLanguage(ctx context.Context, operatorID, language string) error
	// ChangePassword: see PasswordChange.
	ChangePassword(ctx context.Context, change PasswordChange) error
	// RenewRecovery: see RecoveryRenewal.
	RenewRecovery(ctx context.Context, renewal RecoveryRenewal) error
	// Reseal replaces a sealed factor by the same, sealed anew, if it is still the
	// one that was read.
	Reseal(ctx context.Context, operatorID string, before, after []byte) error

	SignIns
	Enrolments
}

// SignIns keeps who is signed in.
type SignIns interface {
	// Enter begins a sign-in: see Entrance.
	Enter(ctx context.Context, e Entrance) error
	// Refuse records a sign-in that was refused, and changes nothing else.
	Refuse(ctx context.Context, act audit.Act, now time.Time) error
	// SignIn returns a sign-in and its operator; fault.NotFound.
	SignIn(ctx context.Context, id string) (SignIn, Operator, error)
	// SignInsOf returns an operator's sign-ins, the one seen last first.
	SignInsOf(ctx context.Context, operatorID string) ([]SignIn, error)
	// Touch notes a request.
	Touch(ctx context.Context, id string, now time.Time) error
	// Leave ends one of an operator's sign-ins; fault.NotFound when it is not
	// theirs or has ended.
	Leave(ctx context.Context, operatorID, id string, act audit.Act, now time.Time) error
	// LeaveOthers ends all of an operator's sign-ins but one.
	LeaveOthers(ctx context.Context, operatorID, keep string, act audit.Act, now time.Time) error
}

// Enrolments keeps links.
type Enrolments interface {
	// Issue: see Issue.
	Issue(ctx context.Context, i Issue) error
	// Enrolment returns the link whose token has this hash; fault.NotFound.
	Enrolment(ctx context.Context, tokenHash []byte) (Enrolment, error)
	// OpenEnrolments returns the links that can still be used, the newest first.
	OpenEnrolments(ctx context.Context, now time.Time) ([]Enrolment, error)
	// Withdraw ends an open link; fault.NotFound when it is not open.
	Withdraw(ctx context.Context, id string, act audit.Act, now time.Time) error
	// Complete uses a link up: see Completion.
	Complete(ctx context.Context, c Completion) error
}

// Proof is the code that an action uses up in its transaction: the step of the
// operator's factor, which has to come after the one used last, or else the hash
// of a recovery code, which is deleted. An action whose code was used meanwhile
// is a fault.Conflict and leaves nothing behind.
type Proof struct {
	Step     int64
	Recovery []byte
	Left     int // recovery codes that remain after this one
}

// Entrance begins a sign-in for the operator as the caller loaded it: disabled,
// or with another password or factor meanwhile, it is a fault.Conflict. The
// store also forgets sign-ins that are over, and the one Replaced.
type Entrance struct {
	Operator Operator
	Proof    Proof
	SignIn   SignIn
	Replaced string // id of the browser's earlier sign-in, "" without one
	Acts     []audit.Act
	Now      time.Time
}

// PasswordChange replaces the password of the operator as the caller loaded it,
// fault.Conflict otherwise, ends all sign-ins but Keep, and withdraws the links
// that the operator has issued.
type PasswordChange struct {
	Operator Operator
	Hash     secret.Text
	Keep     string
	Act      audit.Act
	Now      time.Time
}

// RecoveryRenewal replaces the recovery codes of an operator.
type RecoveryRenewal struct {
	Operator Operator
	Proof    Proof
	Hashes   [][]byte
	Acts     []audit.Act
	Now      time.Time
}

// Issue stores a link and withdraws the open ones for the same mailbox. A
// fault.Conflict: an invitation for a mailbox that has an account, any other link
// for an account that is disabled, or that lacks what the link would ask for.
// Reset voids what the link is to replace, ends the operator's sign-ins and
// withdraws the links that the operator has issued.
type Issue struct {
	Enrolment Enrolment
	Reset     bool
	Act       audit.Act
	Now       time.Time
}

// Completion uses a link up, fault.Expired when it is not open any more.
//
// Operator is the account as it becomes. An invitation inserts it, fault.Conflict
// when the mailbox has an account; any other link updates it if it is still as in
// Before and not disabled, fault.Conflict otherwise. Recovery replaces the
// recovery codes unless it is nil. All sign-ins end, and SignIn begins.
type Completion struct {
	Enrolment Enrolment
	Before    Operator // the zero value for an invitation
	Operator  Operator
	Proof     Proof // for a new password: the code of Before
	Recovery  [][]byte
	SignIn    SignIn
	Acts      []audit.Act
	Now       time.Time
}

// Vault seals and opens. context binds a ciphertext to its place.
type Vault interface {
	Seal(plain secret.Text, context string) ([]byte, error)
	Open(sealed []byte, context string) (secret.Text, error)
}
