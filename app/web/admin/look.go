package admin

import (
	"slices"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
)

// look is a letter as a sample sender would send it and a recipient would get it.
type look struct {
	Language   string
	Samples    []campaign.Sample
	Sample     string // id of the chosen one
	From       campaign.Values
	Recipients []lookRecipient
	To         int  // the chosen one, from 1; 0: none in particular
	Single     bool // one has to be chosen
	Wide       bool // shown as on a desk, not as on a phone
	Subject    string
	lookChoice
	Blocks []lookBlock
}

// lookRecipient is a recipient with its number in the list, from 1.
type lookRecipient struct {
	Number int
	campaign.Recipient
}

// lookBlock is a paragraph.
type lookBlock struct {
	Locked bool // has words of the letter's own, which senders cannot change
	Pieces []piece
}

// piece is a part of a paragraph from one source.
type piece struct {
	Text   string
	Sender bool // is what the sender fills in
}

// Chosen returns the recipient in whose place the reader looks, the zero one
// without.
func (l look) Chosen() lookRecipient {
	if l.To < 1 || l.To > len(l.Recipients) {
		return lookRecipient{}
	}
	return l.Recipients[l.To-1]
}

// Others returns how many recipients get the message besides the chosen one.
func (l look) Others() int { return max(0, len(l.Recipients)-1) }

// named is how many recipients are named where nobody is chosen.
const named = 3

// First returns the recipients that are named.
func (l look) First() []lookRecipient { return l.Recipients[:min(named, len(l.Recipients))] }

// Rest returns how many get the message besides those.
func (l look) Rest() int { return max(0, len(l.Recipients)-named) }

// Foreign reports whether the chosen recipient is known to read another language.
func (l look) Foreign() bool {
	reads := l.Chosen().Language
	return reads != "" && reads != l.Language
}

// Offered returns the recipients that can be chosen: of a long list the first ones,
// and the chosen one.
func (l look) Offered() []lookRecipient {
	const most = 100
	offered := l.Recipients[:min(most, len(l.Recipients))]
	if l.To > most {
		offered = append(slices.Clone(offered), l.Chosen())
	}
	return offered
}

// look reads for whom the form has chosen to look, and fills the letter in.
func (h *Handler) look(c *fiber.Ctx, content campaign.Content, s campaign.Section) look {
	l := chosenLook(content, func(control string) string { return posted(c, control) })
	l.Letter = s.Letter()
	return looked(content, s.Language(), l)
}

// lens is what the recipient gets whom the page's address chooses, or the first one who
// gets anything: nil where all get one message, or nobody any.
func lens(c *fiber.Ctx, content campaign.Content) *look {
	if !content.Selection.Individual() || len(content.Languages) == 0 {
		return nil
	}
	l := chosenLook(content, func(control string) string { return c.Query(control) })
	if l.To == 0 {
		l.To = 1 + slices.IndexFunc(content.Recipients, func(r campaign.Recipient) bool { return !content.Excluded(r) })
	}
	if l.To == 0 {
		return nil
	}
	l.Single = true
	l = looked(content, content.Languages[0], l)
	return &l
}

// chosenLook reads the controls.
func chosenLook(content campaign.Content, typed func(control string) string) look {
	l := look{Samples: campaign.Samples(), Sample: typed("sample"), Wide: typed("width") == "desk"}
	if !slices.ContainsFunc(l.Samples, func(s campaign.Sample) bool { return s.ID == l.Sample }) {
		l.Sample = l.Samples[0].ID
	}
	if n, err := strconv.Atoi(typed("to")); err == nil && n > 0 && n <= len(content.Recipients) {
		l.To = n
	}
	if w, err := strconv.ParseUint(typed("wording"), 10, 32); err == nil {
		l.Wording = campaign.Wording(w)
	}
	l.another = typed("do") == "another"
	return l
}

// looked fills the letter in.
func looked(content campaign.Content, language string, l look) look {
	l.From = content.SampleValues(l.Sample)
	for i, r := range content.Recipients {
		l.Recipients = append(l.Recipients, lookRecipient{i + 1, r})
	}
	content, e := l.choose(content, language)
	l.Language = e.Language
	l.Subject = content.Preview(e, l.From, nil).Subject
	for _, b := range content.PreviewPassages(e, l.From, nil) {
		var block lookBlock
		for _, s := range b.Segments {
			sender := strings.HasPrefix(s.Field, "sender.")
			block.Locked = block.Locked || !sender && strings.TrimSpace(s.Text) != ""
			block.Pieces = append(block.Pieces, piece{Text: s.Text, Sender: sender})
		}
		l.Blocks = append(l.Blocks, block)
	}
	return l
}
