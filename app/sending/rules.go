package sending

import (
	"time"

	"emailcampaigns/app/fault"
)

// StateLife is how long a return from Google is awaited.
const StateLife = 10 * time.Minute

// TombstoneKept is how long an ended session's row is kept, without anything
// personal, so that its receipt can be read.
const TombstoneKept = 7 * 24 * time.Hour

func conflict() error { return fault.New(fault.Conflict, "fault.session.conflict") }

// touch gives the session another period from now.
func (s *Session) touch(now time.Time, period time.Duration) { s.ExpiresAt = now.Add(period) }

// ExpiredBy reports whether the session is still open and its time is over.
func (s *Session) ExpiredBy(now time.Time) bool {
	return !s.State.Ended() && !now.Before(s.ExpiresAt)
}

// alive refuses an ended session with a fault.Expired and one whose delivery may
// be under way with a fault.Conflict.
func (s *Session) alive(now time.Time) error {
	if s.State.Ended() || s.ExpiredBy(now) {
		return fault.New(fault.Expired, "fault.session.ended")
	}
	if s.State == Confirmed {
		return conflict()
	}
	return nil
}

// Connect records that the disclosure was accepted and that the person leaves
// for Google. It is open to a session that is not confirmed.
func (s *Session) Connect(stateHash, sealedVerifier []byte, now time.Time) error {
	if err := s.alive(now); err != nil {
		return err
	}
	s.State, s.Problem, s.RetryAt = Connecting, "", time.Time{}
	s.DisclosedAt = now
	s.StateHash, s.StateExpiresAt = stateHash, now.Add(StateLife)
	s.Sealed.Verifier = sealedVerifier
	return nil
}

// TakeState consumes the OAuth state: it cannot be used a second time. The error
// is a fault.Conflict when no return is awaited.
func (s *Session) TakeState(now time.Time) error {
	if err := s.alive(now); err != nil {
		return err
	}
	if s.State != Connecting || s.StateHash == nil {
		return conflict()
	}
	s.StateHash = nil
	return nil
}

// Stay records why a return from Google brought no permission: the sender is
// back at the disclosure with everything typed still there.
func (s *Session) Stay(reason Reason) {
	s.State, s.Problem, s.RetryAt = Started, reason, time.Time{}
	s.StateHash, s.StateExpiresAt, s.Sealed.Verifier = nil, time.Time{}, nil
}

// Hold takes sealed tokens over.
func (s *Session) Hold(access, refresh []byte, expires time.Time, secretHash []byte, now time.Time) {
	s.State, s.Problem, s.RetryAt = Connected, "", time.Time{}
	s.StateHash, s.StateExpiresAt, s.Sealed.Verifier = nil, time.Time{}, nil
	s.Sealed.Access, s.Sealed.Refresh, s.TokenExpiresAt = access, refresh, expires
	s.SecretHash, s.ConnectedAt = secretHash, now
	s.RevokedAt, s.ErasedAt = time.Time{}, time.Time{}
}

// Confirm records the press on "Send". It is open to a connected session, and with
// more to a confirmed one: for the next of several messages, and for a new attempt
// after an uncertain one.
func (s *Session) Confirm(more bool, now time.Time) error {
	if s.State.Ended() || s.ExpiredBy(now) {
		return fault.New(fault.Expired, "fault.session.ended")
	}
	if s.State != Connected && (s.State != Confirmed || !more) {
		return conflict()
	}
	s.State, s.Problem, s.RetryAt = Confirmed, "", time.Time{}
	s.ConfirmedAt = now
	return nil
}

// Settle moves a confirmed session on to where the outcome of one of its messages
// leads, given what the others still have to do.
func (s *Session) Settle(o Outcome, rest Rest, now time.Time) {
	s.Problem, s.RetryAt = o.Reason, o.RetryAt
	switch {
	case o.State == Uncertain:
		s.State = Confirmed
	case o.State == Accepted || o.Reason.Course() == End:
		s.proceed(rest, now)
	default:
		s.follow(o.Reason.Course())
	}
}

// proceed goes on with the other messages, or ends the session after the last.
func (s *Session) proceed(rest Rest, now time.Time) {
	if rest == (Rest{}) {
		s.End(Finished, now)
		return
	}
	s.State, s.Problem, s.RetryAt = Confirmed, "", time.Time{}
}

func (s *Session) follow(course Course) {
	switch course {
	case Wait:
		s.State = Connected
	case Ask:
		s.State = Confirmed
	default:
		s.State = Started
	}
}

// End reaches an exit and erases what was typed. Tokens stay until Google was
// asked to revoke them.
func (s *Session) End(exit State, now time.Time) {
	s.State, s.EndedAt, s.Wording = exit, now, 0
	s.Sealed.Name, s.Sealed.Address, s.Sealed.Fields, s.Sealed.Paragraph, s.Sealed.Area = nil, nil, nil, nil, nil
	s.Sealed.Verifier, s.Sealed.TestTo = nil, nil
	s.StateHash, s.StateExpiresAt = nil, time.Time{}
}

// HoldsTokens reports whether sealed tokens are held.
func (s *Session) HoldsTokens() bool { return s.Sealed.Access != nil || s.Sealed.Refresh != nil }

// Drop deletes the tokens. revoked is the time Google confirmed the revocation,
// zero if it did not.
func (s *Session) Drop(revoked, now time.Time) {
	s.Sealed.Access, s.Sealed.Refresh, s.TokenExpiresAt = nil, nil, time.Time{}
	s.RevokedAt, s.ErasedAt = revoked, now
}
