// Package campaign holds what an organisation prepares: the campaign, its
// immutable revisions, their letters and recipients, and the rules by which a
// letter becomes a message. It knows nothing of HTTP, SQL or Google.
package campaign

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// State is where a campaign stands in its life:
//
//	draft → in_review → approved → live → paused ⇄ live → closed → archived
type State string

// The states of a campaign.
const (
	Draft    State = "draft"
	InReview State = "in_review"
	Approved State = "approved"
	Live     State = "live"
	Paused   State = "paused"
	Closed   State = "closed"
	Archived State = "archived"
)

// Availability is what a visitor meets when opening a campaign's page.
type Availability string

// The answers of Campaign.At.
const (
	Hidden  Availability = "hidden"  // never published: not found
	Waiting Availability = "waiting" // opens later
	Open    Availability = "open"    // can be sent
	Halted  Availability = "halted"  // paused by the organisation
	Ended   Availability = "ended"   // closed by hand or by schedule
)

// Ending is how a campaign ended, "" while it has not.
type Ending string

// The endings of a campaign. Each has a text of its own for visitors.
const (
	Ordinary Ending = "ordinary"
	Victory  Ending = "victory"
)

// Campaign is one outreach effort. Its content lives in revisions, and what
// operators are working on in its draft.
type Campaign struct {
	ID         string // UUIDv7
	Slug       string // lower-case letters, digits and hyphens; names it in URLs
	State      State
	RevisionID string    // the approved revision new sessions start with, "" before the first publication
	OpensAt    time.Time // zero: open as soon as live
	ClosesAt   time.Time // zero: open until closed by hand
	Ending     Ending
	CreatedAt  time.Time
	UpdatedAt  time.Time
}

// At tells what a visitor meets at the given time.
func (c Campaign) At(now time.Time) Availability {
	switch c.State {
	case Live, Paused:
		switch {
		case !c.ClosesAt.IsZero() && !now.Before(c.ClosesAt):
			return Ended
		case c.State == Paused:
			return Halted
		case !c.OpensAt.IsZero() && now.Before(c.OpensAt):
			return Waiting
		}
		return Open
	case Closed:
		return Ended
	}
	return Hidden
}

// Revision is an immutable snapshot of all that a sender can see or send,
// reviewed as a whole and named by the SHA-256 of its content's canonical form.
type Revision struct {
	ID         string // UUIDv7
	CampaignID string
	Number     int // 1, 2, 3 … within the campaign; below 0 for a Snapshot
	Content    Content
	Digest     Digest // as it was when the revision was made
	Stored     Digest // SHA-256 of the bytes the content was read from
	State      ReviewState
	Rule       Rule   // under which it is reviewed
	AuthorID   string // the operator who changed the draft last, "" for the shell
	Submitter  string // the operator who submitted it
	Note       string // of the submitter to the reviewer
	ReviewerID string // the operator who approved or rejected it, "" before
	Reason     string // of the reviewer

	CreatedAt   time.Time // submitted
	DecidedAt   time.Time // approved, rejected or withdrawn
	PublishedAt time.Time // zero: never published
}

// Content is what a revision holds.
type Content struct {
	Languages  []string          `json:"languages"`         // BCP 47, the first is the default
	Title      map[string]string `json:"title"`             // by language
	Summary    map[string]string `json:"summary"`           // by language; paragraphs parted by an empty line
	Goal       int               `json:"goal"`              // accepted messages aimed at; 0: none
	Closing    map[string]string `json:"closing,omitempty"` // by language; for visitors after an ordinary end
	Victory    map[string]string `json:"victory,omitempty"` // by language; for visitors after a victory
	Fields     []Field           `json:"fields"`
	Letters    map[string]Letter `json:"letters"` // by language
	Recipients []Recipient       `json:"recipients"`

	// What is empty is left out, so that a revision from before it could be said
	// keeps its digest.

	Others     []OtherLetter `json:"others,omitempty"`     // letters that routes choose
	Reference  string        `json:"reference,omitempty"`  // the last line of every letter, by which an office files it
	Selection  Selection     `json:"selection,omitzero"`   // who of the recipients is written to, and how often
	Routes     []Route       `json:"routes,omitempty"`     // which recipients are left out, or get another letter
	Paragraph  Paragraph     `json:"paragraph,omitzero"`   // the sender's own
	Similarity int           `json:"similarity,omitempty"` // target of the median, in percent; 0: DefaultSimilarity
}

