package sending

import "time"

// Reason says why an attempt led nowhere. Each has its own words on the page.
type Reason string

// Reasons met while connecting. Nothing was sent with any of them.
const (
	Declined     Reason = "declined"      // the person declined at Google
	NotGranted   Reason = "not_granted"   // Google returned without the permission
	AdminPolicy  Reason = "admin_policy"  // the organisation's administrator forbids this client
	OrgInternal  Reason = "org_internal"  // the client is open to another organisation only
	StateExpired Reason = "state_expired" // came back after more than ten minutes
	CodeExpired  Reason = "code_expired"  // Google no longer accepts the code
	GoogleFailed Reason = "google_failed" // Google answered with an error or not at all
)

// Reasons Gmail gives for not sending, and those of a send whose fate is
// unknown. The rules are the table in "users.messages.send" of Gmail's
// documentation: developers.google.com/workspace/gmail/api/guides/handle-errors.
const (
	BadMessage    Reason = "bad_message"    // Gmail refused the message itself
	NoMailbox     Reason = "no_mailbox"     // this Google account has no Gmail
	Unauthorized  Reason = "unauthorized"   // the token is no longer valid
	NoScope       Reason = "no_scope"       // the permission was not ticked
	OtherAccount  Reason = "other_account"  // another account than the typed address is connected
	DomainPolicy  Reason = "domain_policy"  // the organisation's administrator disabled this
	RateLimited   Reason = "rate_limited"   // Gmail's limit for this account
	DailyLimit    Reason = "daily_limit"    // Google's limit for this service
	Refused       Reason = "refused"        // another 4xx
	ServerFailure Reason = "server_failure" // 5xx: it may have been accepted
	NoAnswer      Reason = "no_answer"      // timeout, reset or an unreadable answer
	Unreachable   Reason = "unreachable"    // no connection to Gmail came about; nothing was sent
	Interrupted   Reason = "interrupted"    // the program ended in the middle of the send
	Stopped       Reason = "stopped"        // the operators stopped all sending
)

// Reasons for not calling Gmail at all. They are told only to someone whose
// connected account Gmail has matched with the address.
const (
	AlreadySent Reason = "already_sent" // a message of this account was accepted for this recipient before
	MaybeSent   Reason = "maybe_sent"   // an earlier one's fate is unknown
)

// Reasons for not writing to a recipient that have nothing to do with the sender.
const (
	FullForNow Reason = "full_for_now" // within an hour the recipient has got as many messages as the campaign allows
	Full       Reason = "full"         // the recipient has got as many messages as the campaign allows
	Replaced   Reason = "replaced"     // others are proposed in the place of recipients who are full
	Withdrawn  Reason = "withdrawn"    // the mailbox is not written to any more
	Dropped    Reason = "dropped"      // the session ended before the message was sent
)

// Course is what follows a reason.
type Course int

// The courses.
const (
	Reconnect Course = iota // tokens are given up; the sender may connect again
	Wait                    // tokens stay; the sender may press again later
	End                     // this message cannot be sent
	Ask                     // only the sender can tell whether it was sent
)

// Course returns what follows the reason.
func (r Reason) Course() Course {
	switch r {
	case RateLimited, DailyLimit, Unreachable, MaybeSent, Stopped, FullForNow, Replaced:
		return Wait
	case BadMessage, Refused, AlreadySent, Full, Withdrawn, Dropped:
		return End
	case ServerFailure, NoAnswer, Interrupted:
		return Ask
	}
	return Reconnect
}

// Outcome is what one call of Gmail led to: Accepted without a reason, Rejected
// or Uncertain with one.
type Outcome struct {
	State   DeliveryState
	Reason  Reason
	RetryAt time.Time // for RateLimited, when Gmail named a time
	Status  int       // HTTP status, 0 without an answer; for the log
}
