package campaign

import (
	"strings"
	"unicode/utf8"
)

// sampleWords are what sample senders add of their own, by language.
var sampleWords = map[string]string{
	"en":      "I have followed this question for years, because it decides how my family lives.",
	"sr-Latn": "Ovo pitanje pratim godinama, jer od njega zavisi kako živi moja porodica.",
	"sr-Cyrl": "Ово питање пратим годинама, јер од њега зависи како живи моја породица.",
}

// paragraph returns the sender's own words, within the limits that a campaign which
// keeps the rules has.
func (s sampleSender) paragraph(p Paragraph) string {
	if !p.On || s.sparing {
		return ""
	}
	most := min(max(p.Max, 0), MaxParagraph)
	words := sampleWords[s.language]
	text := words
	for (s.verbose || utf8.RuneCountInString(text) < p.Min) && utf8.RuneCountInString(text) < most {
		text += " " + words
	}
	short := shortened(text, most)
	if utf8.RuneCountInString(short) >= p.Min {
		return short
	}
	// Cut within a word: the limits leave no room to end with one.
	cut := string([]rune(text)[:most])
	if trimmed := strings.TrimRight(cut, " "); trimmed != cut {
		cut = trimmed + "."
	}
	return cut
}
