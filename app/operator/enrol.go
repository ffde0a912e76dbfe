package operator

import (
	"context"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/uuid"
	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// mostName is how long a name may be in characters.
const mostName = 100

// Form is what whoever opened a link filled in. Which fields count depends on
// the kind of link.
type Form struct {
	Name     string      // of an invitation
	Language string      // of the page, which becomes the new account's
	Password secret.Text // the new one
	Current  secret.Text // the password there is, for a new factor
	Factor   secret.Text // the TOTP secret the page has shown
	Code     secret.Text // from the authenticator that was just set up; for a new password from the one there is
	Browser  Browser
}

// Enrolled is what a link led to.
type Enrolled struct {
	Operator Operator
	Cookie   secret.Text   // of the sign-in that has begun
	Codes    []secret.Text // new recovery codes, to be shown once; none for a new password
}

// Enrolment returns the link with a token, if it can still be used. Errors:
// fault.NotFound, and fault.Expired with what became of it.
func (a *Accounts) Enrolment(ctx context.Context, token secret.Text) (Enrolment, error) {
	e, err := a.Store.Enrolment(ctx, token.Hash())
	if err != nil {
		return Enrolment{}, err
	}
	return e, e.Open(a.Now())
}

// Enrol uses a link up with what was filled in, and signs the operator in: the
// link and what it asked for prove as much as a sign-in does. Errors:
// fault.Invalid with the controls "name", "password", "current", "factor" and
// "code"; those of Enrolment; fault.Conflict when the account changed meanwhile
// or the code was used; fault.TooMany.
func (a *Accounts) Enrol(ctx context.Context, token secret.Text, f Form) (Enrolled, error) {
	e, err := a.Enrolment(ctx, token)
	if err != nil {
		return Enrolled{}, err
	}
	before, err := a.subject(ctx, e)
	if err != nil {
		return Enrolled{}, err
	}
	now := a.Now()
	after, step, err := a.fill(e, before, f, now)
	if err != nil {
		return Enrolled{}, err
	}
	proof, err := a.present(ctx, e, before, f)
	if err != nil {
		return Enrolled{}, err
	}
	if e.Kind.SetsPassword() {
		if after.PasswordHash, err = a.Passwords.Hash(ctx, f.Password); err != nil {
			return Enrolled{}, err
		}
	}
	c := Completion{Enrolment: e, Before: before, Proof: proof, Now: now}
	var done Enrolled
	if e.Kind.SetsFactor() {
		if after.Factor, err = a.Vault.Seal(f.Factor, factorPlace(after.ID)); err != nil {
			return Enrolled{}, err
		}
		after.FactorStep = step
		done.Codes, c.Recovery = generateRecovery()
	}
	after.SignedInAt = now
	if c.SignIn, done.Cookie, err = newSignIn(after.ID, f.Browser, now); err != nil {
		return Enrolled{}, err
	}
	c.Operator = after
	c.Acts = append(proof.acts(after), enrolled(e, after), signedIn(after, c.SignIn, proof))
	if err := a.Store.Complete(ctx, c); err != nil {
		return Enrolled{}, err
	}
	done.Operator = after
	return done, nil
}

// subject is the account a link is for; of an invitation, the one it will make.
func (a *Accounts) subject(ctx context.Context, e Enrolment) (Operator, error) {
	if e.Kind == Invitation {
		return Operator{}, nil
	}
	o, err := a.Store.Operator(ctx, e.OperatorID)
	if err == nil && o.Disabled() {
		err = fault.New(fault.Expired, "fault.enrolment.withdrawn")
	}
	return o, err
}

// fill checks what was filled in and returns the account as it becomes, without
// what has yet to be hashed or sealed, and the step of the new factor's code.
func (a *Accounts) fill(e Enrolment, before Operator, f Form, now time.Time) (after Operator, step int64, err error) {
	var fields fault.Fields
	after = before
	if e.Kind == Invitation {
		id, err := uuid.NewV7()
		if err != nil {
			return Operator{}, 0, err
		}
		after = Operator{ID: id.String(), Email: e.Email, Role: e.Role, Language: f.Language, CreatedAt: now}
		after.Name = checkName(&fields, f.Name)
	}
	if e.Kind.SetsPassword() {
		checkPassword(&fields, "password", f.Password, after.about()...)
	} else if f.Current.Empty() {
		fields.Reject("current", "fault.required", nil)
	}
	step = a.checkCode(&fields, e, f, now)
	return after, step, fields.Err()
}

// checkCode rejects a code that the authenticator just set up does not show. A
// code of the one there was is checked by present.
func (a *Accounts) checkCode(fields *fault.Fields, e Enrolment, f Form, now time.Time) (step int64) {
	code := cleanCode(f.Code)
	if code.Empty() {
		fields.Reject("code", "fault.required", nil)
		return 0
	}
	if !e.Kind.SetsFactor() {
		return 0
	}
	factor, err := ParseFactor(f.Factor)
	if err != nil {
		fields.Reject("factor", fault.MessageOf(err).Key, nil)
		return 0
	}
	step, ok := stepOf(factor, code, 0, now)
	if !ok {
		fields.Reject("code", "fault.code.new", nil)
	}
	return step
}

// present asks for what the account still has: the password when the factor is
// replaced, a code when the password is.
func (a *Accounts) present(ctx context.Context, e Enrolment, before Operator, f Form) (Proof, error) {
	switch e.Kind {
	case NewFactor:
		return Proof{}, a.confirm(ctx, before, f.Current)
	case NewPassword:
		return a.confirmCode(ctx, before, f.Code)
	}
	return Proof{}, nil
}

func enrolled(e Enrolment, o Operator) audit.Act {
	if e.Kind == Invitation {
		return audit.Act{Actor: o.Actor(), Action: audit.OperatorJoined, Subject: o.Email, Details: map[string]string{"role": string(o.Role)}}
	}
	return audit.Act{Actor: o.Actor(), Action: audit.OperatorRenewed, Subject: o.Email, Details: map[string]string{"credential": e.Kind.credential()}}
}

// checkName returns the name as it is stored.
func checkName(fields *fault.Fields, name string) string {
	name = strings.Join(strings.Fields(norm.NFC.String(name)), " ")
	switch {
	case name == "":
		fields.Reject("name", "fault.required", nil)
	case utf8.RuneCountInString(name) > mostName:
		fields.Reject("name", "fault.too_long", map[string]any{"Max": mostName})
	case !utf8.ValidString(name) || strings.ContainsAny(name, `<>@/\{}|`) || strings.ContainsFunc(name, unprintable):
		fields.Reject("name", "fault.name.characters", nil)
	}
	return name
}

func unprintable(r rune) bool { return !unicode.IsPrint(r) }
