package campaign

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/aymanbagabas/go-udiff/lcs"
)

// BlockKind is what became of a block.
type BlockKind string

// The kinds of a BlockDiff.
const (
	BlockSame    BlockKind = "same"
	BlockAdded   BlockKind = "added"
	BlockRemoved BlockKind = "removed"
	BlockChanged BlockKind = "changed"
)

// BlockDiff is a paragraph, with the line breaks behind it, before and after a
// change.
type BlockDiff struct {
	Kind          BlockKind
	Before, After []Span // nil: not there
}

// Span is a piece of a block. What is not marked is there before and after.
type Span struct {
	Text   string
	Marked bool
}

const (
	// similar is how much of their words two paragraphs share for one to be
	// shown as the other's change.
	similar = 0.5

	// maxPairs bounds the search for such paragraphs: more that were removed,
	// times added, in one place are another text.
	maxPairs = 2_500
)

// DiffText compares two texts paragraph by paragraph, and word by word where a
// paragraph changed. The spans before, joined, are the text before to the byte,
// those after the text after. All blocks are the same exactly when the texts are.
func DiffText(before, after string) []BlockDiff {
	c := comparison{before: paragraphs(before), after: paragraphs(after)}
	i, j := 0, 0
	for _, d := range lcs.DiffLines(trimmed(c.before), trimmed(c.after)) {
		c.pairs(i, j, d.Start-i)
		c.replaced(d.Start, d.End, d.ReplStart, d.ReplEnd)
		i, j = d.End, d.ReplEnd
	}
	c.pairs(i, j, len(c.before)-i)
	return c.blocks
}

// paragraphs cuts a text behind its empty lines.
func paragraphs(text string) []string {
	var found []string
	start, at, empty := 0, 0, false
	for line := range strings.SplitAfterSeq(text, "\n") {
		above := empty
		if empty = strings.TrimSpace(line) == ""; above && !empty {
			found, start = append(found, text[start:at]), at
		}
		at += len(line)
	}
	if start < at {
		found = append(found, text[start:])
	}
	return found
}

// trimmed returns paragraphs without what is behind them, which changes when the
// last one is followed by another.
func trimmed(paragraphs []string) []string {
	texts := make([]string, len(paragraphs))
	for i, p := range paragraphs {
		texts[i] = strings.TrimRightFunc(p, unicode.IsSpace)
	}
	return texts
}

// comparison puts the blocks of two texts side by side.
type comparison struct {
	before, after []string
	blocks        []BlockDiff
}

func (c *comparison) pairs(i, j, count int) {
	for n := range count {
		c.pair(i+n, j+n)
	}
}

// pair compares a paragraph with what it became. Only the empty line that parts
// it from a paragraph that was added or removed behind it is no change of its own.
func (c *comparison) pair(i, j int) {
	x, y := c.before[i], c.after[j]
	lastBefore, lastAfter := i == len(c.before)-1, j == len(c.after)-1
	if x == y || lastBefore && !lastAfter && x+"\n\n" == y || lastAfter && !lastBefore && y+"\n\n" == x {
		c.blocks = append(c.blocks, BlockDiff{BlockSame, []Span{{Text: x}}, []Span{{Text: y}}})
		return
	}
	before, after := diffWords(x, y)
	c.blocks = append(c.blocks, BlockDiff{BlockChanged, before, after})
}

// replaced puts the paragraphs from i and from j, of which none are the same, in
// order: those that are similar side by side, as similar as possible on the whole.
func (c *comparison) replaced(i, iEnd, j, jEnd int) {
	best := bestPairs(c.before[i:iEnd], c.after[j:jEnd])
	for n, m := 0, 0; i+n < iEnd || j+m < jEnd; {
		switch {
		case best != nil && best[n][m].pair:
			c.pair(i+n, j+m)
			n, m = n+1, m+1
		case i+n < iEnd && (best == nil || best[n][m].sum == best[n+1][m].sum):
			c.blocks = append(c.blocks, BlockDiff{Kind: BlockRemoved, Before: []Span{{c.before[i+n], true}}})
			n++
		default:
			c.blocks = append(c.blocks, BlockDiff{Kind: BlockAdded, After: []Span{{c.after[j+m], true}}})
			m++
		}
	}
}

