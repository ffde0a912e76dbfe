package operator

import (
	"context"

	"github.com/google/uuid"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Invite issues a link that makes an account with a role. Errors: fault.Invalid
// with the controls "email" and "role"; a mailbox that has an account is one.
func (a *Accounts) Invite(ctx context.Context, by audit.Actor, email, role string) (Enrolment, secret.Text, error) {
	var fields fault.Fields
	parsed, err := address.Parse(email)
	if err != nil {
		fields.Reject("email", fault.MessageOf(err).Key, nil)
	}
	given, err := ParseRole(role)
	if err != nil {
		fields.Reject("role", fault.MessageOf(err).Key, nil)
	}
	if err := fields.Err(); err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	e, token, err := a.issue(ctx, by, Enrolment{Kind: Invitation, Email: parsed.String(), Role: given}, false)
	if fault.MessageOf(err).Key == "fault.operator.exists" {
		return Enrolment{}, secret.Text{}, wrong("email", "fault.operator.exists")
	}
	return e, token, err
}

// Reset voids an operator's second factor (NewFactor) or password (NewPassword),
// ends the operator's sign-ins and issues the link that sets it anew. Errors:
// fault.NotFound; fault.Conflict when the account is disabled, or has lost the
// other one as well: then only the shell can help.
func (a *Accounts) Reset(ctx context.Context, by audit.Actor, operatorID string, kind Kind) (Enrolment, secret.Text, error) {
	if kind != NewFactor && kind != NewPassword {
		return Enrolment{}, secret.Text{}, fault.New(fault.NotFound, "fault.not_found")
	}
	o, err := a.Store.Operator(ctx, operatorID)
	if err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	return a.issue(ctx, by, Enrolment{Kind: kind, OperatorID: o.ID, Email: o.Email, Role: o.Role}, true)
}

// Admit is what the shell does with an e-mail address: it invites, or, when the
// mailbox has an account, issues a link that renews password and second factor.
// Until that is used, the present ones work. Whoever can call it holds the
// database anyway.
func (a *Accounts) Admit(ctx context.Context, email, role string) (Enrolment, secret.Text, error) {
	parsed, err := address.Parse(email)
	if err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	given, err := ParseRole(role)
	if err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	o, err := a.Store.ByEmail(ctx, parsed)
	switch {
	case fault.Is(err, fault.NotFound):
		return a.issue(ctx, audit.Shell(), Enrolment{Kind: Invitation, Email: parsed.String(), Role: given}, false)
	case err != nil:
		return Enrolment{}, secret.Text{}, err
	}
	return a.issue(ctx, audit.Shell(), Enrolment{Kind: Renewal, OperatorID: o.ID, Email: o.Email, Role: o.Role}, false)
}

// issue stores a link and returns its token, which nobody can find again.
func (a *Accounts) issue(ctx context.Context, by audit.Actor, e Enrolment, reset bool) (Enrolment, secret.Text, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	now := a.Now()
	token, hash := secret.NewToken()
	e.ID, e.TokenHash, e.IssuedBy = id.String(), hash, by.Name
	e.IssuedAt, e.ExpiresAt = now, now.Add(EnrolmentLife)
	act := audit.Act{Actor: by, Subject: e.Email, Details: map[string]string{"until": audit.Time(e.ExpiresAt)}}
	if e.Kind == Invitation {
		act.Action, act.Details["role"] = audit.OperatorInvited, string(e.Role)
	} else {
		act.Action, act.Details["credential"] = audit.OperatorReset, e.Kind.credential()
	}
	if err := a.Store.Issue(ctx, Issue{Enrolment: e, Reset: reset, Act: act, Now: now}); err != nil {
		return Enrolment{}, secret.Text{}, err
	}
	return e, token, nil
}

// Withdraw ends a link that was not used; fault.NotFound when it is not open.
func (a *Accounts) Withdraw(ctx context.Context, by audit.Actor, enrolmentID string) error {
	return a.Store.Withdraw(ctx, enrolmentID, audit.Act{Actor: by, Action: audit.InvitationWithdrawn}, a.Now())
}

// SetRole gives an operator another role and ends the operator's sign-ins.
// Errors: fault.Invalid, fault.NotFound; fault.Conflict for the last admin.
func (a *Accounts) SetRole(ctx context.Context, by audit.Actor, operatorID, role string) error {
	given, err := ParseRole(role)
	if err != nil {
		return err
	}
	return a.Store.SetRole(ctx, operatorID, given, audit.Act{Actor: by, Action: audit.RoleChanged}, a.Now())
}

// Disable takes an account out of use, at once. Errors: fault.NotFound;
// fault.Conflict for the last admin, and when it is disabled already.
func (a *Accounts) Disable(ctx context.Context, by audit.Actor, operatorID string) error {
	return a.Store.Disable(ctx, operatorID, audit.Act{Actor: by, Action: audit.OperatorDisabled}, a.Now())
}

// Enable puts an account into use again. Errors: fault.NotFound; fault.Conflict
// when it is in use.
func (a *Accounts) Enable(ctx context.Context, by audit.Actor, operatorID string) error {
	return a.Store.Enable(ctx, operatorID, audit.Act{Actor: by, Action: audit.OperatorEnabled}, a.Now())
}
