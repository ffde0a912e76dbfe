package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/campaign"
	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
	"emailcampaigns/app/web/render"
)

// ReceiptShow is screen 4: the receipt, told from what is stored.
func (h *Handler) ReceiptShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if !s.State.Ended() {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	r, err := h.content(c, s)
	if err != nil {
		return err
	}
	found, err := h.Campaigns.Campaign(c.UserContext(), s.CampaignID)
	if err != nil {
		return err
	}
	accepted, err := h.Flow.Store.Accepted(c.UserContext(), s.CampaignID)
	if err != nil {
		return err
	}
	d, err := h.Flow.Store.Delivery(c.UserContext(), s.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	language := render.LanguageOf(c)
	title := campaign.In(r.Content.Title, language, r.Content.Languages)
	return h.Views.Page(c, "send/receipt", receiptPage{
		ID:          s.ID,
		Language:    language,
		Slug:        found.Slug,
		Title:       title,
		State:       s.State,
		Delivery:    d.State,
		Reason:      s.Problem,
		SettledAt:   d.SettledAt,
		ConnectedAt: s.ConnectedAt,
		RevokedAt:   s.RevokedAt,
		ErasedAt:    s.ErasedAt,
		EndedAt:     s.EndedAt,
		HashUntil:   d.HashUntil,
		GoneAt:      s.EndedAt.Add(sending.TombstoneKept),
		URL:         h.publicURL(language, found.Slug),
		ShareText:   title,
		Accepted:    accepted,
		Goal:        r.Content.Goal,
	})
}