// best is how similar paragraphs can be on the whole from two of them on, and
// whether these two are a pair for that.
type best struct {
	sum  float64
	pair bool
}

// bestPairs returns the best for each two paragraphs, nil beyond maxPairs.
func bestPairs(a, b []string) [][]best {
	if len(a)*len(b) > maxPairs {
		return nil
	}
	x, y := words(a), words(b)
	found := make([][]best, len(a)+1)
	found[len(a)] = make([]best, len(b)+1)
	for i := len(a) - 1; i >= 0; i-- {
		found[i] = make([]best, len(b)+1)
		for j := len(b) - 1; j >= 0; j-- {
			found[i][j].sum = max(found[i+1][j].sum, found[i][j+1].sum)
			alike := similarity(x[i], y[j])
			if together := found[i+1][j+1].sum + alike; alike >= similar && together >= found[i][j].sum {
				found[i][j] = best{together, true}
			}
		}
	}
	return found
}

// similarity returns the share of two sorted lists that is common, 0 as soon as
// their lengths tell that it is not enough.
func similarity(a, b []string) float64 {
	all, common := len(a)+len(b), 0
	if most := 2 * min(len(a), len(b)); all == 0 || float64(most) < similar*float64(all) {
		return 0
	}
	for len(a) > 0 && len(b) > 0 {
		switch strings.Compare(a[0], b[0]) {
		case -1:
			a = a[1:]
		case 1:
			b = b[1:]
		default:
			a, b, common = a[1:], b[1:], common+2
		}
	}
	return float64(common) / float64(all)
}

// words returns the sorted words of each paragraph.
func words(paragraphs []string) [][]string {
	found := make([][]string, len(paragraphs))
	for i, p := range paragraphs {
		for _, t := range token.FindAllString(p, -1) {
			if strings.ContainsFunc(t, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }) {
				found[i] = append(found[i], t)
			}
		}
		slices.Sort(found[i])
	}
	return found
}

// token is what is compared as one: a merge field, a word, space, or any other
// character with its marks.
var token = regexp.MustCompile(`(?s)\{\{[^{}]*\}\}|[\pL\pM\pN\x{200c}\x{200d}]+(?:['’][\pL\pM\pN]+)*|[\s\pZ]+|.\pM*`)

// diffWords marks the words that two paragraphs do not have in common.
func diffWords(x, y string) (before, after []Span) {
	a, b := token.FindAllString(x, -1), token.FindAllString(y, -1)
	i, j := 0, 0
	for _, d := range lcs.DiffLines(a, b) {
		before = appendSpan(before, a[i:d.Start], false)
		before = appendSpan(before, a[d.Start:d.End], true)
		after = appendSpan(after, b[j:d.ReplStart], false)
		after = appendSpan(after, b[d.ReplStart:d.ReplEnd], true)
		i, j = d.End, d.ReplEnd
	}
	return appendSpan(before, a[i:], false), appendSpan(after, b[j:], false)
}

// appendSpan marks the space between marked words as well, so that a changed
// phrase is one span.
func appendSpan(spans []Span, tokens []string, marked bool) []Span {
	text := strings.Join(tokens, "")
	last := len(spans) - 1
	switch {
	case text == "":
	case last >= 0 && spans[last].Marked == marked:
		spans[last].Text += text
	case marked && last >= 1 && strings.TrimSpace(spans[last].Text) == "":
		spans[last-1].Text += spans[last].Text + text
		spans = spans[:last]
	default:
		spans = append(spans, Span{text, marked})
	}
	return spans
}
