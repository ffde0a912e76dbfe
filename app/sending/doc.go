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
// A confirmed session has one delivery, which alone tells how the send stands:
//
//	pending ──Claim──▶ sending ──Settle──▶ accepted | rejected | uncertain
//
// Only Deliver calls Gmail, only inside the request in which the sender pressed
// the button, and only once for each press (promise 3). Between Claim and Settle
// the delivery is sending; if the program dies there, nobody knows whether Gmail
// took the message, so MarkOrphans makes it uncertain and nothing sends it
// again. A sender who has looked into Sent may confirm a new attempt.
//
// Every exit erases: typed fields in the transaction that ends the session,
// tokens after Google was asked to revoke them (promise 6). A session that ended
// and still holds a token was interrupted between the two; the sweep finishes.
//
// The rules are methods of Session and pure; Flow loads, applies one, and saves
// under the session's version, so that of two requests that race one wins and
// the other is a fault.Conflict.
package sending
