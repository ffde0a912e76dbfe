package operator

import (
	"context"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"emailcampaigns/app/address"
	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Accounts carries out what operators do with accounts, their own and others'.
// Issuing links needs Store and Now alone; everything else needs all fields.
type Accounts struct {
	Store     Store
	Vault     Vault
	Passwords *Passwords
	// Limit counts an attempt to prove being the owner of an account, whether or
	// not there is one, and refuses with a fault.TooMany.
	Limit  func(ctx context.Context, account string) error
	Issuer string // names the service in authenticator apps
	// RefusalTakes is how long a refused sign-in takes at least, longer than all
	// that can be wrong with one: the time must not tell what it was.
	RefusalTakes time.Duration
	Now          func() time.Time
	Log          *slog.Logger
}

// Attempt is a filled-in sign-in form.
type Attempt struct {
	Email    string
	Password secret.Text
	Code     secret.Text // of the app, or a recovery code
	Browser  Browser
	Cookie   secret.Text // the browser's earlier sign-in, which the new one replaces
}

// SignIn signs an operator in and returns the value of the new cookie. Whatever
// was wrong, the error is the same fault.Invalid after the same time. Only a
// fault.TooMany differs, which does not depend on whether the account exists.
func (a *Accounts) SignIn(ctx context.Context, at Attempt) (Operator, secret.Text, error) {
	if err := a.count(ctx, at.Email); err != nil {
		return Operator{}, secret.Text{}, err
	}
	began := a.Now()
	o, cookie, err := a.signIn(ctx, at, began)
	if fault.Is(err, fault.Invalid) {
		rest := time.NewTimer(a.RefusalTakes - a.Now().Sub(began))
		defer rest.Stop()
		select {
		case <-rest.C:
		case <-ctx.Done():
		}
	}
	return o, cookie, err
}

func (a *Accounts) signIn(ctx context.Context, at Attempt, now time.Time) (Operator, secret.Text, error) {
	o, err := a.find(ctx, at.Email)
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	matches, err := a.Passwords.Match(ctx, at.Password, o.PasswordHash)
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	proof, proven, err := a.prove(ctx, o, at.Code, now)
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	switch {
	case !matches:
		err = a.refuse(ctx, o, "password", now)
	case !proven:
		err = a.refuse(ctx, o, "code", now)
	case o.Disabled():
		err = a.refuse(ctx, o, "disabled", now)
	}
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	return a.enter(ctx, o, proof, at, now)
}

// enter begins the sign-in of who has proven everything.
func (a *Accounts) enter(ctx context.Context, o Operator, proof Proof, at Attempt, now time.Time) (Operator, secret.Text, error) {
	s, cookie, err := newSignIn(o.ID, at.Browser, now)
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	entrance := Entrance{Operator: o, Proof: proof, SignIn: s, Acts: append(proof.acts(o), signedIn(o, s, proof)), Now: now}
	if id, hash, ok := readCookie(at.Cookie); ok {
		if earlier, _, err := a.Store.SignIn(ctx, id); err == nil && secret.SameHash(earlier.SecretHash, hash) {
			entrance.Replaced = earlier.ID
		}
	}
	err = a.Store.Enter(ctx, entrance)
	if fault.Is(err, fault.Conflict) { // the code was used, or the account changed, a moment ago
		err = a.refuse(ctx, o, "code", now)
	}
	if err != nil {
		return Operator{}, secret.Text{}, err
	}
	return o, cookie, nil
}

func signedIn(o Operator, s SignIn, p Proof) audit.Act {
	factor := "totp"
	if p.Recovery != nil {
		factor = "recovery"
	}
	return audit.Act{Actor: o.Actor(), Action: audit.SignedIn, Subject: o.Email, Details: map[string]string{"session": s.ID, "factor": factor}}
}

// acts are what the use of a code adds to the log.
func (p Proof) acts(o Operator) []audit.Act {
	if p.Recovery == nil {
		return nil
	}
	return []audit.Act{{
		Actor: o.Actor(), Action: audit.RecoveryUsed, Subject: o.Email, Details: map[string]string{"left": strconv.Itoa(p.Left)},
	}}
}

// refuse tells nothing to who tried. Why a sign-in of an operator was refused is
// recorded; a stranger's leaves no trace, or the log would be theirs to fill.
func (a *Accounts) refuse(ctx context.Context, o Operator, why string, now time.Time) error {
	if o.ID != "" {
		if err := a.note(ctx, o, why, now); err != nil {
			return err
		}
	}
	return refused()
}

// note records that somebody could not prove being an operator. What was typed
// is not recorded: people type passwords into the wrong field.
func (a *Accounts) note(ctx context.Context, o Operator, why string, now time.Time) error {
	act := audit.Act{Actor: audit.Program(), Action: audit.SignInRefused, Subject: o.Email, Details: map[string]string{"reason": why}}
	return a.Store.Refuse(ctx, act, now)
}

// count counts an attempt by the mailbox, however it is spelled.
func (a *Accounts) count(ctx context.Context, email string) error {
	account := strings.ToLower(strings.TrimSpace(email))
	if parsed, err := address.Parse(email); err == nil {
		account = parsed.Normal()
	}
	err := a.Limit(ctx, account)
	if fault.Is(err, fault.TooMany) {
		return fault.Wrap(fault.TooMany, "fault.sign_in.too_many", err)
	}
	return err
}

// find returns the account with an e-mail address, or the zero Operator.
func (a *Accounts) find(ctx context.Context, email string) (Operator, error) {
	parsed, err := address.Parse(email)
	if err != nil { // what is no address has no account
		return Operator{}, nil
	}
	o, err := a.Store.ByEmail(ctx, parsed)
	if fault.Is(err, fault.NotFound) {
		return Operator{}, nil
	}
	return o, err
}

// prove checks a code of the app, or a recovery code, against an account. It
// does the same for one that does not exist.
func (a *Accounts) prove(ctx context.Context, o Operator, code secret.Text, now time.Time) (Proof, bool, error) {
	if code = cleanCode(code); !isFactorCode(code) {
		stored, err := a.Store.Recovery(ctx, o.ID)
		if err != nil {
			return Proof{}, false, err
		}
		hash := hashRecovery(code)
		return Proof{Recovery: hash, Left: len(stored) - 1}, holds(stored, hash) && o.Factor != nil, nil
	}
	var factor secret.Text
	if o.Factor != nil {
		var err error
		if factor, err = a.Vault.Open(o.Factor, factorPlace(o.ID)); err != nil {
			// A recovery code still works, and a renewal from the shell.
			a.Log.ErrorContext(ctx, "alert: a second factor does not open", "operator", o.ID)
			return Proof{}, false, nil
		}
	}
	step, ok := stepOf(factor, code, o.FactorStep, now)
	return Proof{Step: step}, ok, nil
}

// Load returns the operator a cookie belongs to, and notes the request. Anything
// else is a fault.SignIn.
func (a *Accounts) Load(ctx context.Context, cookie secret.Text) (Operator, SignIn, error) {
	id, hash, ok := readCookie(cookie)
	if !ok {
		return Operator{}, SignIn{}, signInFirst()
	}
	s, o, err := a.Store.SignIn(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return Operator{}, SignIn{}, signInFirst()
	}
	if err != nil {
		return Operator{}, SignIn{}, err
	}
	now := a.Now()
	if !secret.SameHash(s.SecretHash, hash) || s.OverBy(now) || o.Disabled() {
		return Operator{}, SignIn{}, signInFirst()
	}
	if now.Sub(s.SeenAt) >= seenEvery {
		if err := a.Store.Touch(ctx, s.ID, now); err != nil {
			return Operator{}, SignIn{}, err
		}
		s.SeenAt = now
	}
	return o, s, nil
}
