package admin

import (
	"strings"

	"emailcampaigns/app/campaign"
)

// content is all that a campaign shows and sends, for the partial of that name.
type content struct {
	Languages  []translation
	Addressees addressees
	Goal       int
	Sending    sendingView
	Likenesses []likeness
}

// translation is everything in one language.
type translation struct {
	Language  string
	Title     string
	Summary   string
	Letter    letterText
	Others    []namedLetter
	Questions []asked
	Closing   string
	Victory   string
}

// letterPiece is a piece of a letter.
type letterPiece struct {
	Text  string
	Kind  pieceKind
	Field string // a merge field that the sender fills in, without "sender."
}

type pieceKind string

const (
	lockedPiece  pieceKind = "locked"  // the letter's own words
	knownPiece   pieceKind = "known"   // filled in from the campaign
	blankPiece   pieceKind = "blank"   // filled in by the sender, shown as the name or label of what is asked
	unknownPiece pieceKind = "unknown" // a merge field that does not exist
	eachPiece    pieceKind = "each"    // filled in for each recipient
	ownPiece     pieceKind = "own"     // the sender's own words
)

// asked is a field of the campaign's own.
type asked struct {
	campaign.Field
	Label, Hint string
}

func contentOf(c campaign.Content) content {
	view := content{Addressees: addresseesOf(c.Recipients), Goal: c.Goal, Sending: sendingOf(c), Likenesses: likenesses(c)}
	readers := c.Readers()
	for _, tag := range c.Languages {
		in := translation{
			Language: tag, Title: seen(c.Title[tag]), Summary: seen(c.Summary[tag]), Closing: seen(c.Closing[tag]), Victory: seen(c.Victory[tag]),
			Letter: letterTextOf(c, tag, c.Letters[tag]), Others: othersIn(c, tag),
		}
		in.Letter = in.Letter.to(c, campaign.LetterSection(tag), readers[campaign.LetterSection(tag)])
		for i, o := range in.Others {
			s := campaign.OtherLetterSection(o.Name, tag)
			in.Others[i].Letter = o.Letter.to(c, s, readers[s])
		}
		for _, f := range c.Fields {
			in.Questions = append(in.Questions, asked{Field: f, Label: f.Label[tag], Hint: f.Hint[tag]})
		}
		view.Languages = append(view.Languages, in)
	}
	return view
}

// seen returns a text, "" when there is nothing to be seen of it.
func seen(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return text
}

// pieces shows each merge field as what will stand there.
func pieces(c campaign.Content, language, text string) []letterPiece {
	var found []letterPiece
	for _, s := range campaign.Pieces(seen(text)) {
		p := letterPiece{Text: s.Text, Kind: lockedPiece}
		if s.Field != "" {
			p = merged(c, language, s)
		}
		found = append(found, p)
	}
	return found
}

func merged(c campaign.Content, language string, s campaign.Segment) letterPiece {
	if p, ok := ofEach(c, s); ok {
		return p
	}
	var text string
	switch s.Field {
	case "sender.name", "sender.address":
		return letterPiece{Text: s.Text, Kind: blankPiece, Field: strings.TrimPrefix(s.Field, "sender.")}
	case "sender.paragraph":
		if c.Paragraph.On {
			return letterPiece{Text: s.Text, Kind: ownPiece}
		}
	case "recipient.salutation":
		text = c.Letters[language].Salutation
	case "recipient.name":
		to := c.Included()
		names := namedAll(to[:min(mostShown, len(to))]).Names
		if len(names) < len(to) {
			names = append(names, "…")
		}
		text = strings.Join(names, ", ")
	case "campaign.title":
		text = campaign.In(c.Title, language, c.Languages)
	}
	if text != "" {
		return letterPiece{Text: text, Kind: knownPiece}
	}
	for _, f := range c.Fields {
		if label := f.Label[language]; "sender."+f.Name == s.Field && label != "" {
			return letterPiece{Text: label, Kind: blankPiece}
		}
	}
	return letterPiece{Text: s.Text, Kind: unknownPiece}
}