// Letter is a letter in one language, with merge fields: an opening, blocks, and a
// closing, parted by empty lines. The subject and each block may have reviewed
// alternatives, of which each sender gets one; see Wording.
type Letter struct {
	Subject    string   `json:"subject"`
	Salutation string   `json:"salutation"`         // for {{recipient.salutation}}: of all recipients together, or of one without its own
	Body       string   `json:"body"`               // the opening; of a letter without blocks and closing all of it
	Subjects   []string `json:"subjects,omitempty"` // alternatives of Subject
	Blocks     []Block  `json:"blocks,omitempty"`
	Closing    string   `json:"closing,omitempty"`
}

// Block is a part of a letter, in one or more reviewed alternatives.
type Block struct {
	Texts []string `json:"texts"`
}

// OtherLetter is a letter that a Route chooses for some recipients, in every
// language of the campaign.
type OtherLetter struct {
	Name    string            `json:"name"` // in the form of a field's name
	Letters map[string]Letter `json:"letters"`
}

// Recipient is an office a message is addressed to.
type Recipient struct {
	Key      string `json:"key"` // stable within the campaign, from its address unless given
	Name     string `json:"name"`
	Address  string `json:"address"`  // as address.Parse returns it
	Function string `json:"function"` // what the person or office is, shown to the sender
	Language string `json:"language"`
	Country  string `json:"country"` // ISO 3166-1 alpha-2

	Salutation   map[string]string `json:"salutation,omitempty"` // by language
	Constituency string            `json:"constituency,omitempty"`
	Group        string            `json:"group,omitempty"` // party or parliamentary group
	Extra        map[string]string `json:"extra,omitempty"` // free columns by name, for {{recipient.NAME}}
	List         string            `json:"list,omitempty"`  // id of the list it was taken from, "" for one of the campaign's own
}

// Field is something a campaign asks its senders besides name and address.
type Field struct {
	Name      string            `json:"name"` // in {{sender.NAME}}
	Label     map[string]string `json:"label"`
	Hint      map[string]string `json:"hint"`
	Required  bool              `json:"required"`
	MaxLength int               `json:"max_length"` // characters
}

// In returns the text in the wanted language, or in another script of it, or in the
// first of the fallbacks that has one, or any.
func In(texts map[string]string, wanted string, fallbacks []string) string {
	for _, language := range append([]string{wanted, inAnotherScript(texts, wanted)}, fallbacks...) {
		if text, ok := texts[language]; ok {
			return text
		}
	}
	if languages := slices.Sorted(maps.Keys(texts)); len(languages) > 0 {
		return texts[languages[0]]
	}
	return ""
}

// inAnotherScript returns the tag of the same language in another script or of
// another region, "" without any: who reads Serbian in Latin letters reads it in
// Cyrillic ones rather than English.
func inAnotherScript[T any](texts map[string]T, wanted string) string {
	base, _, _ := strings.Cut(wanted, "-")
	for _, tag := range slices.Sorted(maps.Keys(texts)) {
		if other, _, _ := strings.Cut(tag, "-"); other == base {
			return tag
		}
	}
	return ""
}

// SameLanguage reports whether two tags are of one language, be it in different
// scripts.
func SameLanguage(a, b string) bool {
	base, _, _ := strings.Cut(a, "-")
	other, _, _ := strings.Cut(b, "-")
	return base == other
}

// LetterLanguage returns the language of the letter for someone who reads
// wanted: that language if the campaign has it, or another script of it, else the
// campaign's first.
func (c Content) LetterLanguage(wanted string) string {
	for _, language := range []string{wanted, inAnotherScript(c.Letters, wanted)} {
		if _, ok := c.Letters[language]; ok {
			return language
		}
	}
	return c.Languages[0]
}
