package office

import (
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/render"
)

// fewest is the smallest number of messages that is told: a smaller one could
// point to a person.
const fewest = 10

// officePage is office/office.
type officePage struct {
	Token      string
	Mailbox    string
	Names      []string // under which it is written to
	Standing   campaign.Standing
	Since      time.Time // of the standing
	Requests   []campaign.Request
	Campaigns  []addressed
	References bool // a campaign has a line to file by
	Correction correction
	Stop       stop
}

// Stoppable reports whether there is anything to stop.
func (p officePage) Stoppable() bool { return p.Standing != campaign.AskedToStop }

// correction is the form "Correct our address", as typed.
type correction struct {
	Address, Remark string
	Problems        []fault.Field
}

// stop is the form "Please stop writing to us", as typed.
type stop struct {
	Remark   string
	Sure     bool
	Problems []fault.Field
}

// condition says how a campaign stands, for an office.
type condition string

const (
	waiting condition = "waiting" // opens later
	running condition = "running"
	paused  condition = "paused"
	ended   condition = "ended"
)

// addressed is a campaign that writes to the office, or has done so.
type addressed struct {
	Slug     string
	Title    string
	Language string // of the title
	State    condition
	Since    time.Time // it is public, or will be
	Current  bool      // the office is among its recipients still
	Together bool      // every message goes to all recipients
	Others   int       // recipients of such a message besides the office
	None     bool      // no message was accepted yet
	Few      bool      // fewer than told
	Accepted int       // messages, where it is neither
	Name     string    // of the recipient
	Address  string    // as it is written to
	Letters  []letter
	File     string // the line to file by, "" without one
	Revision string // the first 12 hexadecimal digits of the revision's digest
}

// letter is a letter in one language with all its alternatives.
type letter struct {
	Language string
	Subjects []text
	Parts    []part
}

// part is a part of a letter below its subject.
type part struct {
	Kind  campaign.PartKind
	Texts []text
}

// text is a text in pieces.
type text []piece

// piece is locked text, or a gap that a sender fills.
type piece struct {
	Text  string
	Gap   gap    // "" for text
	Label string // what the campaign asks for, of the gaps "field" and "optional"
}

// gap is what a sender says.
type gap string

const (
	senderName    gap = "name"
	senderAddress gap = "address"
	ownWords      gap = "paragraph"
	ownField      gap = "field"    // something the campaign asks its senders
	ownOptional   gap = "optional" // the same, and they need not answer
)

func (h *Handler) page(c *fiber.Ctx) (officePage, error) {
	mailbox, err := h.mailbox(c)
	if err != nil {
		return officePage{}, err
	}
	page := officePage{Token: c.Params("token"), Mailbox: mailbox}
	standing, err := h.Standings.Standing(c.UserContext(), mailbox)
	if err != nil {
		return page, err
	}
	page.Standing, page.Since = standing.Standing, standing.Since
	if page.Requests, err = h.Offices.RequestsOf(c.UserContext(), mailbox); err != nil {
		return page, err
	}
	all, err := h.Offices.Addressed(c.UserContext(), mailbox)
	if err != nil {
		return page, err
	}
	stop, err := h.Switch.Stop(c.UserContext())
	if err != nil {
		return page, err
	}
	for _, a := range all {
		one := described(a, render.LanguageOf(c), h.Now())
		if stop.On() && one.State == running {
			one.State = paused
		}
		page.Campaigns = append(page.Campaigns, one)
		page.References = page.References || one.File != ""
		if !slices.Contains(page.Names, one.Name) {
			page.Names = append(page.Names, one.Name)
		}
	}
	return page, nil
}

// described is a campaign for readers of a language.
func described(a campaign.Addressed, language string, now time.Time) addressed {
	content := a.Revision.Content
	one := addressed{
		Slug: a.Campaign.Slug, State: conditionOf(a.Campaign, now), Since: a.Since, Current: a.Current(),
		Together: !content.Selection.Individual(), None: a.Accepted == 0, Few: a.Accepted > 0 && a.Accepted < fewest,
		Name: a.Recipient.Name, Address: a.Recipient.Address, File: strings.TrimSpace(content.Reference), Revision: a.Revision.Digest.String()[:12],
	}
	if a.Accepted >= fewest {
		one.Accepted = a.Accepted
	}
	if a.Campaign.OpensAt.After(one.Since) {
		one.Since = a.Campaign.OpensAt
	}
	one.Title = campaign.In(content.Title, language, content.Languages)
	one.Language = languageOf(content.Title, one.Title, language)
	to := []campaign.Recipient{a.Recipient}
	if one.Together {
		to = content.Included()
		one.Others = len(to) - 1
	}
	for _, l := range content.LanguagesTo(a.Recipient) {
		e := campaign.Envelope{To: to, Together: one.Together, Language: l}
		one.Letters = append(one.Letters, letterOf(content, e, language))
	}
	return one
}

func conditionOf(c campaign.Campaign, now time.Time) condition {
	switch c.At(now) {
	case campaign.Open:
		return running
	case campaign.Waiting:
		return waiting
	case campaign.Halted:
		return paused
	}
	return ended // closed, or archived since
}

// languageOf tells which language a text among its translations is in.
func languageOf(texts map[string]string, chosen, wanted string) string {
	if texts[wanted] == chosen {
		return wanted
	}
	for language, text := range texts {
		if text == chosen {
			return language
		}
	}
	return wanted
}

// letterOf is the letter in an envelope; its gaps are named in the page's language.
func letterOf(content campaign.Content, e campaign.Envelope, language string) letter {
	l := letter{Language: e.Language}
	for _, p := range content.LetterParts(e) {
		var texts []text
		for _, segments := range p.Texts {
			texts = append(texts, textOf(content, segments, language))
		}
		if p.Kind == campaign.SubjectPart {
			l.Subjects = texts
			continue
		}
		l.Parts = append(l.Parts, part{Kind: p.Kind, Texts: texts})
	}
	return l
}

func textOf(content campaign.Content, segments []campaign.Segment, language string) text {
	var t text
	for _, s := range segments {
		p := piece{Text: s.Text}
		switch s.Field {
		case "":
		case "sender.name":
			p.Gap = senderName
		case "sender.address":
			p.Gap = senderAddress
		case "sender.paragraph":
			p.Gap = ownWords
		default:
			p.Gap = ownField
			for _, f := range content.Fields {
				if "sender."+f.Name != s.Field {
					continue
				}
				p.Label = campaign.In(f.Label, language, content.Languages)
				if !f.Required {
					p.Gap = ownOptional
				}
			}
		}
		t = append(t, p)
	}
	return t
}
