package campaign

import (
	"crypto/sha256"
	"encoding/binary"
	"math"
	"strings"
)

// Wording is a number that a sender has, and that picks one of the alternatives
// of each part of a letter. The same number picks the same ones for ever.
type Wording uint32

// Pick returns which of count alternatives of a part a wording picks. Parts count
// from 0, which is the subject.
func (w Wording) Pick(part, count int) int {
	if count < 2 {
		return 0
	}
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, uint32(w)), uint64(part))) // #nosec G115 -- parts are few
	return int(binary.BigEndian.Uint64(sum[:8]) % uint64(count))                                                     // #nosec G115 -- below count
}

// Parts returns how many alternatives each part of the letter has, the subject
// first.
func (l Letter) Parts() []int {
	parts := []int{1 + len(l.Subjects)}
	for _, b := range l.Blocks {
		parts = append(parts, max(len(b.Texts), 1))
	}
	return parts
}

// Combinations returns how many distinct combinations of alternatives there are,
// math.MaxInt when they cannot be counted.
func (l Letter) Combinations() int {
	product := 1
	for _, n := range l.Parts() {
		if product > math.MaxInt/n {
			return math.MaxInt
		}
		product *= n
	}
	return product
}

// Picks returns what a wording picks of each part.
func (l Letter) Picks(w Wording) []int {
	parts := l.Parts()
	for i, n := range parts {
		parts[i] = w.Pick(i, n)
	}
	return parts
}

// Worded returns subject and body of a combination, merge fields in place: the
// opening, of each block the alternative that was picked, and the closing. picks
// is as Picks returns it.
func (l Letter) Worded(picks []int) (subject, body string) {
	subject = l.Subject
	if picks[0] > 0 {
		subject = l.Subjects[picks[0]-1]
	}
	parts := []string{l.Body}
	for i, b := range l.Blocks {
		if len(b.Texts) > 0 {
			parts = append(parts, b.Texts[picks[i+1]])
		}
	}
	return subject, joined(append(parts, l.Closing)...)
}

// Texts returns every text of the letter that is sent, each alternative included.
func (l Letter) Texts() []string {
	texts := append([]string{l.Subject, l.Body}, l.Subjects...)
	for _, b := range l.Blocks {
		texts = append(texts, b.Texts...)
	}
	return append(texts, l.Closing)
}

// Empty reports whether nothing has been written yet.
func (l Letter) Empty() bool { return joined(append(l.Texts(), l.Salutation)...) == "" }

// Another returns the next wording whose combination differs from that of w as
// much as the next few can, w itself when there is one combination only.
func (l Letter) Another(w Wording) Wording {
	const tries = 64
	now, best, most := l.Picks(w), w, 0
	for next := w + 1; next != w+tries; next++ {
		differ := 0
		for i, pick := range l.Picks(next) {
			if pick != now[i] {
				differ++
			}
		}
		if differ > most {
			best, most = next, differ
		}
	}
	return best
}

// joined puts paragraphs one under another, parted by empty lines.
func joined(parts ...string) string {
	var written []string
	for _, p := range parts {
		if !blank(p) {
			written = append(written, p)
		}
	}
	return strings.Join(written, "\n\n")
}
