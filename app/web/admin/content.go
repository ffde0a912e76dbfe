package admin

import (
	"strings"

	"emailcampaigns/app/campaign"
)

// content is all that a campaign shows and sends, for the partial of that name.
type content struct {
	Languages  []translation
	Recipients []campaign.Recipient
	Goal       int
}

// translation is everything in one language.
type translation struct {
	Language   string
	Title      string
	Summary    string
	Letter     letterText
	Questions  []question
	Closing    string
	Victory    string
	Recipients []campaign.Recipient
}

// letterText is a letter before anybody has filled it in.
type letterText struct {
	Subject    []piece
	Salutation string
	Body       []piece
}

// piece is a piece of a letter.
type piece struct {
	Text  string
	Kind  pieceKind
	Field string // a merge field that the sender fills in, without "sender."
}

type pieceKind string

const (
	locked  pieceKind = "locked"  // the letter's own words
	known   pieceKind = "known"   // filled in from the campaign
	blank   pieceKind = "blank"   // filled in by the sender, shown as the name or label of what is asked
	unknown pieceKind = "unknown" // a merge field that does not exist
)

// question is a field of the campaign's own.
type question struct {
	campaign.Field
	Label, Hint string
}

func contentOf(c campaign.Content) content {
	view := content{Recipients: c.Recipients, Goal: c.Goal}
	for _, tag := range c.Languages {
		letter := c.Letters[tag]
		in := translation{
			Language: tag, Title: seen(c.Title[tag]), Summary: seen(c.Summary[tag]), Closing: seen(c.Closing[tag]), Victory: seen(c.Victory[tag]),
			Letter:     letterText{Salutation: letter.Salutation, Subject: pieces(c, tag, letter.Subject), Body: pieces(c, tag, letter.Body)},
			Recipients: c.Recipients,
		}
		for _, f := range c.Fields {
			in.Questions = append(in.Questions, question{Field: f, Label: f.Label[tag], Hint: f.Hint[tag]})
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
func pieces(c campaign.Content, language, text string) []piece {
	var found []piece
	for _, s := range campaign.Pieces(seen(text)) {
		p := piece{Text: s.Text, Kind: locked}
		if s.Field != "" {
			p = merged(c, language, s)
		}
		found = append(found, p)
	}
	return found
}

func merged(c campaign.Content, language string, s campaign.Segment) piece {
	var text string
	switch s.Field {
	case "sender.name", "sender.address":
		return piece{Text: s.Text, Kind: blank, Field: strings.TrimPrefix(s.Field, "sender.")}
	case "recipient.salutation":
		text = c.Letters[language].Salutation
	case "recipient.name":
		var names []string
		for _, r := range c.Recipients {
			names = append(names, r.Name)
		}
		text = strings.Join(names, ", ")
	case "campaign.title":
		text = campaign.In(c.Title, language, c.Languages)
	}
	if text != "" {
		return piece{Text: text, Kind: known}
	}
	for _, f := range c.Fields {
		if label := f.Label[language]; "sender."+f.Name == s.Field && label != "" {
			return piece{Text: label, Kind: blank}
		}
	}
	return piece{Text: s.Text, Kind: unknown}
}
