package send

import (
	"slices"
	"time"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/inapp"
)

// form is what a sender fills in, as typed: also what cannot be accepted comes
// back to the page.
type form struct {
	Name      string
	Address   string
	Letter    string // language of the letter
	Fields    []formField
	Choice    choice
	Paragraph *paragraph // nil: the campaign asks for none
	Problems  []fault.Field
}

// paragraph is where the sender's own words are typed.
type paragraph struct {
	Value     string
	Min, Max  int  // characters
	Languages bool // the letters may be in several
}

// choice is to whom the sender writes, as far as the campaign leaves it to them.
type choice struct {
	campaign.Selection
	Offered int           // recipients that can be written to
	Groups  []choiceGroup // of One and Some
	Areas   []choiceArea  // of Area
	Nobody  bool          // nobody can be written to
	Written []string      // those the session has written to already, by name
}

// Many reports whether a list is long enough to be searched.
func (c choice) Many() bool { return c.Offered > 12 }

// Most is how many recipients can be chosen.
func (c choice) Most() int {
	_, most := c.Bounds()
	return min(most, c.Offered)
}

// Least is how many have to be.
func (c choice) Least() int {
	least, _ := c.Bounds()
	return least
}

// Each is how many messages a sender sends where they do not choose.
func (c choice) Each() int {
	if c.Mode == campaign.Random {
		return min(c.Count, c.Offered)
	}
	return min(c.Offered, campaign.MaxIndividual)
}

// choiceGroup is the recipients of one country, constituency or group.
type choiceGroup struct {
	Name    string // "" where they have nothing in common
	Country bool   // Name is a code of ISO 3166-1
	Items   []choiceItem
}

// choiceItem is a recipient that can be chosen.
type choiceItem struct {
	Key, Name, Detail string
	Chosen            bool
	Full              bool // has got as many messages as the campaign allows
}

// choiceArea is a country or constituency.
type choiceArea struct {
	Value  string
	Chosen bool
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
	Individual   bool                 // each recipient gets a letter of their own; this is one of them
	Fallback     bool                 // the recipient's language is not among those of the letter
	Beside       *reading             // the same in a language that the sender reads, nil when they read this one
	Wording      campaign.Wording
	Wordings     int // how many combinations of reviewed alternatives there are
}

// reading is a letter to be read, not sent.
type reading struct {
	Language string
	Message  campaign.Message
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
	Done           int            // messages that were sent before
	Messages       int            // that the session is about, those included
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
	Address  string   // the account the message leaves from
	Letters  []letter // what is sent, in order
	Done     int      // messages that were sent before
	Closed   []string // recipients that are not written to any more, by name
	Choosing bool     // the sender may choose others
	Asks     bool     // only the sender can tell whether the message was sent before
	Digest   string   // of the exact message; the form carries it
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
	Closed   bool      // the recipient is not written to any more
	Test     bool
}

// Sendable reports whether the button stands on the page.
func (p confirmPage) Sendable() bool {
	return p.Halted == campaign.Open && !p.Stopped && len(p.Letters) > 0
}

// Again reports whether the sender has to say that they have looked into Sent.
func (p confirmPage) Again() bool { return p.Asks || p.Problem == sending.MaybeSent }

// Letter is the only one.
func (p confirmPage) Letter() letter {
	if len(p.Letters) == 0 {
		return letter{}
	}
	return p.Letters[0]
}

// seriesPage is send/series: several messages, one after the other.
type seriesPage struct {
	ID       string
	Language string
	Title    string
	Address  string
	Items    []seriesItem
	Digest   string // of what is still to be sent
	Halted   campaign.Availability
	Stopped  bool
	Reason   string // why all sending is stopped
	Notice   *fault.Message
	Problem  sending.Reason // why the last press led nowhere
	RetryAt  time.Time
}

// seriesItem is one of the messages.
type seriesItem struct {
	outcome
	ID     string // of the delivery
	Ready  bool   // still to be sent
	Asks   bool   // only the sender can tell
	At     time.Time
	Letter letter
	Digest string // of this message alone, for a new attempt
}

// Sendable reports whether the next message can be sent.
func (p seriesPage) Sendable() bool {
	return p.Halted == campaign.Open && !p.Stopped && p.Ready() > 0 && !p.Busy()
}

// Ready returns how many messages are still to be sent.
func (p seriesPage) Ready() int {
	n := 0
	for _, item := range p.Items {
		if item.Ready {
			n++
		}
	}
	return n
}

// Asking returns how many ask the sender what became of them.
func (p seriesPage) Asking() int {
	n := 0
	for _, item := range p.Items {
		if item.Asks {
			n++
		}
	}
	return n
}

// Accepted returns how many Gmail has accepted.
func (p seriesPage) Accepted() int { return acceptedOf(p.outcomes()) }

// Busy reports whether one is being handed to Gmail.
func (p seriesPage) Busy() bool {
	return slices.ContainsFunc(p.Items, func(i seriesItem) bool { return i.State == sending.Sending })
}

// Next returns the number of the message that is sent next, from 1.
func (p seriesPage) Next() int {
	return 1 + slices.IndexFunc(p.Items, func(i seriesItem) bool { return i.Ready })
}

func (p seriesPage) outcomes() []outcome {
	all := make([]outcome, len(p.Items))
	for i, item := range p.Items {
		all[i] = item.outcome
	}
	return all
}

// outcome is what became of a message to one recipient.
type outcome struct {
	Name   string
	State  sending.DeliveryState
	Reason sending.Reason
}

// Words names the outcome for the key send.outcome.WORDS.
func (o outcome) Words() string {
	if o.State == sending.Rejected && o.Reason == sending.Dropped {
		return "dropped"
	}
	return string(o.State)
}

func acceptedOf(outcomes []outcome) int {
	n := 0
	for _, o := range outcomes {
		if o.State == sending.Accepted {
			n++
		}
	}
	return n
}

// Before reports whether nothing was sent because something had been sent in an
// earlier visit, whose hash remains.
func (p receiptPage) Before() bool {
	return p.HashUntil.IsZero() && (p.Reason == sending.AlreadySent ||
		slices.ContainsFunc(p.Outcomes, func(o outcome) bool { return o.Reason == sending.AlreadySent || o.Reason == sending.MaybeSent }))
}

// Sent returns how many of several messages Gmail has accepted.
func (p receiptPage) Sent() int { return acceptedOf(p.Outcomes) }

// receiptPage is send/receipt: screen 4, and the end of a session that was
// cancelled or has expired.
type receiptPage struct {
	ID          string
	Language    string
	Slug        string
	Title       string
	State       sending.State         // Finished, Cancelled or Expired
	Delivery    sending.DeliveryState // the best of what became of the messages, "" when nothing was ever confirmed
	Outcomes    []outcome             // of several messages
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
