package campaign

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"emailcampaigns/app/fault"
)

// MaxParagraph is the longest paragraph of a sender's own that a campaign may
// allow, in characters.
const MaxParagraph = 2_000

// Paragraph is the sender's own words, which stand where the letter has
// {{sender.paragraph}}. They are optional, plain text, and seen by nobody but the
// sender and the recipient.
type Paragraph struct {
	On  bool `json:"on,omitempty"`
	Min int  `json:"min,omitempty"` // characters, of one that is not empty
	Max int  `json:"max,omitempty"` // characters
}

// ownParagraph is the merge field of the sender's own words.
const ownParagraph = "sender.paragraph"

// check refuses what cannot go into a letter.
func (p Paragraph) check(rejected *fault.Fields, text string) {
	length := utf8.RuneCountInString(text)
	switch {
	case text == "":
	case !p.On:
		rejected.Reject("paragraph", "fault.paragraph.off", nil)
	case length > p.Max:
		rejected.Reject("paragraph", "fault.too_long", map[string]any{"Max": p.Max})
	case length < p.Min:
		rejected.Reject("paragraph", "fault.paragraph.short", map[string]any{"Min": p.Min})
	case strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && unprintable(r) }) || !utf8.ValidString(text):
		rejected.Reject("paragraph", "fault.characters", nil)
	}
}

// cleanParagraph trims the lines, and leaves at most one empty line between two:
// the words of the letter below must not be pushed out of sight.
func cleanParagraph(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.ReplaceAll(norm.NFC.String(text), "\r\n", "\n"), "\n") {
		line = strings.TrimSpace(line)
		if blank(line) {
			line = ""
		}
		if line == "" && len(lines) > 0 && lines[len(lines)-1] == "" {
			continue
		}
		lines = append(lines, line)
	}
	return strings.Trim(strings.Join(lines, "\n"), "\n")
}
