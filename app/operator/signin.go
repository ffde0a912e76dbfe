package operator

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// How long a sign-in lasts (OWASP Session Management Cheat Sheet, for
// applications of high value, but that a letter can be written in one go).
const (
	SignInIdle     = 2 * time.Hour  // without a request
	SignInAbsolute = 12 * time.Hour // at most: a working day
)

// seenEvery is how often the time of the last request is written at most.
const seenEvery = time.Minute

// SignIn is one browser in which an operator is signed in.
type SignIn struct {
	ID         string // UUIDv7
	OperatorID string
	SecretHash []byte // SHA-256 of the cookie's secret
	Browser    Browser
	CreatedAt  time.Time
	SeenAt     time.Time // the last request, to the minute
}

// Browser is what a person recognises a sign-in by: names out of closed lists,
// never what the browser sent. Empty names are unknown.
type Browser struct{ Name, System string }

// OverBy reports whether the sign-in has ended by itself.
func (s SignIn) OverBy(now time.Time) bool {
	return !now.Before(s.SeenAt.Add(SignInIdle)) || !now.Before(s.CreatedAt.Add(SignInAbsolute))
}

// newSignIn returns a sign-in and the value of its cookie, "ID.SECRET".
func newSignIn(operatorID string, browser Browser, now time.Time) (SignIn, secret.Text, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return SignIn{}, secret.Text{}, err
	}
	token, hash := secret.NewToken()
	s := SignIn{ID: id.String(), OperatorID: operatorID, SecretHash: hash, Browser: browser, CreatedAt: now, SeenAt: now}
	return s, secret.New(s.ID + "." + token.Reveal()), nil
}

// readCookie takes a cookie's value apart. Only the spelling of an id that the
// program itself writes is one.
func readCookie(cookie secret.Text) (id string, secretHash []byte, ok bool) {
	id, text, found := strings.Cut(cookie.Reveal(), ".")
	parsed, err := uuid.Parse(id)
	if !found || err != nil || parsed.String() != id {
		return "", nil, false
	}
	return id, secret.New(text).Hash(), true
}

// signInFirst is the fault of a request without a sign-in that counts.
func signInFirst() error { return fault.New(fault.SignIn, "fault.sign_in.needed") }

// refused is the one answer to every sign-in that does not succeed.
func refused() error { return fault.New(fault.Invalid, "fault.sign_in.refused") }
