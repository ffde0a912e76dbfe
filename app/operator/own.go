package operator

import (
	"context"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// SignOut ends the browser's own sign-in.
func (a *Accounts) SignOut(ctx context.Context, o Operator, s SignIn) error {
	err := a.Store.Leave(ctx, o.ID, s.ID, leaving(o, audit.SignedOut, s.ID), a.Now())
	if fault.Is(err, fault.NotFound) { // it has ended already
		return nil
	}
	return err
}

// SignIns returns the operator's sign-ins that still count, the one seen last
// first.
func (a *Accounts) SignIns(ctx context.Context, o Operator) ([]SignIn, error) {
	all, err := a.Store.SignInsOf(ctx, o.ID)
	if err != nil {
		return nil, err
	}
	now := a.Now()
	current := []SignIn{}
	for _, s := range all {
		if !s.OverBy(now) {
			current = append(current, s)
		}
	}
	return current, nil
}

// Revoke ends another of the operator's sign-ins; fault.NotFound when it is not
// theirs.
func (a *Accounts) Revoke(ctx context.Context, o Operator, id string) error {
	return a.Store.Leave(ctx, o.ID, id, leaving(o, audit.SignInRevoked, id), a.Now())
}

// RevokeOthers ends all of the operator's sign-ins but one.
func (a *Accounts) RevokeOthers(ctx context.Context, o Operator, keep SignIn) error {
	return a.Store.LeaveOthers(ctx, o.ID, keep.ID, leaving(o, audit.SignInRevoked, "others"), a.Now())
}

func leaving(o Operator, action audit.Action, session string) audit.Act {
	return audit.Act{Actor: o.Actor(), Action: action, Subject: o.Email, Details: map[string]string{"session": session}}
}

// Speak changes the language of the operator's pages.
func (a *Accounts) Speak(ctx context.Context, o Operator, language string) error {
	return a.Store.SetLanguage(ctx, o.ID, language)
}

// ChangePassword replaces the operator's password and ends all sign-ins but the
// one given. Errors: fault.Invalid with the controls "current" and "password";
// fault.TooMany.
func (a *Accounts) ChangePassword(ctx context.Context, o Operator, keep SignIn, current, password secret.Text) error {
	var fields fault.Fields
	if current.Empty() {
		fields.Reject("current", "fault.required", nil)
	}
	checkPassword(&fields, "password", password, o.about()...)
	if err := fields.Err(); err != nil {
		return err
	}
	if err := a.confirm(ctx, o, current); err != nil {
		return err
	}
	hash, err := a.Passwords.Hash(ctx, password)
	if err != nil {
		return err
	}
	return a.Store.ChangePassword(ctx, PasswordChange{
		Operator: o, Hash: hash, Keep: keep.ID, Now: a.Now(),
		Act: audit.Act{Actor: o.Actor(), Action: audit.PasswordChanged, Subject: o.Email},
	})
}

// confirm asks for the password of an account that is known to whoever asks. A
// browser left open must not be a place to try passwords.
func (a *Accounts) confirm(ctx context.Context, o Operator, password secret.Text) error {
	if err := a.count(ctx, o.Email); err != nil {
		return err
	}
	matches, err := a.Passwords.Match(ctx, password, o.PasswordHash)
	if err != nil || matches {
		return err
	}
	if err := a.note(ctx, o, "password", a.Now()); err != nil {
		return err
	}
	return wrong("current", "fault.password.wrong")
}

// confirmCode asks for a code in the same way.
func (a *Accounts) confirmCode(ctx context.Context, o Operator, code secret.Text) (Proof, error) {
	if err := a.count(ctx, o.Email); err != nil {
		return Proof{}, err
	}
	now := a.Now()
	proof, proven, err := a.prove(ctx, o, code, now)
	if err != nil || proven {
		return proof, err
	}
	if err := a.note(ctx, o, "code", now); err != nil {
		return Proof{}, err
	}
	return Proof{}, wrong("code", "fault.code.wrong")
}

func wrong(control, key string) error {
	var fields fault.Fields
	fields.Reject(control, key, nil)
	return fields.Err()
}

// RenewRecovery makes new recovery codes in place of those that are left. They
// stand in for the second factor, so it is asked for. Errors: fault.Invalid with
// the control "code"; fault.Conflict when the code was used meanwhile;
// fault.TooMany.
func (a *Accounts) RenewRecovery(ctx context.Context, o Operator, code secret.Text) ([]secret.Text, error) {
	proof, err := a.confirmCode(ctx, o, code)
	if err != nil {
		return nil, err
	}
	codes, hashes := generateRecovery()
	err = a.Store.RenewRecovery(ctx, RecoveryRenewal{
		Operator: o, Proof: proof, Hashes: hashes, Now: a.Now(),
		Acts: append(proof.acts(o), audit.Act{Actor: o.Actor(), Action: audit.RecoveryRenewed, Subject: o.Email}),
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// RecoveryLeft returns how many recovery codes the operator has not used.
func (a *Accounts) RecoveryLeft(ctx context.Context, o Operator) (int, error) {
	stored, err := a.Store.Recovery(ctx, o.ID)
	return len(stored), err
}

// Reseal seals every second factor with the vault's primary key. The program
// does it when it starts, so that a key that was replaced can be dropped.
func (a *Accounts) Reseal(ctx context.Context) error {
	all, err := a.Store.Operators(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		if o.Factor == nil {
			continue
		}
		factor, err := a.Vault.Open(o.Factor, factorPlace(o.ID))
		if err != nil {
			a.Log.ErrorContext(ctx, "alert: a second factor does not open", "operator", o.ID)
			continue
		}
		sealed, err := a.Vault.Seal(factor, factorPlace(o.ID))
		if err != nil {
			return err
		}
		if err := a.Store.Reseal(ctx, o.ID, o.Factor, sealed); err != nil {
			return err
		}
	}
	return nil
}
