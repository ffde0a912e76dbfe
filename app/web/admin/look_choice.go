package admin

import (
	"math"

	"emailcampaigns/app/campaign"
)

// lookChoice is which letter somebody looks at, in which of its wordings.
type lookChoice struct {
	Letter  string             // name of the other letter; "": the campaign's own
	Wording campaign.Wording   // what its alternatives are picked by
	Number  int                // of the combination, from 1
	Of      int                // how many there are; 0: beyond counting
	Apart   bool               // each recipient gets a message of their own
	Reader  campaign.Recipient // who gets it then, the zero one without anybody
	Own     bool               // it is the letter of the chosen recipient, which need not be the edited one
	Left    bool               // the chosen recipient is left out
	another bool               // another wording is asked for
}

// choose returns the envelope of what is looked at, and the content to fill in.
func (l *look) choose(content campaign.Content, language string) (campaign.Content, campaign.Envelope) {
	l.Apart = content.Selection.Individual()
	switch {
	case !l.Apart:
		content = content.Alone(l.Letter)
	case l.To > 0:
		l.Reader, l.Own = l.Chosen().Recipient, true
		l.Letter, l.Left = content.Chooses(l.Reader), content.Excluded(l.Reader)
		language = content.LetterLanguage(l.Reader.Language)
	default:
		var found bool
		if l.Reader, found = readerOf(content, l.Letter, language); !found {
			content = content.Alone(l.Letter)
			content.Routes = nil
			if len(content.Recipients) > 0 {
				l.Reader = content.Recipients[0]
			}
		}
	}
	letter, _ := content.Other(l.Letter, language)
	if len(content.Others) == 0 {
		letter = content.Letters[language]
	}
	l.count(letter)
	e := content.EnvelopeToAll(content.Included(), language, l.Wording)
	if l.Apart {
		e = campaign.Envelope{Language: language, Wording: l.Wording}
		if l.Reader.Key != "" || l.Reader.Address != "" {
			e.To = []campaign.Recipient{l.Reader}
		}
	}
	return content, e
}

// readerOf returns the first recipient who gets a letter in a language.
func readerOf(content campaign.Content, name, language string) (campaign.Recipient, bool) {
	for _, r := range content.Recipients {
		if !content.Excluded(r) && content.Chooses(r) == name && content.LetterLanguage(r.Language) == language {
			return r, true
		}
	}
	return campaign.Recipient{}, false
}

// count numbers the combination that is shown, after the next one has been chosen
// if that is asked for.
func (l *look) count(letter campaign.Letter) {
	if l.another {
		l.Wording = letter.Another(l.Wording)
	}
	if l.Of = letter.Combinations(); l.Of == math.MaxInt {
		l.Of = 0
	}
	picks, number := letter.Picks(l.Wording), 0
	for i, n := range letter.Parts() {
		number = number*n + picks[i]
	}
	l.Number = number + 1
}
