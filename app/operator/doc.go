// Package operator is the accounts of those who work in the internal interface:
// who they are, what their role lets them do, and how they prove it.
//
// An account comes into being, and gets back what its owner lost, by a link that
// works once and for 24 hours:
//
//	                     invitation            new_factor, new_password
//	admin or shell ────────▶ link ◀──────────── admin or shell
//	                          │   ◀── renewal ── shell alone
//	        withdrawn, ◀──────┤
//	        replaced, expired │ opened, and the form accepted
//	                          ▼
//	           active ◀──Enable── disabled
//	             │ └────Disable───────▲
//	             │ reset: new_factor, new_password
//	             ▼
//	          waiting for its link, cannot sign in
//
// Signing in takes e-mail address, password and a code, all at once, and answers
// every failure alike and after the same time: nobody learns which accounts
// there are, nor which of the three was wrong. A code of the app works once; so
// does a recovery code, and so does a link, also when two requests race.
//
// A sign-in is one browser. It ends by signing out, by revocation, two hours
// after its last request, twelve hours after it began, and at once when its
// operator is disabled, gets another role, is reset, or changes the password
// elsewhere.
//
// The database holds no password, code, link or cookie, only hashes; the factor,
// which has to be read, is sealed. Every action is recorded in the transaction
// that carries it out.
package operator
