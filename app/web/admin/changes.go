package admin

import (
	"slices"
	"strings"
	"unicode"

	"emailcampaigns/app/campaign"
)

// difference is a part of a content that is not what it was, or all such parts of a
// field or recipient, for the partial "changes".
type difference struct {
	Place place
	Kind  campaign.BlockKind // added, removed or changed
	Parts []partChange       // each with a heading of its own when Place names an item alone
}

// Item reports whether it is one of a field or recipient.
func (d difference) Item() bool { return d.Place.Item > 0 }

// partChange is a text that is not what it was.
type partChange struct {
	Place  place
	Order  bool // items have changed places
	Rules  bool // the text is one of routes, in signs
	Switch bool // a yes or no; On is what it is now
	On     bool
	Blocks []changedBlock
}

// changedBlock is a paragraph before and after, or several that stayed the same.
type changedBlock struct {
	Kind          campaign.BlockKind
	Before, After []span
	Same          int // how many paragraphs stayed the same
	Folded        bool
}

// span is a piece of a paragraph.
type span struct {
	Text   string
	Marked bool
}

// foldFrom is how many characters of unchanged text are shown between changes
// without being asked for.
const foldFrom = 240

// changesOf prepares the difference of two contents for a reviewer.
func changesOf(called campaign.Names, before, after campaign.Content) []difference {
	var changes []difference
	for _, d := range called.Diff(before, after) {
		part := partChange{
			Place: placeOf(d.Path), Order: d.Path == "fields" || d.Path == "recipients", Rules: d.Path == "routes", Blocks: blocksOf(d.Blocks),
		}
		kind := kindOf(d.Blocks)
		if part.Switch = part.Place.Part == "required" || part.Place.Part == "on"; part.Switch {
			part.On, kind = kind == campaign.BlockAdded, campaign.BlockChanged
		}
		if last := len(changes) - 1; last >= 0 && changes[last].takes(part) {
			changes[last].Parts = append(changes[last].Parts, part)
			continue
		}
		next := difference{Place: part.Place, Kind: kind, Parts: []partChange{part}}
		if next.Item() {
			next.Place.Part, next.Place.Language = "", ""
			if !part.begins() {
				next.Kind = campaign.BlockChanged
			}
		}
		changes = append(changes, next)
	}
	return changes
}

// takes reports whether a part belongs to the same item. Items that were removed
// are counted as they stood before, so a number alone does not tell.
func (d difference) takes(part partChange) bool {
	return d.Item() && d.Place.Section == part.Place.Section && d.Place.Item == part.Place.Item && !part.begins()
}

// begins reports whether the part is the first of an item that came or went: the
// item as a whole, or the name of a field, which does not change while it is there.
func (p partChange) begins() bool {
	return p.Place.Part == "" || p.Place.Section == "fields" && p.Place.Part == "name"
}

func blocksOf(diff []campaign.BlockDiff) []changedBlock {
	var blocks []changedBlock
	for _, b := range diff {
		if last := len(blocks) - 1; b.Kind == campaign.BlockSame && last >= 0 && blocks[last].Kind == campaign.BlockSame {
			blocks[last].After = append(blocks[last].After, spans(b.After)...)
			blocks[last].Same++
			continue
		}
		block := changedBlock{Kind: b.Kind, Before: spans(b.Before), After: spans(b.After)}
		if b.Kind == campaign.BlockSame {
			block.Same = 1
		}
		blocks = append(blocks, block)
	}
	for i, b := range blocks {
		blocks[i].Folded = b.Kind == campaign.BlockSame && length(b.After) >= foldFrom
		blocks[i].Before, blocks[i].After = trimmed(b.Before), trimmed(b.After)
	}
	return blocks
}

// kindOf says what became of a part: one that was empty is added, one that is now
// empty removed.
func kindOf(blocks []campaign.BlockDiff) campaign.BlockKind {
	all := func(kind campaign.BlockKind) bool {
		return !slices.ContainsFunc(blocks, func(b campaign.BlockDiff) bool { return b.Kind != kind })
	}
	switch {
	case all(campaign.BlockAdded):
		return campaign.BlockAdded
	case all(campaign.BlockRemoved):
		return campaign.BlockRemoved
	}
	return campaign.BlockChanged
}

func length(spans []span) int {
	n := 0
	for _, s := range spans {
		n += len([]rune(s.Text))
	}
	return n
}

// spans makes a change visible that has nothing to be seen of itself.
func spans(from []campaign.Span) []span {
	var made []span
	for _, s := range from {
		if s.Marked && !strings.ContainsFunc(s.Text, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) }) {
			s.Text = visible(s.Text)
		}
		made = append(made, span(s))
	}
	return made
}

// visible writes white space, and characters without a look of their own, as
// signs.
func visible(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case '\n':
			b.WriteString("⏎\n")
		case ' ':
			b.WriteRune('␣')
		case '\t':
			b.WriteRune('⇥')
		case '\u00a0', '\u202f':
			b.WriteRune('⍽')
		default:
			b.WriteRune('�')
		}
	}
	return b.String()
}

// trimmed leaves out the line breaks that part a paragraph from the next: the page
// parts them by itself.
func trimmed(spans []span) []span {
	if last := len(spans) - 1; last >= 0 {
		spans[last].Text = strings.TrimRight(spans[last].Text, "\n")
	}
	return slices.DeleteFunc(spans, func(s span) bool { return s.Text == "" })
}
