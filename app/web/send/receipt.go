package send

import (
	"time"

	"github.com/gofiber/fiber/v2"

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
	deliveries, err := h.Flow.Store.Deliveries(c.UserContext(), s.ID)
	if err != nil {
		return err
	}
	d := best(deliveries)
	page := receiptPage{
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
	}
	if len(deliveries) > 1 {
		for _, one := range deliveries {
			page.Outcomes = append(page.Outcomes, outcomeOf(sc.revision.Content, one))
		}
	}
	return h.Views.Page(c, "send/receipt", page)
}

// best returns the delivery that tells how a session went: one that was accepted
// before one that is uncertain before any that was tried, with the latest date of
// death of a hash.
func best(deliveries []sending.Delivery) sending.Delivery {
	rank := map[sending.DeliveryState]int{sending.Accepted: 3, sending.Uncertain: 2, sending.Rejected: 1}
	var found sending.Delivery
	var until time.Time
	for _, d := range deliveries {
		if (d.Attempt > 0 || d.Reason != sending.Dropped) && rank[d.State] > rank[found.State] {
			found = d
		}
		if d.HashUntil.After(until) {
			until = d.HashUntil
		}
	}
	found.HashUntil = until
	return found
}
