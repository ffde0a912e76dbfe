package campaign

import (
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Passage is a paragraph of a filled-in letter with the line breaks behind it.
type Passage struct{ Segments []Segment }

// Segment is a piece of a filled-in letter from one source.
type Segment struct {
	Text  string
	Field string // the merge field it stands for; "": locked text of the letter
}

// PreviewPassages returns the body of the same Preview, byte for byte, in pieces
// that tell the letter's own text from what its merge fields stand for.
func (c Content) PreviewPassages(e Envelope, v Values, blanks map[string]string) []Passage {
	letter, _ := c.letter(e)
	values := c.preview(letter, e, v, blanks)
	_, text := c.worded(letter, e)
	left := len(body(text, values)) - 1 // bytes until the line break at the end
	var blocks []Passage
	var current []Segment
	add := func(s Segment) {
		s.Text = s.Text[:min(len(s.Text), left)]
		left -= len(s.Text)
		current = appended(current, s)
	}
	above := ""
	for i, l := range lines(text, values) {
		if i > 0 {
			add(Segment{Text: "\n"})
		}
		if i > 0 && above == "" && l.filled != "" {
			blocks, current = append(blocks, Passage{current}), nil
		}
		above = l.filled
		for _, s := range l.segments(values) {
			add(s)
		}
	}
	return append(blocks, Passage{appended(current, Segment{Text: "\n"})})
}

// appended leaves out what is empty and keeps locked text in one piece.
func appended(segments []Segment, s Segment) []Segment {
	last := len(segments) - 1
	switch {
	case s.Text == "":
	case last >= 0 && s.Field == "" && segments[last].Field == "":
		segments[last].Text += s.Text
	default:
		segments = append(segments, s)
	}
	return segments
}

// segments cuts what the line comes out as where its merge fields begin and end.
// A character that is composed across such a border belongs to what is behind it.
func (l line) segments(values map[string]string) []Segment {
	var pieces []Segment
	var whole strings.Builder
	at := 0
	for _, match := range mergeField.FindAllStringSubmatchIndex(l.text, -1) {
		name := strings.TrimSpace(l.text[match[2]:match[3]])
		pieces = append(pieces, Segment{Text: l.text[at:match[0]]}, Segment{values[name], name})
		at = match[1]
	}
	pieces = append(pieces, Segment{Text: l.text[at:]})
	for _, p := range pieces {
		whole.WriteString(p.Text)
	}
	composed := make([]int, len(pieces)) // bytes of each piece
	var characters norm.Iter
	characters.InitString(norm.NFC, whole.String())
	for i, end := 0, len(pieces[0].Text); !characters.Done(); {
		n := len(characters.Next())
		for characters.Pos() > end {
			i++
			end += len(pieces[i].Text)
		}
		composed[i] += n
	}
	rest := l.filled
	for i, n := range composed {
		n = min(n, len(rest))
		pieces[i].Text, rest = rest[:n], rest[n:]
	}
	return pieces
}
