package sending

import (
	"context"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/secret"
)

// Store keeps sessions and deliveries. Each method is one transaction.
type Store interface {
	// CreateSession inserts s with Version 1, and what it is to send.
	CreateSession(ctx context.Context, s Session, deliveries []Delivery) error

	// Session returns the session with this id whose secret has this hash.
	// Another's session is fault.NotFound, like one that does not exist.
	Session(ctx context.Context, id string, secretHash []byte) (Session, error)

	// SaveSession writes s if the stored version is still s.Version, and counts
	// it up. Otherwise, or when it is gone, it is a fault.Conflict.
	// One that ended drops the deliveries that still wait.
	SaveSession(ctx context.Context, s Session) error

	// SaveChoice is SaveSession, and puts other deliveries in the place of those
	// that wait. Of those whose recipient has one already that does not wait, none
	// is added.
	SaveChoice(ctx context.Context, s Session, deliveries []Delivery) error

	// Deliveries returns what the session sends, in order.
	Deliveries(ctx context.Context, sessionID string) ([]Delivery, error)

	// Refuse rejects a delivery that waits or asks for a reason that is not Gmail's,
	// and saves the session, in one transaction.
	Refuse(ctx context.Context, s Session, deliveryID string, reason Reason, now time.Time) error

	// Loads returns how much the recipients of a campaign are written to, by
	// Recipient.Key; Hour counts since the given time, unless it is zero. Who is not
	// among them has never been.
	Loads(ctx context.Context, campaignID string, since time.Time) (map[string]Load, error)

	// Closed returns the mailboxes that are not written to, in their normal form.
	Closed(ctx context.Context) (map[string]bool, error)

	// Claim confirms and claims in one transaction: see Claim.
	Claim(ctx context.Context, claim Claim) (Claimed, error)

	// Settle records an outcome in one transaction: see Settlement.
	Settle(ctx context.Context, settlement Settlement) error

	// MarkOrphans turns deliveries still Sending at their LeaseUntil into
	// Uncertain with Interrupted, their marks likewise, and returns how many.
	MarkOrphans(ctx context.Context, now time.Time) (int, error)

	// Due returns up to limit sessions with something to erase: not ended and
	// past ExpiresAt, or ended with tokens still held. A session whose delivery
	// is Sending is not due.
	Due(ctx context.Context, now time.Time, limit int) ([]Session, error)

	// Forget deletes sessions that ended before the given time, and marks whose
	// ExpiresAt has passed by now. It returns how many of each.
	Forget(ctx context.Context, endedBefore, now time.Time) (sessions, marks int, err error)

	// HoldSending refuses every claim until the given time, or longer if it is held
	// already.
	HoldSending(ctx context.Context, until time.Time, reason Reason) error

	// Accepted returns how many messages of a campaign Gmail accepted, tests left
	// out.
	Accepted(ctx context.Context, campaignID string) (int, error)

	// Stop returns the switch that stops all sending; zero while it is off.
	Stop(ctx context.Context) (Stop, error)

	// Alert tells the operators what they have to look at.
	Alert(ctx context.Context, a Alert, now time.Time) error

	// Tampered pauses the campaign of a revision that is not what it was made of,
	// and raises an alert.
	Tampered(ctx context.Context, revisionID string, now time.Time) error
}

// Stop is the switch that stops all sending.
type Stop struct {
	Since   time.Time         // zero: sending goes on
	By      string            // the operator
	Reasons map[string]string // for visitors, by language
}

// On reports whether sending is stopped.
func (s Stop) On() bool { return !s.Since.IsZero() }

// Alert is something that operators have to look at. The same kind and subject
// is one alert, however often it is met while it is open.
type Alert struct {
	Kind    AlertKind
	Subject string // slug of the campaign, "" when it concerns all
}

// AlertKind says what is wrong.
type AlertKind string

// The kinds of alerts.
const (
	AlertTampered   AlertKind = "tampered"    // a revision is not what was approved
	AlertBadMessage AlertKind = "bad_message" // Gmail refused a message as such
	AlertDailyLimit AlertKind = "daily_limit" // Google's limit for this service is reached
	AlertTokens     AlertKind = "tokens"      // tokens did not open with the vault's keys
)

// Load is how much a recipient is written to.
type Load struct {
	Waiting int // messages of sessions under way that are still to be sent
	Written int // messages that Gmail was handed and has not refused
	Hour    int // those of them that it was handed within the hour
}

