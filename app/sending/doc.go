// Package sending is the wizard as a state machine, and the send.
//
//	          Review
//	           ┌─┐
//	Start ──▶ started ──Connect──▶ connecting ──Return──▶ connected
//	           ▲ ▲                     │                   │    ▲
//	           │ └──declined, expired──┘                   │    │ wait
//	           │                                       Deliver  │
//	           │  connect again                            ▼    │
//	           └──────────────────────────────────────  confirmed
//	                                                       │
//	   Abandon, expiry (from any state above)              │ accepted,
//	           ▼                                           ▼ refused
//	cancelled, expired                                  finished
//
// A session has a delivery for each message: one to all recipients together, or up
// to campaign.MaxIndividual to one recipient each. They are stored when the session
// begins, and each tells how its message stands:
//
//	pending ──Claim──▶ sending ──Settle──▶ accepted | rejected | uncertain
//
// A press confirms all messages that wait, by the digest of what the page showed,
// and Deliver sends the first of them. The session stays confirmed for the others,
// which the page in front of the sender asks for one by one with a press or a
// request each; it has finished when none waits and none asks. What Gmail refuses
// for a reason that passes waits for another press.
//
// Only Deliver calls Gmail, only inside the request in which the sender pressed
// the button, and only once for each press (promise 3). Between Claim and Settle
// the delivery is sending; if the program dies there, nobody knows whether Gmail
// took the message, so MarkOrphans makes it uncertain and nothing sends it
// again. A sender who has looked into Sent may confirm a new attempt of it.
//
// A claim is also where a recipient's caps are held, where a mailbox that asked to
// stop is refused, and where the unique mark of sender and recipient is made.
//
// Every exit erases: typed fields in the transaction that ends the session,
// tokens after Google was asked to revoke them (promise 6). A session that ended
// and still holds a token was interrupted between the two; the sweep finishes.
//
// The rules are methods of Session and pure; Flow loads, applies one, and saves
// under the session's version, so that of two requests that race one wins and
// the other is a fault.Conflict.
package sending
