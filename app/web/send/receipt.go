package send

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/fault"
	"emailcampaigns/app/sending"
	"emailcampaigns/app/web/access"
)

// ReceiptShow is screen 4: the receipt, told from what is stored.
func (h *Handler) ReceiptShow(c *fiber.Ctx) error {
	s := access.Session(c)
	if !s.State.Ended() {
		return h.Views.Redirect(c, "send.show", s.ID)
	}
	sc, err := h.scene(c, s)
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
	return h.Views.Page(c, "send/receipt", receiptPage{
		ID:          s.ID,
		Language:    sc.language,
		Slug:        sc.campaign.Slug,
		Title:       sc.title,
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
		URL:         h.publicURL(sc.language, sc.campaign.Slug),
		ShareText:   sc.title,
		Accepted:    accepted,
		Goal:        sc.revision.Content.Goal,
		Test:        s.Test(),
		CampaignID:  s.CampaignID,
	})
}