// Claim is the request to send one message now. In one transaction the store
//
//  1. refuses with HeldError (a fault.TooMany) while sending is held or stopped,
//  2. refuses with a fault.Conflict unless the campaign is open at Now: a pause
//     or close between the page and the press stops the send; a test asks for no
//     open campaign,
//  3. saves Session under its version (fault.Conflict otherwise),
//  4. refuses with a WithdrawnError when one of the Mailboxes is not written to,
//  5. counts it as written to the recipient, and refuses with a FullError (a
//     fault.Conflict) when that is more than Caps allows: before it looks for marks,
//     so that the answer tells nobody who took part,
//  6. unless it is a test, inserts the Mark with the date of death
//     Delivery.HashUntil; an existing one is a *TakenError (a fault.Conflict), unless
//     it is uncertain and Again is set. So is one of the Others: a message to all
//     together is one to each of them,
//  7. moves the delivery, by compare-and-set, from Pending or Rejected (or
//     Uncertain, when Again is set) to Sending with Attempt counted up; any other
//     state is a fault.Conflict.
type Claim struct {
	Session    Session
	Delivery   Delivery // State and Attempt are the store's
	Mailboxes  []string // that the message goes to, in their normal form
	Caps       Caps
	Sender     []byte // hash of the sender in the campaign; claims of one wait for each other
	Mark       Mark
	Others     []Mark
	KeyVersion int
	Again      bool // the sender has looked into Sent and wants a new attempt
	Now        time.Time
}

// Mark is what remains of a sender who wrote to a recipient. For one recipient of
// several the hash is of both, so that the marks of a sender have nothing in common.
type Mark struct {
	Together bool
	Hash     []byte
}

// Claimed is a delivery that may be handed to Gmail now.
type Claimed struct {
	Delivery
	Before DeliveryState // of the delivery
	Over   bool          // an uncertain attempt before, of this session or another, stands until this one is accepted
}

// Caps bound the messages to one recipient; 0 is no bound.
type Caps struct{ PerHour, Total int }

// Settlement records what a claimed delivery led to. In one transaction the
// store moves that attempt of the delivery from Sending (fault.Conflict otherwise),
// sets its mark to accepted or uncertain, or deletes it when rejected and clears the
// delivery's HashUntil, counts an acceptance unless it was a test, and saves Session
// under its version. A rejected new attempt does not settle the uncertain one before
// it: with Claimed.Over the mark returns to uncertain instead of being deleted, and
// the delivery asks as it did before.
type Settlement struct {
	Claimed Claimed
	Outcome Outcome
	Session Session
	Now     time.Time
}

// Campaigns looks up what a session is about.
type Campaigns interface {
	// Campaign returns a campaign by id; fault.NotFound.
	Campaign(ctx context.Context, id string) (campaign.Campaign, error)
	// Revision returns a revision by id; fault.NotFound.
	Revision(ctx context.Context, id string) (campaign.Revision, error)
}

// Vault seals and opens. context binds a ciphertext to its place, so that one
// copied elsewhere does not open.
type Vault interface {
	Seal(plain secret.Text, context string) ([]byte, error)
	Open(sealed []byte, context string) (secret.Text, error)
}

// Google is the OAuth side of a Google account.
type Google interface {
	// AuthorizationURL is where the browser is sent to ask for gmail.send.
	AuthorizationURL(state string, verifier secret.Text, loginHint secret.Text) secret.Text
	// Exchange redeems a code, once. A failure is a *ConnectError.
	Exchange(ctx context.Context, code, verifier secret.Text) (Grant, error)
	// Revoke withdraws the grant the token belongs to. A token that Google no
	// longer knows is revoked already and is no error.
	Revoke(ctx context.Context, token secret.Text) error
}

// Mailer is Gmail's users.messages.send.
type Mailer interface {
	// Send calls Gmail exactly once and reports what became of the message. It
	// never returns without an outcome.
	Send(ctx context.Context, access secret.Text, from secret.Text, m campaign.Message) Outcome
	// Owns asks Gmail, without sending anything, whether the token belongs to
	// the address. The error is a fault.SignIn when the token is no longer valid, and
	// otherwise a fault.Upstream.
	Owns(ctx context.Context, access secret.Text, address secret.Text) (bool, error)
}

// ConnectError says why no grant came out of a return from Google.
type ConnectError struct {
	Reason Reason
	Grant  Grant // tokens that came without the permission; to be revoked
	Err    error // for the log; never holds a token or Google's raw answer
}

// Error describes the failure for the log.
func (e *ConnectError) Error() string {
	if e.Err == nil {
		return "connect: " + string(e.Reason)
	}
	return "connect: " + string(e.Reason) + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *ConnectError) Unwrap() error { return e.Err }
