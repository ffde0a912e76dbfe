package campaign

import "slices"

// moves are the legal moves of a campaign. The database refuses every other one
// by itself (db/migrations).
var moves = map[State][]State{
	Draft:    {InReview, Archived},
	InReview: {Draft, Approved},
	Approved: {Draft, Live, Archived},
	Live:     {Paused, Closed},
	Paused:   {Live, Closed},
	Closed:   {Live, Archived}, // Live only with a revision approved after the close
}

// States returns every state, in the order of a campaign's life.
func States() []State {
	return []State{Draft, InReview, Approved, Live, Paused, Closed, Archived}
}

// MayBecome reports whether a campaign may move from this state to another.
func (s State) MayBecome(next State) bool { return slices.Contains(moves[s], next) }

// Published reports whether visitors have ever met the campaign.
func (s State) Published() bool { return s == Live || s == Paused || s == Closed }

// ReviewState is where a revision stands:
//
//	in_review → approved → voided
//	          → rejected
//	          → withdrawn
//
// A snapshot never moves.
type ReviewState string

// The states of a revision.
const (
	RevisionInReview  ReviewState = "in_review"
	RevisionApproved  ReviewState = "approved"
	RevisionRejected  ReviewState = "rejected"
	RevisionWithdrawn ReviewState = "withdrawn" // taken back by its authors before a decision
	RevisionVoided    ReviewState = "voided"    // after the approval and before the publication the draft was edited, or the campaign closed or archived
	RevisionSnapshot  ReviewState = "snapshot"  // a frozen draft, for tests and preview links; never reviewed
)

var reviewMoves = map[ReviewState][]ReviewState{
	RevisionInReview: {RevisionApproved, RevisionRejected, RevisionWithdrawn},
	RevisionApproved: {RevisionVoided},
}

// ReviewStates returns every state of a revision.
func ReviewStates() []ReviewState {
	return []ReviewState{
		RevisionInReview, RevisionApproved, RevisionRejected, RevisionWithdrawn, RevisionVoided, RevisionSnapshot,
	}
}

// MayBecome reports whether a revision may move from this state to another.
func (s ReviewState) MayBecome(next ReviewState) bool { return slices.Contains(reviewMoves[s], next) }

// Rule is who may approve a revision.
type Rule string

// The rules. Two is the default; Single is for an organisation of one person and
// is said on the pages.
const (
	Two    Rule = "two"    // neither who changed it last nor who submitted it
	Single Rule = "single" // anyone who may review
)
