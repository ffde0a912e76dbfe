// Package insight is what operators see of the service in numbers. None of its
// types can hold anything of a sender.
package insight

import (
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/sending"
)

// Overview is what the dashboard shows.
type Overview struct {
	Campaigns map[campaign.State]int // how many are in each state
	Reviews   []Review               // revisions that wait for a decision, the oldest first
	Ready     []Ready                // approved and not yet published, the oldest first
	Today     Outcomes
	Held      Held
	Sweep     Sweep
	Alerts    []Alert // open ones, the latest first
	Stop      sending.Stop
}

// Notices are what stands on every page of an operator.
type Notices struct {
	Stop     sending.Stop
	Reviews  []Review
	Requests int // of recipients' offices, open
}

// Review is a revision that waits for a decision.
type Review struct {
	CampaignID, Slug string
	Number           int
	Rule             campaign.Rule
	AuthorID         string
	SubmitterID      string
	SubmittedAt      time.Time
}

// Ready is an approved revision that waits for its publication.
type Ready struct {
	CampaignID, Slug string
	Number           int
	ApprovedAt       time.Time
}

// Outcomes counts deliveries that were settled, tests left out.
type Outcomes struct{ Accepted, Rejected, Uncertain int }

// Held is what the program holds of senders at the moment.
type Held struct {
	Sessions int       // not ended
	Tokens   int       // sessions with sealed tokens
	Oldest   time.Time // when the oldest of those tokens arrived; zero without any
}

// Sweep is the last sweep; zero before the first.
type Sweep struct {
	At             time.Time
	Erased, Failed int
}

// Alert is something that nobody has dealt with yet.
type Alert struct {
	ID              string
	Kind            sending.AlertKind
	Subject         string // slug of the campaign, "" when it concerns all
	Times           int
	FirstAt, LastAt time.Time
}

// Summary is a campaign as the operators' list shows it.
type Summary struct {
	Campaign campaign.Campaign
	Titles   map[string]string // of the draft, by language
	Accepted int
	EditedBy string
	EditedAt time.Time

	Pending           campaign.ReviewState // "" without a pending revision
	Author, Submitter string               // of the pending revision
}
