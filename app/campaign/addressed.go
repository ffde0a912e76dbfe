package campaign

import (
	"slices"
	"strings"
	"time"

	"emailcampaigns/app/address"
)

// Addressed is a campaign that writes to a mailbox, or has done so.
type Addressed struct {
	Campaign  Campaign
	Revision  Revision // the last published one that names the mailbox
	Recipient Recipient
	Since     time.Time // the campaign was published first
	Accepted  int       // messages to this recipient; of a Together campaign, all of them
}

// Current reports whether those who begin a session write to the mailbox.
func (a Addressed) Current() bool { return a.Revision.ID == a.Campaign.RevisionID }

// Use is a campaign that names a mailbox in what is public, or in its draft.
type Use struct {
	CampaignID string
	Slug       string
	Titles     map[string]string // of the draft
	Name       string            // of the recipient
	Live       bool
	Draft      bool
}

// Naming returns the recipient with this mailbox, false when there is none or a
// route leaves it out: nobody writes to it then. The mailbox is in the normal form
// of its address.
func (c Content) Naming(mailbox string) (Recipient, bool) {
	i := slices.IndexFunc(c.Recipients, func(r Recipient) bool {
		if !strings.EqualFold(r.Address, mailbox) && !strings.HasSuffix(mailbox, "@gmail.com") {
			return false // the normal form is lower case; parsing ten thousand takes its time
		}
		parsed, err := address.Parse(r.Address)
		return err == nil && parsed.Normal() == mailbox && !c.Excluded(r)
	})
	if i < 0 {
		return Recipient{}, false
	}
	return c.Recipients[i], true
}

// LanguagesTo returns the languages of the letters that a recipient can get: their
// own, or, where everyone is written to together and the sender chooses, all of
// them, the recipient's first.
func (c Content) LanguagesTo(r Recipient) []string {
	languages := []string{c.LetterLanguage(r.Language)}
	if c.Selection.Individual() {
		return languages
	}
	for _, other := range c.Languages {
		if !slices.Contains(languages, other) {
			languages = append(languages, other)
		}
	}
	return languages
}

// PartKind is what part of a letter something is.
type PartKind string

// The parts of a letter, in their order.
const (
	SubjectPart   PartKind = "subject"
	OpeningPart   PartKind = "opening"
	BlockPart     PartKind = "block"
	ClosingPart   PartKind = "closing"
	ReferencePart PartKind = "reference"
)

// LetterPart is a part of a letter with its reviewed alternatives, of which each
// sender has one.
type LetterPart struct {
	Kind  PartKind
	Texts [][]Segment
}

// gap stands for what only a sender can say. Where it stands, the name of its merge
// field counts and not this text.
const gap = "…"

// LetterParts returns the parts of a letter as everyone sends them. What a sender
// says of themselves is a Segment with the name of its merge field, such as
// sender.name; all else is filled in.
func (c Content) LetterParts(e Envelope) []LetterPart {
	letter, ok := c.letter(e)
	if !ok {
		return nil
	}
	values := c.values(letter, e, Values{})
	for name := range values {
		if strings.HasPrefix(name, "sender.") {
			values[name] = gap
		}
	}
	var parts []LetterPart
	add := func(kind PartKind, texts ...string) {
		part := LetterPart{Kind: kind}
		for _, text := range texts {
			if segments := segmentsOf(text, values); len(segments) > 0 {
				part.Texts = append(part.Texts, segments)
			}
		}
		if len(part.Texts) > 0 {
			parts = append(parts, part)
		}
	}
	add(SubjectPart, append([]string{letter.Subject}, letter.Subjects...)...)
	add(OpeningPart, letter.Body)
	for _, b := range letter.Blocks {
		add(BlockPart, b.Texts...)
	}
	add(ClosingPart, letter.Closing)
	add(ReferencePart, c.Reference)
	return parts
}

// segmentsOf fills a text in as body does, but for the line breaks at its end.
func segmentsOf(text string, values map[string]string) []Segment {
	var segments []Segment
	for i, l := range lines(strings.TrimSpace(text), values) {
		if i > 0 {
			segments = appended(segments, Segment{Text: "\n"})
		}
		for _, s := range l.segments(values) {
			if !strings.HasPrefix(s.Field, "sender.") {
				s.Field = ""
			}
			segments = appended(segments, s)
		}
	}
	return segments
}
