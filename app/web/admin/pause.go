package admin

import (
	"github.com/gofiber/fiber/v2"

	"emailcampaigns/app/audit"
	"emailcampaigns/app/campaign"
)

// PauseCreate stops a campaign, also for senders who are about to confirm.
func (h *Handler) PauseCreate(c *fiber.Ctx) error {
	now := h.Now()
	return h.changed(c, func(d *campaign.Dossier) (audit.Act, error) {
		return act(c, audit.CampaignPaused, d.Campaign.Slug, nil), d.Pause(now)
	})
}

// ResumptionCreate lets a paused campaign go on, unless its revision is not what
// was approved: the first visitor would pause it again.
func (h *Handler) ResumptionCreate(c *fiber.Ctx) error {
	d, err := h.dossier(c)
	if err != nil {
		return err
	}
	if d.Campaign.State == campaign.Paused {
		if _, err := h.Flow.Approved(c.UserContext(), d.Campaign.RevisionID); err != nil {
			return err
		}
	}
	now := h.Now()
	return h.changed(c, func(d *campaign.Dossier) (audit.Act, error) {
		return act(c, audit.CampaignResumed, d.Campaign.Slug, nil), d.Resume(now)
	})
}
