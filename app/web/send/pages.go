package send

import (
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/inapp"
)

// form is what a sender fills in, as typed: also what cannot be accepted comes
// back to the page.
type form struct {
	Name     string
	Address  string
	Letter   string // language of the letter
	Fields   []formField
	Problems []fault.Field
}

// formField is one of the campaign's own fields, in the page's language.
type formField struct {
	Name      string // of the control: "field." and the field's name
	Label     string
	Hint      string
	Required  bool
	MaxLength int
	Value     string
}

// letter is the message as the sheet shows it.
type letter struct {
	Message      campaign.Message
	Recipients   []campaign.Recipient // in the order of Message.To
	Language     string               // BCP 47, for the lang attribute
	Languages    []string             // languages the campaign has letters in
	RevisionName string               // the first 12 hexadecimal digits of the revision's digest
	Unreviewed   bool                 // a test or preview of what nobody has approved
}

// campaignPage is send/campaign: screen 1 as a public page. Nothing in it
// belongs to a visitor unless the visitor posted it.
type campaignPage struct {
	Slug         string
	Language     string // of the page
	Availability campaign.Availability
	Ending       campaign.Ending
	EndText      []string  // paragraphs of the organisation's own words on the end
	Stopped      bool      // all sending is stopped
	StopReason   string    // in the operators' own words, "" when they gave none
	PreviewUntil time.Time // zero: not a preview
	Title        string
	Summary      []string // paragraphs
	OpensAt      time.Time
	ClosesAt     time.Time
	Goal         int
	Accepted     int
	URL          string // absolute, for sharing
	Form         form
	Letter       letter
}

// Sendable reports whether the form stands on the page.
func (p campaignPage) Sendable() bool {
	return p.Availability == campaign.Open && !p.Stopped && p.PreviewUntil.IsZero()
}

// reviewPage is send/review: screen 1 of a session that exists.
type reviewPage struct {
	ID       string
	Test     bool
	Language string
	Title    string
	Form     form
	Letter   letter
}

// connectPage is send/connect: screen 2, the disclosure.
type connectPage struct {
	ID             string
	Test           bool
	Language       string
	Title          string // of the campaign
	Address        string // the typed one
	Problem        sending.Reason
	Away           bool           // left for Google and has not come back
	InApp          *inapp.Browser // nil in an ordinary browser
	EscapeURL      string         // opens this page outside, "" where the system has no way
	PublicURL      string         // to copy into another browser: the campaign's page
	OperatedBy     string
	AbandonedAfter time.Duration
	HashKept       time.Duration
	Refresh        bool // a refresh token is asked for as well
	VerifiesOwner  bool // Gmail verifies the typed address
}

// confirmPage is send/confirm: screen 3.
type confirmPage struct {
	ID       string
	Language string
	Title    string
	Address  string // the account the message leaves from
	Letter   letter
	Digest   string // of the exact message; the form carries it
	Problem  sending.Reason
	RetryAt  time.Time
	Halted   campaign.Availability // other than Open: cannot be sent now
	Stopped  bool                  // all sending is stopped
	Reason   string                // why, in the operators' own words
	Test     bool                  // an operator tests the letter
	Notice   *fault.Message        // why the last press did not count
}

// deliveryPage is send/delivery: a confirmed send that is under way, or whose
// fate only the sender can tell.
type deliveryPage struct {
	ID       string
	Language string
	Title    string
	State    sending.DeliveryState // Sending or Uncertain
	Reason   sending.Reason
	Address  string
	Letter   letter
	Digest   string
	At       time.Time // when it was handed to Gmail
	Test     bool
}

// Sendable reports whether the button stands on the page.
func (p confirmPage) Sendable() bool { return p.Halted == campaign.Open && !p.Stopped }

// receiptPage is send/receipt: screen 4, and the end of a session that was
// cancelled or has expired.
type receiptPage struct {
	ID          string
	Language    string
	Slug        string
	Title       string
	State       sending.State         // Finished, Cancelled or Expired
	Delivery    sending.DeliveryState // "" when nothing was ever confirmed
	Reason      sending.Reason
	SettledAt   time.Time
	ConnectedAt time.Time // zero: no token was ever held
	RevokedAt   time.Time // zero with a ConnectedAt: Google did not confirm
	ErasedAt    time.Time // tokens
	EndedAt     time.Time // typed fields were erased
	HashUntil   time.Time // zero: no hash remains
	GoneAt      time.Time // this page itself is deleted
	URL         string    // of the campaign, for sharing
	ShareText   string
	Accepted    int
	Goal        int
	Test        bool
	CampaignID  string // for the way back to the operators' pages after a test
}
