package admin

import (
	"slices"
	"strings"

	"emailcampaigns/app/campaign"
)

// letterText is a letter before anybody has filled it in, with all of its wordings.
type letterText struct {
	Subjects   [][]letterPiece
	Salutation string
	Body       []letterPiece // the opening, of a plain letter all of it
	Blocks     []wordings
	Closing    []letterPiece // empty without one
	Reference  string
	Distinct   bool  // there is more than one wording of it
	Apart      bool  // each recipient gets a message of their own
	To         reach // who gets it
	Elsewhere  reach // of them, those whose own salutations are in other languages
}

// wordings are the alternatives of a block.
type wordings struct {
	Number int // from 1
	Texts  [][]letterPiece
}

// namedLetter is an other letter.
type namedLetter struct {
	Name   string
	Letter letterText
}

// letterTextOf shows a letter of the content in a language.
func letterTextOf(c campaign.Content, language string, letter campaign.Letter) letterText {
	c = c.WithLetter("", language, letter) // whose salutation is shown
	shown := letterText{
		Salutation: letter.Salutation, Body: pieces(c, language, letter.Body), Closing: pieces(c, language, letter.Closing),
		Reference: seen(c.Reference), Distinct: letter.Combinations() > 1,
	}
	for _, subject := range slices.Concat([]string{letter.Subject}, letter.Subjects) {
		shown.Subjects = append(shown.Subjects, pieces(c, language, subject))
	}
	for i, b := range letter.Blocks {
		block := wordings{Number: i + 1}
		for _, text := range b.Texts {
			block.Texts = append(block.Texts, pieces(c, language, text))
		}
		shown.Blocks = append(shown.Blocks, block)
	}
	return shown
}

// othersIn shows the other letters in a language.
func othersIn(c campaign.Content, language string) []namedLetter {
	var all []namedLetter
	for _, o := range c.Others {
		all = append(all, namedLetter{o.Name, letterTextOf(c, language, o.Letters[language])})
	}
	return all
}

// to says who gets the letter of a section.
func (l letterText) to(c campaign.Content, s campaign.Section, readers []campaign.Recipient) letterText {
	l.Apart, l.To, l.Elsewhere = c.Selection.Individual(), reachOf(readers), reachOf(c.Elsewhere(s, readers))
	if len(readers) <= mostNamed {
		l.To = namedAll(readers)
	}
	return l
}

// ofEach shows what is filled in from each recipient, where every one of them gets
// a message of their own.
func ofEach(c campaign.Content, s campaign.Segment) (letterPiece, bool) {
	column, ok := strings.CutPrefix(s.Field, "recipient.")
	if !ok || !c.Selection.Individual() || !slices.Contains(c.MergeFields(), s.Field) {
		return letterPiece{}, false
	}
	p := letterPiece{Text: column, Kind: eachPiece}
	if column == "name" || column == "salutation" || slices.Contains(campaign.Columns(), column) {
		p.Field = column
	}
	return p, true
}
