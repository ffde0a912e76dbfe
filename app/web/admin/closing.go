package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/web/render"
)

// closingPage is admin/closing: the two ways to end a campaign, with what visitors
// will read.
type closingPage struct {
	Frame
	ID       string
	Title    string
	Approved bool // a revision is approved and not published
	Endings  []endingChoice
	Problem  *fault.Message
}

// endingChoice is one of them.
type endingChoice struct {
	Ending  campaign.Ending
	Control string // its id
	Texts   []endText
}

// endText is what visitors of a language read.
type endText struct {
	Language   string
	Heading    string   // "" without one
	Paragraphs []string // of the organisation, or the interface's own words
	Own        bool     // the organisation's
}

// ClosingNew shows the choice.
func (h *Handler) ClosingNew(c *fiber.Ctx) error {
	page, err := h.closingPage(c)
	if err != nil {
		return err
	}
	return h.Views.Page(c, "admin/closing", page)
}

// ClosingCreate closes the campaign.
func (h *Handler) ClosingCreate(c *fiber.Ctx) error {
	ending := campaign.Ending(posted(c, "ending"))
	if ending != campaign.Ordinary && ending != campaign.Victory {
		page, err := h.closingPage(c)
		if err != nil {
			return err
		}
		page.Problem = &fault.Message{Key: "fault.campaign.ending"}
		return h.Views.Rejected(c, "admin/closing", page)
	}
	now := h.Now()
	return h.changed(c, func(d *campaign.Dossier) (audit.Act, error) {
		return act(c, audit.CampaignClosed, d.Campaign.Slug, map[string]string{"ending": string(ending)}), d.Close(ending, now)
	})
}

func (h *Handler) closingPage(c *fiber.Ctx) (closingPage, error) {
	d, err := h.dossier(c)
	if err != nil {
		return closingPage{}, err
	}
	// A revision that is not what was approved has no page: nobody will read texts
	// of it, and it can be closed all the same.
	live, err := h.Campaigns.Revision(c.UserContext(), d.Campaign.RevisionID)
	if err != nil && d.Campaign.RevisionID != "" && !campaign.Changed(err) {
		return closingPage{}, err
	}
	frame, err := h.frame(c, "campaigns")
	if err != nil {
		return closingPage{}, err
	}
	page := closingPage{
		Frame: frame, ID: d.Campaign.ID, Title: titleIn(c, d),
		Approved: d.Pending != nil && d.Pending.State == campaign.RevisionApproved,
	}
	for _, ending := range []campaign.Ending{campaign.Ordinary, campaign.Victory} {
		choice := endingChoice{Ending: ending, Control: "f-" + string(ending)}
		for _, l := range h.Languages {
			choice.Texts = append(choice.Texts, h.endText(live.Content, ending, l.Tag))
		}
		page.Endings = append(page.Endings, choice)
	}
	return page, d.Close(campaign.Ordinary, h.Now()) // tried on what was loaded, and not kept
}

func (h *Handler) endText(content campaign.Content, ending campaign.Ending, language string) endText {
	text := endText{Language: language}
	if ending == campaign.Victory {
		text.Heading = h.Text(language, "send.campaign.victory.title", nil)
	}
	if own := content.EndText(ending, language); own != "" {
		text.Own, text.Paragraphs = true, render.Paragraphs(own)
		return text
	}
	key := "send.campaign.ended"
	if ending == campaign.Victory {
		key = "send.campaign.victory"
	}
	text.Paragraphs = []string{h.Text(language, key, nil)}
	return text
}
