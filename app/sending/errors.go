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

// FullError is the refusal of a claim because the recipient has got as many
// messages as the campaign allows.
type FullError struct{ Until time.Time } // when there is room again, zero for never

// Error describes the refusal for the log.
func (e *FullError) Error() string { return "the recipient's cap is reached" }

// Unwrap gives the refusal its kind.
func (e *FullError) Unwrap() error { return fault.New(fault.Conflict, "fault.recipients.full") }

// WithdrawnError is the refusal of a claim because a mailbox the message goes to is
// not written to any more.
type WithdrawnError struct{}

// Error describes the refusal for the log.
func (e *WithdrawnError) Error() string { return "the mailbox is not written to" }

// Unwrap gives the refusal its kind.
func (e *WithdrawnError) Unwrap() error { return fault.New(fault.Conflict, "fault.sending.digest") }
