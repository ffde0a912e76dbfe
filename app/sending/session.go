package sending

import (
	"slices"
	"strings"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/secret"
)

// State is where a session stands.
type State string

// The states of a session. Finished, Cancelled and Expired are its exits.
const (
	Started    State = "started"    // the form is filled in
	Connecting State = "connecting" // disclosure accepted, the person is at Google
	Connected  State = "connected"  // tokens are held, nothing is confirmed
	Confirmed  State = "confirmed"  // a send was confirmed; its delivery tells how it stands
	Finished   State = "finished"   // settled, erased
	Cancelled  State = "cancelled"  // given up by the sender, erased
	Expired    State = "expired"    // the period is over, erased
)

// Test reports whether an operator tests the letter: it goes to them alone, and
// nothing of it is counted.
func (s Session) Test() bool { return s.TestOf != "" }

// Ended reports whether the state is an exit.
func (s State) Ended() bool { return s == Finished || s == Cancelled || s == Expired }

// Session is one sender's walk through the wizard. What the sender typed and
// what Google handed out is held sealed only; Flow opens it where it is needed.
type Session struct {
	ID         string // UUIDv7; may appear in URLs
	CampaignID string
	RevisionID string // pinned at the start
	State      State
	Language   string // of the interface
	Letter     string // language of a letter to all together, and the one a sender reads the others in
	Wording    campaign.Wording
	TestOf     string // the operator who tests the letter, "" for a sender
	SecretHash []byte // SHA-256 of the cookie's secret
	Sealed     Sealed

	StateHash      []byte    // SHA-256 of the OAuth state awaited, nil when none is
	StateExpiresAt time.Time // ten minutes after it was made
	TokenExpiresAt time.Time // end of the access token's life as Google told it
	Problem        Reason    // why the last attempt led nowhere, "" without one
	RetryAt        time.Time // when Gmail said that another attempt makes sense

	StartedAt   time.Time
	DisclosedAt time.Time // the disclosure was accepted
	ConnectedAt time.Time // tokens arrived
	ConfirmedAt time.Time // the send was confirmed
	EndedAt     time.Time // an exit was reached; typed fields were erased in the same transaction
	RevokedAt   time.Time // Google confirmed the revocation
	ErasedAt    time.Time // tokens were deleted
	ExpiresAt   time.Time // if nothing happens until then, the session expires

	Version int // counts saves; a save of an older version is a Conflict
}

// Sealed holds ciphertexts, each bound to its session and column. Nil means
// that nothing is held.
type Sealed struct {
	Name      []byte
	Address   []byte
	Fields    []byte // JSON object of the campaign's own fields
	Paragraph []byte // the sender's own words
	Area      []byte // the country or constituency they named
	Access    []byte // OAuth access token
	Refresh   []byte // OAuth refresh token
	Verifier  []byte // PKCE code verifier
	TestTo    []byte // address of the operator that a test goes to
}

// Sender is what a person typed, opened.
type Sender struct {
	Name      secret.Text
	Address   secret.Text
	Fields    map[string]secret.Text
	Paragraph secret.Text
	Area      secret.Text
}

// Grant is what Google handed out.
type Grant struct {
	Access    secret.Text
	Refresh   secret.Text // empty with GOOGLE_ACCESS_TYPE=online
	ExpiresAt time.Time
}

// Empty reports whether no token is held.
func (g Grant) Empty() bool { return g.Access.Empty() && g.Refresh.Empty() }

// Revocable returns the token whose revocation ends the whole grant.
func (g Grant) Revocable() secret.Text {
	if !g.Refresh.Empty() {
		return g.Refresh
	}
	return g.Access
}

// DeliveryState is where one message stands:
//
//	pending → sending → accepted | rejected | uncertain
type DeliveryState string

// The states of a delivery.
const (
	Pending   DeliveryState = "pending"
	Sending   DeliveryState = "sending"
	Accepted  DeliveryState = "accepted"
	Rejected  DeliveryState = "rejected"
	Uncertain DeliveryState = "uncertain"
)

// Recipients of deliveries that are no recipient's key.
const (
	Together = "*"     // all recipients of the campaign in one message
	ToTester = "*test" // the operator who tests; with ":" and a recipient's key, that recipient's letter
)

// Delivery is one message of a session. It holds no trace of the person once
// its session is erased.
type Delivery struct {
	ID         string // UUIDv7; those of a session are in the order of their ids
	SessionID  string
	CampaignID string
	RevisionID string
	Recipient  string // Recipient.Key, Together or ToTester
	State      DeliveryState
	Reason     Reason // why it was rejected or is uncertain
	Attempt    int    // 1 for the first claim, 0 before
	ClaimedAt  time.Time
	LeaseUntil time.Time // a delivery still Sending after this was orphaned by a crash
	SettledAt  time.Time
	HashUntil  time.Time // the sender hash's date of death, zero when none remains
}

// Individual reports whether the message goes to one recipient of several.
func (d Delivery) Individual() bool { return !strings.HasPrefix(d.Recipient, Together) }

// Waits reports whether the message is still to be sent: it was not handed to
// Gmail yet, or Gmail has refused it for a reason that passes.
func (d Delivery) Waits() bool {
	passes := d.Reason.Course() == Wait || d.Reason.Course() == Reconnect
	return d.State == Pending || d.State == Rejected && passes && !d.Asks()
}

// Asks reports whether only the sender can tell what became of the message, or of
// an earlier one to the same recipient.
func (d Delivery) Asks() bool {
	return d.State == Uncertain || d.State == Rejected && d.Reason == MaybeSent
}

// Rest is what a session still has to do.
type Rest struct{ Waiting, Asking int }

// RestOf counts the deliveries that wait or ask, one left out.
func RestOf(deliveries []Delivery, but string) Rest {
	var rest Rest
	for _, d := range deliveries {
		switch {
		case d.ID == but:
		case d.Waits():
			rest.Waiting++
		case d.Asks():
			rest.Asking++
		}
	}
	return rest
}

// UnderWay reports whether one of the messages is being handed to Gmail.
func UnderWay(deliveries []Delivery) bool {
	return slices.ContainsFunc(deliveries, func(d Delivery) bool { return d.State == Sending })
}
