package sending

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"time"

	"github.com/google/uuid"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/secret"
)

// Return is what Google's redirect brought back.
type Return struct {
	State   secret.Text
	Code    secret.Text
	Refusal Reason // from the error parameter, "" without one
}

// SessionOf reads the session's id out of an OAuth state. The state itself
// proves nothing yet: TakeState compares it with the stored hash, and the
// browser has to hold the session's cookie.
func SessionOf(state secret.Text) (id string, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(state.Reveal())
	if err != nil || len(raw) != len(uuid.UUID{})+32 {
		return "", fault.New(fault.NotFound, "fault.callback.unknown")
	}
	return uuid.UUID(raw[:16]).String(), nil
}

// Connect accepts the disclosure and returns where the browser goes: Google's
// consent page for gmail.send (promise 1), with PKCE and a state of 256 random
// bits for one use. Tokens of an earlier connection are given up first.
func (f *Flow) Connect(ctx context.Context, s Session) (secret.Text, error) {
	if s.HoldsTokens() && s.alive(f.Now()) == nil {
		var err error
		if s, err = f.dropTokens(ctx, s); err != nil {
			return secret.Text{}, err
		}
	}
	id, err := uuid.Parse(s.ID)
	if err != nil {
		return secret.Text{}, err
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw)
	state := secret.New(base64.RawURLEncoding.EncodeToString(append(id[:], raw...)))
	verifier, _ := secret.NewToken() // 43 characters of base64url, as RFC 7636 4.1 asks
	sealed, err := f.Vault.Seal(verifier, place(s, "verifier"))
	if err != nil {
		return secret.Text{}, err
	}
	sender, err := f.Sender(s)
	if err != nil {
		return secret.Text{}, err
	}
	now := f.Now()
	if err := s.Connect(state.Hash(), sealed, now); err != nil {
		return secret.Text{}, err
	}
	s.touch(now, f.AbandonedAfter)
	if err := f.save(ctx, &s); err != nil {
		return secret.Text{}, err
	}
	return f.Google.AuthorizationURL(state.Reveal(), verifier, sender.Address), nil
}

// Return ends the trip to Google. It consumes the state before anything else,
// redeems the code once, and seals the tokens. Whatever went wrong on Google's
// side is recorded as the session's Problem and is not an error. The new secret
// replaces the cookie's; it is empty when the session did not get connected.
// Errors: fault.Conflict when this return is not awaited (reloaded, reused).
func (f *Flow) Return(ctx context.Context, s Session, r Return) (Session, secret.Text, error) {
	now := f.Now()
	if s.StateHash == nil || !secret.SameHash(s.StateHash, r.State.Hash()) {
		return s, secret.Text{}, conflict()
	}
	late := !now.Before(s.StateExpiresAt)
	if err := s.TakeState(now); err != nil {
		return s, secret.Text{}, err
	}
	if err := f.save(ctx, &s); err != nil {
		return s, secret.Text{}, err
	}
	s.touch(now, f.AbandonedAfter)
	switch {
	case late:
		s.Stay(StateExpired)
	case r.Refusal != "":
		s.Stay(r.Refusal)
	case r.Code.Empty():
		s.Stay(GoogleFailed)
	default:
		return f.redeem(ctx, s, r.Code)
	}
	return s, secret.Text{}, f.save(ctx, &s)
}

// redeem exchanges the code. A grant that cannot be kept is revoked at once.
func (f *Flow) redeem(ctx context.Context, s Session, code secret.Text) (Session, secret.Text, error) {
	verifier, err := f.Vault.Open(s.Sealed.Verifier, place(s, "verifier"))
	if err != nil {
		return s, secret.Text{}, err
	}
	grant, err := f.Google.Exchange(ctx, code, verifier)
	var refused *ConnectError
	if errors.As(err, &refused) {
		f.Log.WarnContext(ctx, "connecting failed", "session", s.ID, "reason", refused.Reason, "err", err)
		f.revoke(ctx, s, refused.Grant)
		s.Stay(refused.Reason)
		return s, secret.Text{}, f.save(ctx, &s)
	}
	if err != nil {
		return s, secret.Text{}, err
	}
	cookie, hash := secret.NewToken()
	if err := f.hold(&s, grant, hash); err != nil {
		f.revoke(ctx, s, grant)
		return s, secret.Text{}, err
	}
	if err := f.save(ctx, &s); err != nil {
		f.revoke(ctx, s, grant)
		return s, secret.Text{}, err
	}
	return s, cookie, nil
}

func (f *Flow) hold(s *Session, grant Grant, secretHash []byte) error {
	access, err := f.Vault.Seal(grant.Access, place(*s, "access"))
	if err != nil {
		return err
	}
	var refresh []byte
	if !grant.Refresh.Empty() {
		if refresh, err = f.Vault.Seal(grant.Refresh, place(*s, "refresh")); err != nil {
			return err
		}
	}
	s.Hold(access, refresh, grant.ExpiresAt, secretHash, f.Now())
	return nil
}

// grant opens the tokens of a session.
func (f *Flow) grant(s Session) (Grant, error) {
	var g Grant
	var err error
	if s.Sealed.Access != nil {
		if g.Access, err = f.Vault.Open(s.Sealed.Access, place(s, "access")); err != nil {
			return Grant{}, err
		}
	}
	if s.Sealed.Refresh != nil {
		if g.Refresh, err = f.Vault.Open(s.Sealed.Refresh, place(s, "refresh")); err != nil {
			return Grant{}, err
		}
	}
	g.ExpiresAt = s.TokenExpiresAt
	return g, nil
}

// revoke asks Google to withdraw a grant and returns when it confirmed, or zero.
// A failure is logged and no reason to keep the tokens.
func (f *Flow) revoke(ctx context.Context, s Session, g Grant) time.Time {
	if g.Empty() {
		return time.Time{}
	}
	if err := f.Google.Revoke(ctx, g.Revocable()); err != nil {
		f.Log.WarnContext(ctx, "revocation failed", "session", s.ID, "err", err)
		return time.Time{}
	}
	return f.Now()
}
