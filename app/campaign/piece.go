package campaign

import "strings"

// Pieces cuts a text of a letter where its merge fields begin and end. The texts
// of all pieces, joined, are the text; that of a piece with a Field is the merge
// field as it is written.
func Pieces(text string) []Segment {
	var pieces []Segment
	at := 0
	for _, match := range mergeField.FindAllStringSubmatchIndex(text, -1) {
		pieces = appended(pieces, Segment{Text: text[at:match[0]]})
		pieces = appended(pieces, Segment{text[match[0]:match[1]], strings.TrimSpace(text[match[2]:match[3]])})
		at = match[1]
	}
	return appended(pieces, Segment{Text: text[at:]})
}
