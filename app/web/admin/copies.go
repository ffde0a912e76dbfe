package admin

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
)

// copyPage is admin/copy: a text that was set aside beside the one that stands in
// the draft, and what can be done about it.
type copyPage struct {
	Frame
	ID    string
	Title string // of the campaign
	Part  campaign.Section

	Copy  string // id of the text set aside
	By    person // who wrote it
	At    time.Time
	Texts []campaign.PartDiff

	Base       string // names the text in the draft
	DraftBy    person // who changed that last
	DraftAt    time.Time
	DraftTexts []campaign.PartDiff
	Gone       bool // its language or its letter has left the draft

	Diff  []campaign.PartDiff // from the draft to what was set aside
	Lock  *lock               // nil: the draft can be changed
	Void  int                 // number of the approved revision that its use voids, 0 without one
	Moved bool                // the draft has changed since the page was opened
}

// Usable reports whether the text can be put into the draft.
func (p copyPage) Usable() bool { return p.Lock == nil && !p.Gone && len(p.Diff) > 0 }

// CopyShow is the page of a text that was set aside.
func (h *Handler) CopyShow(c *fiber.Ctx) error {
	page, err := h.copyPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/copy", page)
}

// CopyUse puts the text into the draft and sets the other one aside. Where the
// draft is not what the operator saw, the page shows how things stand.
func (h *Handler) CopyUse(c *fiber.Ctx) error {
	d, v, err := h.aside(c)
	if err != nil {
		return err
	}
	used := act(c, audit.CampaignEdited, d.Campaign.Slug, map[string]string{"parts": string(v.Section)})
	err = h.Campaigns.UseCopy(c.UserContext(), d.Campaign.ID, v.ID, posted(c, "base"), h.NewID(), used, h.Now())
	if fault.Is(err, fault.Conflict) || fault.MessageOf(err).Key == "fault.campaign.section" {
		page, err := h.copyPage(c)
		if err != nil {
			return err
		}
		page.Moved = true
		return h.Views.Rejected(c, "admin/copy", page)
	}
	if err != nil {
		return err
	}
	route, args := sectionRoute(d.Campaign.ID, v.Section)
	return h.Views.Redirect(c, route, args...)
}

// CopyDiscard deletes the text.
func (h *Handler) CopyDiscard(c *fiber.Ctx) error {
	d, v, err := h.aside(c)
	if err != nil {
		return err
	}
	discarded := act(c, audit.CopyDiscarded, d.Campaign.Slug, map[string]string{"parts": string(v.Section)})
	if err := h.Campaigns.DropCopy(c.UserContext(), d.Campaign.ID, v.ID, discarded, h.Now()); err != nil {
		return err
	}
	return h.Views.Redirect(c, "admin.campaign", d.Campaign.ID)
}

// aside loads the campaign in the path, and the text set aside.
func (h *Handler) aside(c *fiber.Ctx) (campaign.Dossier, campaign.Copy, error) {
	d, err := h.dossier(c)
	if err != nil {
		return d, campaign.Copy{}, err
	}
	v, err := h.Campaigns.Copy(c.UserContext(), d.Campaign.ID, c.Params("copy"))
	return d, v, err
}

// CopyBack leads someone who reloads the address of a form to its page.
func (h *Handler) CopyBack(c *fiber.Ctx) error {
	return h.Views.Redirect(c, "admin.copy", c.Params("campaign"), c.Params("copy"))
}

// sectionRoute is the page where a section is edited.
func sectionRoute(id string, s campaign.Section) (route string, args []any) {
	if key := s.Key(); key != "" {
		return "admin.letter", []any{id, key}
	}
	switch s {
	case campaign.Variants:
		route = "admin.others"
	case campaign.Questions:
		route = "admin.fields"
	case campaign.Addressees:
		route = "admin.recipients"
	case campaign.Settings:
		route = "admin.sending"
	case campaign.Ends:
		route = "admin.endings"
	default:
		route = "admin.basics"
	}
	return route, []any{id}
}

func (h *Handler) copyPage(c *fiber.Ctx) (copyPage, error) {
	d, v, err := h.aside(c)
	if err != nil {
		return copyPage{}, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return copyPage{}, err
	}
	called, err := h.names(c)
	if err != nil {
		return copyPage{}, err
	}
	what, err := h.diffNames(c.UserContext())
	if err != nil {
		return copyPage{}, err
	}
	content, last := d.Draft.Content, d.Draft.LastEdit(v.Section)
	page := copyPage{
		Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d), Part: v.Section,
		Copy: v.ID, By: called.person(frame, v.OperatorID), At: v.MadeAt, Texts: texts(what, content.Languages, v.Section, v.Part),
		DraftBy: called.person(frame, last.By), DraftAt: last.At, Lock: locked(d, frame, called), Void: voids(d),
	}
	current, err := content.Part(v.Section)
	if fault.Is(err, fault.NotFound) {
		page.Gone = true
		content = content.WithLetter(v.Section.Letter(), v.Section.Language(), campaign.Letter{})
	} else if err != nil {
		return page, err
	} else {
		page.Base, page.DraftTexts = campaign.Base(current), texts(what, content.Languages, v.Section, current)
	}
	other, err := content.With(v.Section, v.Part)
	if err != nil {
		return page, err
	}
	page.Diff = differences(what, content, other)
	return page, nil
}
