package sending

import (
	"time"

	"emailcampaigns/app/fault"
)

// HeldError is the refusal of a claim while sending is held for everybody.
type HeldError struct {
	Until  time.Time
	Reason Reason
}

// Error describes the refusal for the log.
func (e *HeldError) Error() string { return "sending is held: " + string(e.Reason) }

// Unwrap gives the refusal its kind.
func (e *HeldError) Unwrap() error {
	if e.Reason == Stopped {
		return fault.New(fault.TooMany, "fault.sending.stopped")
	}
	return fault.New(fault.TooMany, "fault.sending.held").With(map[string]any{"Until": e.Until})
}

// TakenError is the refusal of a claim because a message of this sender hash to
// this recipient exists already. It must not be shown to anyone who has not
// proved to own the address: it would tell who took part.
type TakenError struct{ Uncertain bool }

// Error describes the refusal for the log.
func (e *TakenError) Error() string { return "sender hash is taken" }

// Unwrap gives the refusal its kind.
func (e *TakenError) Unwrap() error { return fault.New(fault.Conflict, "fault.sending.taken") }
